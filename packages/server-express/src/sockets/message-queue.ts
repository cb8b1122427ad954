import type { SocketMessage } from './socket.js';

type Taken = IteratorResult<SocketMessage>;

/** Messages that wait for somebody to ask for them. `onTaken` is told after each that somebody got. */
export class MessageQueue implements AsyncIterableIterator<SocketMessage> {
  private readonly waiting: SocketMessage[] = [];
  private taker: ((result: Taken) => void) | null = null;
  private held = false;
  private over = false;

  constructor(private readonly onTaken: () => void) {}

  get size(): number {
    return this.waiting.length;
  }

  push(message: SocketMessage): void {
    if (this.over) return;
    this.waiting.push(message);
    this.give();
  }

  /** Nobody gets a message until `release`. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    this.give();
  }

  /** Nothing comes any more, and what waits is dropped. */
  end(): void {
    this.over = true;
    this.waiting.length = 0;
    this.taker?.({ done: true, value: undefined });
    this.taker = null;
  }

  next(): Promise<Taken> {
    if (this.over) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.taker = resolve;
      this.give();
    });
  }

  return(): Promise<Taken> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private give(): void {
    const { taker } = this;
    if (taker === null || this.held) return;
    const message = this.waiting.shift();
    if (message === undefined) return;
    this.taker = null;
    taker({ done: false, value: message });
    this.onTaken();
  }
}
