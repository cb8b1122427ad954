import type { Clock } from '@carrel/core/kernel';
import { portTimedOut, type PortTimedOut } from './port-proxy-errors.js';

/** Tells when a program takes too long to begin its answer. What it takes of the request meanwhile begins its time anew. */
export class AnswerTimer {
  private since: number;
  private cancel: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly limit: { readonly port: number; readonly answerTimeoutMs: number },
    private readonly over: (error: PortTimedOut) => void,
  ) {
    this.since = clock.now();
    this.wait(limit.answerTimeoutMs);
  }

  progress(): void {
    this.since = this.clock.now();
  }

  stop(): void {
    this.cancel();
  }

  private wait(ms: number): void {
    const { port, answerTimeoutMs } = this.limit;
    this.cancel = this.clock.setTimer(ms, () => {
      const restMs = this.since + answerTimeoutMs - this.clock.now();
      if (restMs > 0) this.wait(restMs);
      else this.over(portTimedOut(port, answerTimeoutMs));
    });
  }
}
