import { err, type Clock, type Result, type ResultAsync } from '../kernel/index.js';
import type { Gauge, Logger } from '../telemetry/index.js';
import { streamLogUnavailable, type StreamLogError } from './stream-log-errors.js';
import type { StreamLog } from './stream-log.js';

export interface PrimaryWatchOptions {
  readonly primary: StreamLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 1 while it is down. */
  readonly degraded: Gauge;
  readonly patienceMs: number;
  readonly probeMs: number;
  /** Called before it counts as back. */
  readonly onBack: () => Promise<void>;
}

/** Knows whether a log is down, and finds out when it is back. */
export class PrimaryWatch {
  private state: 'up' | 'down' | 'over' = 'up';
  private cancelProbe = (): void => undefined;

  constructor(private readonly options: PrimaryWatchOptions) {
    options.degraded.set(0);
  }

  get isDown(): boolean {
    return this.state === 'down';
  }

  /** It did not answer. */
  goDown(cause: unknown): void {
    if (this.state !== 'up') return;
    const { degraded, logger, primary } = this.options;
    this.state = 'down';
    degraded.set(1);
    logger.warn({ streams: primary.name, cause }, 'the log of streams does not answer: new streams begin elsewhere');
    this.probeSoon();
  }

  /** What `work` comes to, or `stream/log-unavailable` when it takes too long; `signal` fires then. */
  async patiently<T>(
    work: (signal: AbortSignal) => ResultAsync<T, StreamLogError>,
  ): Promise<Result<T, StreamLogError>> {
    const { clock, patienceMs } = this.options;
    const over = new AbortController();
    let cancel = (): void => undefined;
    const late = new Promise<Result<T, StreamLogError>>((resolve) => {
      cancel = clock.setTimer(patienceMs, () => {
        over.abort();
        resolve(err(streamLogUnavailable()));
      });
    });
    try {
      return await Promise.race([late, work(over.signal)]);
    } finally {
      cancel();
    }
  }

  close(): void {
    this.state = 'over';
    this.cancelProbe();
  }

  private probeSoon(): void {
    this.cancelProbe = this.options.clock.setTimer(this.options.probeMs, () => void this.probe());
  }

  private async probe(): Promise<void> {
    const { primary, onBack, degraded, logger } = this.options;
    const answer = await primary.open().andThen(() => primary.health());
    if (answer.isOk()) await onBack();
    if (this.state !== 'down') return;
    if (answer.isErr()) {
      this.probeSoon();
      return;
    }
    this.state = 'up';
    degraded.set(0);
    logger.info({ streams: primary.name }, 'the log of streams is back');
  }
}
