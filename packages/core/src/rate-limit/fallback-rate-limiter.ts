import { errAsync, okAsync, ResultAsync, systemClock, type Clock, type Result } from '../kernel/index.js';
import { BackendWatch, noopMetrics, silentLogger, type Logger, type Metrics } from '../telemetry/index.js';
import { rateLimiterUnavailable, type RateLimiterError } from './rate-limit-errors.js';
import type { RateAnswer, RateLimit, RateLimiter, RateLimiterHealth } from './rate-limiter.js';

export interface FallbackRateLimiterOptions {
  /** What counts when all is well, for all processes. */
  readonly primary: RateLimiter;
  /** What counts along in this process, such as `memoryRateLimiter()`, and decides while the primary does not answer. */
  readonly fallback: RateLimiter;
  /** How long the primary may take before it counts as down, in milliseconds. @default 250 */
  readonly patienceMs?: number;
  /** How often a primary that is down is asked whether it is back, in milliseconds. @default 1000 */
  readonly probeMs?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Has the gauge `carrel_rate_limits_degraded`, 1 while each process counts for itself. @default nowhere */
  readonly metrics?: Metrics;
  /** @default silent */
  readonly logger?: Logger;
}

/**
 * A limiter that counts on while its primary is down, when it opens or later.
 *
 * The fallback counts every use besides, so what this process allowed before is not forgotten when the primary goes: while it is down
 * each process allows at most what the limit says, and no call fails for it. What was counted meanwhile the primary does not learn of.
 */
export function fallbackRateLimiter(options: FallbackRateLimiterOptions): RateLimiter {
  return new FallbackRateLimiter(options);
}

class FallbackRateLimiter implements RateLimiter {
  private readonly primary: RateLimiter;
  private readonly fallback: RateLimiter;
  private readonly watch: BackendWatch<RateLimiterError>;

  constructor({ primary, fallback, clock = systemClock, ...options }: FallbackRateLimiterOptions) {
    const { patienceMs = 250, probeMs = 1_000, metrics = noopMetrics, logger = silentLogger } = options;
    const help = 'Whether each replica counts for itself, because the shared counts do not answer.';
    const degraded = metrics.gauge('carrel_rate_limits_degraded', { help });
    this.primary = primary;
    this.fallback = fallback;
    this.watch = new BackendWatch<RateLimiterError>({
      ...{ clock, logger, degraded, patienceMs, probeMs, name: primary.name, what: 'the shared counting of calls' },
      probe: () => primary.open().andThen(() => primary.health()),
      late: () => rateLimiterUnavailable(),
    });
  }

  get name(): string {
    return this.primary.name;
  }

  get shared(): boolean {
    return this.primary.shared;
  }

  open(): ResultAsync<void, RateLimiterError> {
    return this.fallback
      .open()
      .andThen(() =>
        this.primary.open().orElse((error) => (this.noteDown(error) ? okAsync(undefined) : errAsync(error))),
      );
  }

  take(key: string, limit: RateLimit, cost = 1): ResultAsync<RateAnswer, RateLimiterError> {
    return new ResultAsync(this.count(key, limit, cost));
  }

  health(): ResultAsync<RateLimiterHealth, RateLimiterError> {
    if (this.watch.isDown) return this.lessHealth();
    return new ResultAsync(this.watch.patiently(() => this.primary.health())).orElse((error) =>
      this.noteDown(error) ? this.lessHealth() : errAsync(error),
    );
  }

  async dispose(): Promise<void> {
    this.watch.close();
    await Promise.all([this.primary.dispose(), this.fallback.dispose()]);
  }

  private async count(key: string, limit: RateLimit, cost: number): Promise<Result<RateAnswer, RateLimiterError>> {
    const own = this.fallback.take(key, limit, cost);
    if (this.watch.isDown) return own;
    const [counted, shared] = await Promise.all([own, this.watch.patiently(() => this.primary.take(key, limit, cost))]);
    return shared.isErr() && this.noteDown(shared.error) ? counted : shared;
  }

  /** Whether the error says that the primary is down. */
  private noteDown(error: RateLimiterError): boolean {
    if (error.type !== 'rate-limit/unavailable') return false;
    this.watch.goDown(error.cause);
    return true;
  }

  private lessHealth(): ResultAsync<RateLimiterHealth, RateLimiterError> {
    const degraded = `${this.primary.name} does not answer; each replica counts for itself`;
    return this.fallback.health().map(() => ({ degraded }));
  }
}
