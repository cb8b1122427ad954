import type { LspMessage } from '@carrel/core/code';

/** Messages that wait for one reader, as many as may be. */
export class MessageQueue {
  private readonly waiting: LspMessage[] = [];
  private wake: () => void = () => undefined;
  private hasEnded = false;

  constructor(
    private readonly most: number,
    private readonly onFull: () => void,
  ) {}

  push(message: LspMessage): void {
    if (this.hasEnded) return;
    if (this.waiting.length >= this.most) {
      this.end();
      this.onFull();
      return;
    }
    this.waiting.push(message);
    this.wake();
  }

  /** What waits is still read. */
  end(): void {
    this.hasEnded = true;
    this.wake();
  }

  async *read(): AsyncGenerator<LspMessage, void, undefined> {
    for (;;) {
      const next = this.waiting.shift();
      if (next !== undefined) yield next;
      else if (this.hasEnded) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
