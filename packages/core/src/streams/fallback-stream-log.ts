import { err, errAsync, okAsync, ResultAsync, systemClock, type Clock, type Result } from '../kernel/index.js';
import { BackendWatch, noopMetrics, silentLogger, type Logger, type Metrics } from '../telemetry/index.js';
import type { StreamEnd } from './stream-end.js';
import type { StreamEvent } from './stream-event.js';
import { streamExists, streamLogUnavailable, type StreamLogError } from './stream-log-errors.js';
import type {
  AppendOptions,
  StreamCallOptions,
  StreamInfo,
  StreamLog,
  StreamLogHealth,
  StreamReadOptions,
  StreamRetention,
} from './stream-log.js';

export interface FallbackStreamLogOptions {
  /** Where streams are when all is well. */
  readonly primary: StreamLog;
  /** Where streams begin while the primary does not answer, such as `memoryStreamLog()`. */
  readonly fallback: StreamLog;
  /** How long the primary may take to make a stream before it counts as down, in milliseconds. @default 1000 */
  readonly patienceMs?: number;
  /** How often a primary that is down is asked whether it is back, in milliseconds. @default 1000 */
  readonly probeMs?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Has the gauge `carrel_streams_degraded`, 1 while streams begin on the fallback. @default nowhere */
  readonly metrics?: Metrics;
  /** @default silent */
  readonly logger?: Logger;
}

/**
 * A log that works on while its primary is down, when it opens or later.
 *
 * Each stream is in one of the two from its beginning to its end. One that begins while the primary is down is on the fallback, and
 * stays there also once the primary is back, so nothing that was acknowledged moves or is lost; other processes do not see it where
 * the fallback is not shared. One that began on the primary waits for it: until it is back its calls fail with
 * `stream/log-unavailable`, as the primary has it.
 */
export function fallbackStreamLog(options: FallbackStreamLogOptions): StreamLog {
  return new FallbackStreamLog(options);
}

/** How many streams of the fallback are looked at, whether they have expired, whenever another one begins there. */
const FORGET_AT_ONCE = 8;

class FallbackStreamLog implements StreamLog {
  private readonly primary: StreamLog;
  private readonly fallback: StreamLog;
  private readonly watch: BackendWatch<StreamLogError>;
  /** The streams that are on the fallback, oldest first; some may have expired. */
  private readonly onFallback = new Set<string>();
  /** Those of them that the primary may have made too, without anything in them, when its answer was lost. */
  private readonly doubtful = new Set<string>();

  constructor({ primary, fallback, clock = systemClock, ...options }: FallbackStreamLogOptions) {
    const { patienceMs = 1_000, probeMs = 1_000, metrics = noopMetrics, logger = silentLogger } = options;
    const help = 'Whether streams begin on the fallback, because the log they belong into does not answer.';
    const degraded = metrics.gauge('carrel_streams_degraded', { help });
    this.primary = primary;
    this.fallback = fallback;
    const onBack = () => this.removeDoubtful();
    this.watch = new BackendWatch<StreamLogError>({
      ...{ clock, logger, degraded, patienceMs, probeMs, onBack, name: primary.name, what: 'the log of streams' },
      probe: () => primary.open().andThen(() => primary.health()),
      late: () => streamLogUnavailable(),
    });
  }

  get name(): string {
    return this.primary.name;
  }

  get shared(): boolean {
    return this.primary.shared;
  }

  get maxChunkBytes(): number {
    return Math.min(this.primary.maxChunkBytes, this.fallback.maxChunkBytes);
  }

  open(): ResultAsync<void, StreamLogError> {
    return this.fallback.open().andThen(() =>
      this.primary.open().orElse((error) => {
        // What no waiting helps is a mistake to be corrected, not an outage.
        return error.retryable && this.noteDown(error) ? okAsync(undefined) : errAsync(error);
      }),
    );
  }

  create(key: string, retention: StreamRetention, options: StreamCallOptions = {}): ResultAsync<void, StreamLogError> {
    return new ResultAsync(this.begin(key, retention, options));
  }

  append(key: string, chunks: readonly string[], options?: AppendOptions): ResultAsync<number, StreamLogError> {
    return this.where(key, (log) => log.append(key, chunks, options));
  }

  end(key: string, end: StreamEnd, options?: AppendOptions): ResultAsync<void, StreamLogError> {
    return this.where(key, (log) => log.end(key, end, options));
  }

  read(key: string, options?: StreamReadOptions): ResultAsync<AsyncIterable<StreamEvent>, StreamLogError> {
    return this.where(key, (log) => log.read(key, options));
  }

  info(key: string, options?: StreamCallOptions): ResultAsync<StreamInfo | null, StreamLogError> {
    return this.where(key, (log) => log.info(key, options));
  }

  remove(key: string, options?: StreamCallOptions): ResultAsync<void, StreamLogError> {
    return this.where(key, (log) => log.remove(key, options)).map(() => {
      this.onFallback.delete(key);
    });
  }

  health(): ResultAsync<StreamLogHealth, StreamLogError> {
    if (this.watch.isDown) return this.lessHealth();
    return new ResultAsync(this.watch.patiently(() => this.primary.health())).orElse((error) =>
      this.noteDown(error) ? this.lessHealth() : errAsync(error),
    );
  }

  async dispose(): Promise<void> {
    this.watch.close();
    await Promise.all([this.primary.dispose(), this.fallback.dispose()]);
  }

  private async begin(
    key: string,
    retention: StreamRetention,
    options: StreamCallOptions,
  ): Promise<Result<void, StreamLogError>> {
    const { watch, primary, fallback } = this;
    await this.forgetExpired(this.onFallback.has(key) ? [key] : []);
    if (this.onFallback.has(key)) return err(streamExists());
    let isDoubtful = false;
    if (!watch.isDown) {
      const made = await watch.patiently((late) =>
        primary.create(key, retention, {
          signal: AbortSignal.any([late, ...(options.signal ? [options.signal] : [])]),
        }),
      );
      if (made.isOk() || !this.noteDown(made.error)) return made;
      isDoubtful = true;
    }
    const made = await fallback.create(key, retention, options);
    if (made.isErr()) return made;
    this.onFallback.add(key);
    if (isDoubtful) this.doubtful.add(key);
    await this.forgetExpired([...this.onFallback].slice(0, FORGET_AT_ONCE));
    return made;
  }

  /** In the log that the stream is in. */
  private where<T>(
    key: string,
    work: (log: StreamLog) => ResultAsync<T, StreamLogError>,
  ): ResultAsync<T, StreamLogError> {
    if (this.onFallback.has(key)) return work(this.fallback);
    return work(this.primary).mapErr((error) => {
      this.noteDown(error);
      return error;
    });
  }

  /** Whether the error says that the primary is down. */
  private noteDown(error: StreamLogError): boolean {
    if (error.type !== 'stream/log-unavailable') return false;
    this.watch.goDown(error.cause);
    return true;
  }

  private lessHealth(): ResultAsync<StreamLogHealth, StreamLogError> {
    const degraded = `${this.primary.name} does not answer; new streams are kept in ${this.fallback.name}`;
    return this.fallback.health().map(() => ({ degraded }));
  }

  private async forgetExpired(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const info = await this.fallback.info(key);
      this.onFallback.delete(key);
      // Back to the end: the others have their turn first.
      if (info.isErr() || info.value !== null) this.onFallback.add(key);
    }
  }

  /** Nobody may find an empty stream on the primary where the fallback has the real one. */
  private async removeDoubtful(): Promise<void> {
    for (const key of this.doubtful) {
      const info = await this.primary.info(key);
      const removed = info.isOk() && info.value?.next === 0 ? await this.primary.remove(key) : info;
      if (removed.isErr()) return;
      this.doubtful.delete(key);
    }
  }
}
