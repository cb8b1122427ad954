import { unlessAborted } from './call-scope.js';
import { clientAborted, type ClientError } from './errors.js';
import { err, ok, type Outcome, type Result } from './result.js';
import type { Tokens, TokenSet } from './types.js';

/** New tokens are asked for this long before the old ones run out, or a tenth of their life if that is less. */
const EARLY_MS = 30_000;

/** Holds the tokens of one client, and gets new ones: once, however many calls want them. */
export class TokenKeeper {
  private flight: Promise<Result<TokenSet, ClientError>> | null = null;
  private earlyMs = EARLY_MS;

  constructor(
    private tokens: TokenSet | null,
    private readonly refresh: (refreshToken: string) => Outcome<Tokens>,
    private readonly onTokens: (tokens: TokenSet | null) => void,
  ) {}

  get current(): TokenSet | null {
    return this.tokens;
  }

  /** Replaces them, such as by those of a login. */
  set(tokens: TokenSet | Tokens | null): void {
    this.tokens = tokens === null ? null : dated(tokens);
    const lifeMs = this.tokens?.expiresInMs;
    if (lifeMs !== undefined) this.earlyMs = Math.min(EARLY_MS, lifeMs / 10);
    this.onTokens(this.tokens);
  }

  /** The access token to send, refreshed where it is about to run out; `null` without one. */
  async access(signal: AbortSignal): Promise<Result<string | null, ClientError>> {
    const { tokens } = this;
    if (tokens?.expiresAt === undefined || tokens.refreshToken === undefined) return ok(tokens?.accessToken ?? null);
    const leftMs = Date.parse(tokens.expiresAt) - Date.now();
    if (leftMs > this.earlyMs) return ok(tokens.accessToken);
    const renewed = await this.renew(signal);
    if (renewed.isOk()) return ok(renewed.value.accessToken);
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
    return (await this.renew(signal)).map(({ accessToken }) => accessToken);
  }

  private async renew(signal: AbortSignal): Promise<Result<TokenSet, ClientError>> {
    this.flight ??= this.fly().finally(() => {
      this.flight = null;
    });
    return (await unlessAborted(this.flight, signal)) ?? err(clientAborted());
  }

  private async fly(): Promise<Result<TokenSet, ClientError>> {
    const before = this.tokens;
    const renewed = await this.refresh(before?.refreshToken ?? '');
    // Somebody logged in or out meanwhile: these tokens are nobody's.
    if (this.tokens !== before) return this.tokens === null ? err(clientAborted()) : ok(this.tokens);
    if (renewed.isErr()) {
      if (renewed.error.status === 401) this.set(null);
      return err(renewed.error);
    }
    this.set(renewed.value);
    return ok(this.tokens ?? renewed.value);
  }
}

function dated(tokens: TokenSet): TokenSet {
  const { expiresInMs, expiresAt } = tokens;
  if (expiresAt !== undefined || expiresInMs === undefined) return tokens;
  return { ...tokens, expiresAt: new Date(Date.now() + expiresInMs).toISOString() };
}
