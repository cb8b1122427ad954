import {
  browserTokenStore,
  createCarrelClient,
  type ClientError,
  type Language,
  type SignedIn,
  type User,
} from '@carrel/client';
import { signal } from '@preact/signals';
import { notice } from './parts/notices.js';

const basePath = document.querySelector<HTMLMetaElement>('meta[name="carrel-base-path"]')?.content ?? '/api/v5';

const tokenStore = browserTokenStore();

/** The one client of the page; its login is shared with the other tabs. */
export const client = createCarrelClient({
  baseUrl: location.origin + basePath,
  tokenStore,
  // Whoever looks at a page sees that it waits; three times is enough.
  retry: { maxAttempts: 3 },
  onTokens: (tokens) => {
    if (tokens !== null || isLeaving || user.value === null || user.value === undefined) return;
    user.value = null;
    notice('Your sign-in has ended. Sign in again to go on.');
  },
});

let isLeaving = false;

/** Who is signed in: `undefined` while that is not known, `null` for nobody. */
export const user = signal<User | null | undefined>(undefined);

/** Looks who is signed in, by the tokens that were kept. */
export async function resume(): Promise<ClientError | null> {
  if ((await keptTokens()) === null) {
    user.value = null;
    return null;
  }
  const me = await client.identity.me();
  if (me.isOk()) {
    user.value = me.value;
    return null;
  }
  if (isSignedOut(me.error)) {
    user.value = null;
    return null;
  }
  return me.error;
}

/** `undefined` where they cannot be read: the client says what is wrong with that. */
async function keptTokens() {
  try {
    return await tokenStore.read();
  } catch {
    return undefined;
  }
}

export function entered({ user: who }: SignedIn): void {
  user.value = who;
}

export async function signOut(): Promise<void> {
  isLeaving = true;
  const out = await client.identity.logout();
  // Where the server was not reached, the login ends here at least.
  if (out.isErr()) await client.identity.useTokens(null).unwrapOr(undefined);
  user.value = null;
  isLeaving = false;
}

/** Whether the login is over, so that nothing else goes on. */
export function isSignedOut({ status, type }: ClientError): boolean {
  return status === 401 || type === 'auth/invalid-credentials';
}

let languages: Promise<readonly Language[]> | undefined;

/** The catalogue, asked for once. */
export function knownLanguages(): Promise<readonly Language[]> {
  languages ??= client.languages.list({ limit: 200 }).match(
    ({ items }) => items,
    () => {
      languages = undefined;
      return [];
    },
  );
  return languages;
}

/** What a person is told of a failure: in one sentence, with what helps to find it in a log. */
export function saying(error: ClientError): string {
  if (error.type === 'client/unreachable') return 'The server cannot be reached.';
  return ('detail' in error ? error.detail : undefined) ?? error.title;
}
