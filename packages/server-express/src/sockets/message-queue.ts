import type { MessageListener, SocketMessage } from './socket.js';

type Taken = IteratorResult<SocketMessage>;

/** Who is told after each message that somebody got. */
export interface Pacer {
  taken(): void;
}

/** Messages that wait for somebody to ask for them, or go to a listener one by one. */
export class MessageQueue implements AsyncIterableIterator<SocketMessage> {
  private readonly waiting: SocketMessage[] = [];
  private taker: ((result: Taken) => void) | null = null;
  private listener: MessageListener | null = null;
  /** Whether the listener is not done with the last message. */
  private isBusy = false;
  private held = false;
  private over = false;

  constructor(private readonly pacer: Pacer) {}

  get size(): number {
    return this.waiting.length;
  }

  push(message: SocketMessage): void {
    if (this.over) return;
    this.waiting.push(message);
    this.give();
  }

  /** Gives each message to `listener` from now on, the next one when it is done with the one before. */
  listen(listener: MessageListener): void {
    this.listener = listener;
    if (this.over) this.tellEnd();
    else this.give();
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
    this.tellEnd();
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
    const { listener, taker } = this;
    if (listener !== null) this.hand(listener);
    if (taker === null || this.held) return;
    const message = this.waiting.shift();
    if (message === undefined) return;
    this.taker = null;
    taker({ done: false, value: message });
    this.pacer.taken();
  }

  private hand(listener: MessageListener): void {
    while (!this.isBusy && !this.held && !this.over) {
      const message = this.waiting.shift();
      if (message === undefined) return;
      this.isBusy = true;
      const done = listener.message(message);
      if (done === null) this.isBusy = false;
      else this.goOnAfter(done);
      this.pacer.taken();
    }
  }

  private goOnAfter(done: Promise<unknown>): void {
    const goOn = () => {
      this.isBusy = false;
      this.give();
    };
    done.then(goOn, goOn);
  }

  private tellEnd(): void {
    const { listener } = this;
    this.listener = null;
    listener?.ended();
  }
}
