import { unlessAborted } from './call-scope.js';
import { clientAborted, tokenStoreFailed, type ClientError } from './errors.js';
import { err, ok, okAsync, ResultAsync, type Outcome, type Result } from './result.js';
import type { TokenStore } from './token-store.js';
import type { Tokens, TokenSet } from './types.js';

/** New tokens are asked for this long before the old ones run out, or a tenth of their life if that is less. */
const EARLY_MS = 30_000;

export interface TokenKeeperDeps {
  readonly refresh: (refreshToken: string) => Outcome<Tokens>;
  readonly onTokens: (tokens: TokenSet | null) => void;
  /** Shared with other clients of the login. */
  readonly store?: TokenStore | undefined;
}

/** Holds the tokens of one client, and gets new ones: once, however many calls want them. */
export class TokenKeeper {
  private flight: Promise<Result<TokenSet | null, ClientError>> | null = null;
  private earlyMs = EARLY_MS;
  /** What the store is asked for. */
  private loading: Promise<Result<void, ClientError>> | null = null;

  constructor(
    private tokens: TokenSet | null,
    private readonly deps: TokenKeeperDeps,
  ) {}

  get current(): TokenSet | null {
    return this.tokens;
  }

  /** Replaces them, such as by those of a login. They are in use at once, and kept for other clients when ok. */
  set(tokens: TokenSet | Tokens | null): Outcome<void> {
    this.use(tokens);
    const { store } = this.deps;
    if (store === undefined) return okAsync(undefined);
    const kept = this.tokens;
    return stored(() => store.withLock(async () => store.write(kept)));
  }

  /** Those that other clients of the login have kept, where this one has none yet. */
  async load(): Promise<Result<void, ClientError>> {
    const { store } = this.deps;
    if (store === undefined || this.tokens !== null) return ok(undefined);
    this.loading ??= this.read(store).finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  /** The access token to send, refreshed where it is about to run out; `null` without one. */
  async access(signal: AbortSignal): Promise<Result<string | null, ClientError>> {
    const loaded = await unlessAborted(this.load(), signal);
    if (loaded === null) return err(clientAborted());
    if (loaded.isErr()) return err(loaded.error);
    const { tokens } = this;
    if (tokens?.expiresAt === undefined || tokens.refreshToken === undefined) return ok(tokens?.accessToken ?? null);
    const leftMs = Date.parse(tokens.expiresAt) - Date.now();
    if (leftMs > this.earlyMs) return ok(tokens.accessToken);
    const renewed = await this.renew(signal);
    if (renewed.isOk()) return ok(renewed.value?.accessToken ?? null);
    // It may still be good for this call, when all that failed was asking for another.
    const isRefused = this.tokens === null;
    return leftMs > 0 && !isRefused && !signal.aborted ? ok(tokens.accessToken) : err(renewed.error);
  }

  /** Another access token than `refused`, which the server did not take; `null` where there is nothing to get one with. */
  async instead(refused: string, signal: AbortSignal): Promise<Result<string, ClientError> | null> {
    const { tokens } = this;
    if (tokens === null) return null;
    if (tokens.accessToken !== refused) return ok(tokens.accessToken);
    if (tokens.refreshToken === undefined) return null;
    const renewed = await this.renew(signal);
    if (renewed.isErr()) return err(renewed.error);
    return renewed.value === null ? null : ok(renewed.value.accessToken);
  }

  private async renew(signal: AbortSignal): Promise<Result<TokenSet | null, ClientError>> {
    this.flight ??= this.fly().finally(() => {
      this.flight = null;
    });
    return (await unlessAborted(this.flight, signal)) ?? err(clientAborted());
  }

  private async fly(): Promise<Result<TokenSet | null, ClientError>> {
    const { store } = this.deps;
    if (store === undefined) return this.refreshed(this.tokens);
    const before = this.tokens;
    const flown = await stored(() =>
      store.withLock(async () => {
        const kept = await store.read();
        // Another client has refreshed it, or logged out: a refresh token is good once.
        if (kept?.refreshToken !== before?.refreshToken) {
          if (this.tokens === before) this.use(kept);
          return ok<TokenSet | null, ClientError>(this.tokens);
        }
        const renewed = await this.refreshed(before);
        if (this.tokens !== before) await store.write(this.tokens);
        return renewed;
      }),
    );
    return flown.andThen((renewed) => renewed);
  }

  private async refreshed(before: TokenSet | null): Promise<Result<TokenSet | null, ClientError>> {
    const renewed = await this.deps.refresh(before?.refreshToken ?? '');
    // Somebody logged in or out meanwhile: these tokens are nobody's.
    if (this.tokens !== before) return this.tokens === null ? err(clientAborted()) : ok(this.tokens);
    if (renewed.isErr()) {
      if (renewed.error.status === 401) this.use(null);
      return err(renewed.error);
    }
    this.use(renewed.value);
    return ok(this.tokens);
  }

  private async read(store: TokenStore): Promise<Result<void, ClientError>> {
    const kept = await stored(async () => store.read());
    if (kept.isOk() && kept.value !== null && this.tokens === null) this.use(kept.value);
    return kept.map(() => undefined);
  }

  private use(tokens: TokenSet | Tokens | null): void {
    this.tokens = tokens === null ? null : dated(tokens);
    const lifeMs = this.tokens?.expiresInMs;
    if (lifeMs !== undefined) this.earlyMs = Math.min(EARLY_MS, lifeMs / 10);
    this.deps.onTokens(this.tokens);
  }
}

/** What it gives; `client/token-store` where it throws. */
function stored<T>(work: () => Promise<T>): Outcome<T> {
  return ResultAsync.fromPromise(Promise.resolve().then(work), tokenStoreFailed);
}

function dated(tokens: TokenSet): TokenSet {
  const { expiresInMs, expiresAt } = tokens;
  if (expiresAt !== undefined || expiresInMs === undefined) return tokens;
  return { ...tokens, expiresAt: new Date(Date.now() + expiresInMs).toISOString() };
}
