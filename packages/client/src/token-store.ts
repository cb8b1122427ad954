import type { TokenSet } from './types.js';

/**
 * Where the tokens of one login are kept for several clients, such as the tabs of a browser or the processes of a program. What it
 * throws fails the call that met it with `client/token-store`.
 */
export interface TokenStore {
  /** Those that are kept; `null` where nobody is logged in. */
  read(): TokenSet | null | Promise<TokenSet | null>;
  write(tokens: TokenSet | null): void | Promise<void>;
  /** Does it while no other client of the same store does anything under its lock. */
  withLock<T>(work: () => Promise<T>): Promise<T>;
}

/** Keeps tokens in memory, for several clients in one process. */
export function memoryTokenStore(tokens: TokenSet | null = null): TokenStore {
  let kept = tokens;
  return {
    read: () => kept,
    write: (other) => {
      kept = other;
    },
    withLock: queued(),
  };
}

export interface BrowserTokenStoreOptions {
  /** The name of the database that they are kept in, and of the lock. One for each login. @default 'carrel.tokens' */
  readonly key?: string;
}

/**
 * Keeps tokens in a database of the browser (IndexedDB: tabs may see an old state of `localStorage`), for all tabs of an origin. Every
 * script of the origin can read them. It locks by Web Locks, which pages have by HTTPS and of `localhost`; without them only the
 * clients of one tab wait for each other.
 */
export function browserTokenStore({ key = 'carrel.tokens' }: BrowserTokenStoreOptions = {}): TokenStore {
  const alone = queued();
  const { locks } = navigator as { readonly locks?: LockManager };
  return {
    read: async () => ((await transacted(key, 'readonly', (kept) => kept.get(TOKENS))) as TokenSet | undefined) ?? null,
    write: async (tokens) => {
      await transacted<unknown>(key, 'readwrite', (kept) =>
        tokens === null ? kept.delete(TOKENS) : kept.put(tokens, TOKENS),
      );
    },
    withLock: (work) => (locks === undefined ? alone(work) : (locks.request(key, work) as ReturnType<typeof work>)),
  };
}

const TOKENS = 'tokens';

/** Done for all tabs when it resolves. */
function transacted<T>(
  name: string,
  mode: IDBTransactionMode,
  act: (kept: IDBObjectStore) => Pick<IDBRequest<T>, 'result'>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(TOKENS);
    opening.onerror = () => reject(opening.error ?? new Error('It cannot be opened.'));
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(TOKENS, mode);
      const request = act(transaction.objectStore(TOKENS));
      transaction.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      transaction.onabort = () => {
        database.close();
        reject(transaction.error ?? new Error('It was given up.'));
      };
    };
  });
}

/** One after another. */
function queued(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
