import { err, type CarrelError, type Clock, type Result, type ResultAsync } from '../kernel/index.js';
import type { Logger } from './logger.js';
import type { Gauge } from './metrics.js';

export interface BackendWatchOptions<E extends CarrelError> {
  /** What it is, for a person, such as `the log of streams`. */
  readonly what: string;
  /** Which one of its kind. */
  readonly name: string;
  /** Ok when it answers again. */
  readonly probe: () => ResultAsync<unknown, E>;
  /** The error of what takes too long. */
  readonly late: () => E;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 1 while it is down. */
  readonly degraded: Gauge;
  /** How long it may take to answer, in milliseconds. */
  readonly patienceMs: number;
  /** How often it is asked whether it is back, in milliseconds. */
  readonly probeMs: number;
  /** Called before it counts as back. @default nothing */
  readonly onBack?: () => Promise<void>;
}

/** Knows whether a backend that can be done without is down, tells it, and finds out when it is back. */
export class BackendWatch<E extends CarrelError> {
  private state: 'up' | 'down' | 'over' = 'up';
  private cancelProbe = (): void => undefined;

  constructor(private readonly options: BackendWatchOptions<E>) {
    options.degraded.set(0);
  }

  get isDown(): boolean {
    return this.state === 'down';
  }

  /** It did not answer. */
  goDown(cause: unknown): void {
    if (this.state !== 'up') return;
    const { degraded, logger, name, what } = this.options;
    this.state = 'down';
    degraded.set(1);
    logger.warn({ backend: name, cause }, `${what} does not answer: it is done without`);
    this.probeSoon();
  }

  /** What `work` comes to, or the error of what takes too long; `signal` fires then. */
  async patiently<T>(work: (signal: AbortSignal) => ResultAsync<T, E>): Promise<Result<T, E>> {
    const { clock, patienceMs, late: lateError } = this.options;
    const over = new AbortController();
    let cancel = (): void => undefined;
    const late = new Promise<Result<T, E>>((resolve) => {
      cancel = clock.setTimer(patienceMs, () => {
        over.abort();
        resolve(err(lateError()));
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
    const { probe, onBack, degraded, logger, name, what } = this.options;
    const answer = await probe();
    if (answer.isOk()) await onBack?.();
    if (this.state !== 'down') return;
    if (answer.isErr()) {
      this.probeSoon();
      return;
    }
    this.state = 'up';
    degraded.set(0);
    logger.info({ backend: name }, `${what} is back`);
  }
}
