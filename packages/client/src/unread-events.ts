/** Events that wait for their reader. */
export class UnreadEvents<E> implements AsyncIterable<E> {
  /** How much of them waits, as `weigh` has it. */
  unread = 0;
  private readonly waiting: E[] = [];
  private isOver = false;
  private wake: () => void = () => undefined;
  private onDrained: () => void = () => undefined;

  constructor(private readonly weigh: (event: E) => number) {}

  push(event: E): void {
    if (this.isOver) return;
    this.waiting.push(event);
    this.unread += this.weigh(event);
    this.wake();
  }

  /** No more come; those that wait are still read. */
  end(): void {
    this.isOver = true;
    this.wake();
    this.onDrained();
  }

  /** Resolves when all that waits was read. */
  drained(): Promise<void> {
    if (this.unread === 0 || this.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.onDrained = resolve;
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<E, void, void> {
    for (;;) {
      const event = this.waiting.shift();
      if (event !== undefined) {
        this.unread -= this.weigh(event);
        if (this.unread === 0) this.onDrained();
        yield event;
      } else if (this.isOver) return;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }
}
