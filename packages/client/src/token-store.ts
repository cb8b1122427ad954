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
  /** What they are kept as, and the name of the lock. One for each login. @default 'carrel.tokens' */
  readonly key?: string;
  /** @default `localStorage`, which all tabs of an origin share */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/**
 * Keeps tokens in the storage of a browser, for all tabs of an origin. Every script of the origin can read them. It locks by Web Locks,
 * which pages have by HTTPS and of `localhost`; without them only the clients of one tab wait for each other.
 */
export function browserTokenStore({ key = 'carrel.tokens', storage }: BrowserTokenStoreOptions = {}): TokenStore {
  const place = () => storage ?? localStorage;
  const alone = queued();
  const { locks } = navigator as { readonly locks?: LockManager };
  return {
    read: () => {
      const text = place().getItem(key);
      return text === null ? null : (JSON.parse(text) as TokenSet);
    },
    write: (tokens) => {
      if (tokens === null) place().removeItem(key);
      else place().setItem(key, JSON.stringify(tokens));
    },
    withLock: (work) => (locks === undefined ? alone(work) : (locks.request(key, work) as ReturnType<typeof work>)),
  };
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
