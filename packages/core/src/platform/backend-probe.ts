import type { Clock, ResultAsync } from '../kernel/index.js';
import type { BackendHealth } from './carrel.js';

/** How long a backend may take before it counts as down, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The same for one that was down when it was asked last: long enough for the answer of one that is back. */
const IMPATIENCE_MS = 250;

export interface BackendProbeOptions {
  readonly name: BackendHealth['name'];
  /** Whether nothing works without it. */
  readonly required: boolean;
  /** Ok when it is well, or well enough. */
  readonly ask: () => ResultAsync<unknown, unknown>;
  readonly clock: Clock;
}

interface Question {
  readonly startedAt: number;
  readonly status: Promise<BackendHealth['status']>;
}

/**
 * Asks one backend how it is, with one question at a time, however many want to know.
 *
 * Only the first who asks a backend that went away waits for long: one that was down, and does not answer in a moment, is down still.
 */
export class BackendProbe {
  private isDown = false;
  private question: Question | null = null;

  constructor(private readonly options: BackendProbeOptions) {}

  async check(): Promise<BackendHealth> {
    const { name, required, clock } = this.options;
    const { startedAt, status: answer } = this.pending() ?? this.ask();
    const status = await this.inTime(startedAt, answer);
    if (status === 'down') this.isDown = true;
    return { name, status, latencyMs: clock.now() - startedAt, required };
  }

  /** The question that is asked already, unless nobody waits for its answer any more. */
  private pending(): Question | null {
    const { question } = this;
    return question !== null && this.options.clock.now() - question.startedAt < PATIENCE_MS ? question : null;
  }

  private ask(): Question {
    const { ask, clock } = this.options;
    const status = Promise.resolve(ask()).then((answer): BackendHealth['status'] => {
      if (answer.isErr()) return 'down';
      return isDegraded(answer.value) ? 'degraded' : 'up';
    });
    const question = { startedAt: clock.now(), status };
    this.question = question;
    const conclude = (told: BackendHealth['status']) => {
      // The answer to an old question says nothing of now, when there is a newer one.
      if (this.question !== question) return;
      this.question = null;
      this.isDown = told === 'down';
    };
    status.then(conclude, () => {
      conclude('down');
    });
    return question;
  }

  private async inTime(startedAt: number, answer: Promise<BackendHealth['status']>): Promise<BackendHealth['status']> {
    const { clock } = this.options;
    const patienceMs = this.isDown ? IMPATIENCE_MS : PATIENCE_MS;
    let cancel = (): void => undefined;
    const late = new Promise<'down'>((resolve) => {
      cancel = clock.setTimer(Math.max(0, startedAt + patienceMs - clock.now()), () => {
        resolve('down');
      });
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      cancel();
    }
  }
}

function isDegraded(health: unknown): boolean {
  return typeof health === 'object' && health !== null && 'degraded' in health && health.degraded !== null;
}
