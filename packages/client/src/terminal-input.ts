import { detached, inputLimit, type ClientError } from './errors.js';
import { err, ok, ResultAsync, type Outcome, type Result } from './result.js';
import type { SocketLink } from './socket-link.js';
import { controlFrame, inputFrame } from './terminal-frames.js';

/** The most of one message. */
const PIECE_BYTES = 64 * 1_024;
/** How much the network may have to take before more is given to it. */
const WINDOW_BYTES = 256 * 1_024;
/** How often the network is asked whether it took something; browsers do not tell by themselves. */
const LOOK_MS = 10;

interface Waiting {
  readonly frame: Uint8Array<ArrayBuffer>;
  readonly settle: (result: Result<void, ClientError>) => void;
}

/** What is said to a terminal, in order. What no connection has taken waits for the next one; nothing is sent twice. */
export class TerminalInput {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private link: SocketLink | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  constructor(private readonly maxBytes: number) {}

  write(data: Uint8Array): Outcome<void> {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    for (let start = 0; start < data.byteLength; start += PIECE_BYTES)
      frames.push(inputFrame(data.subarray(start, start + PIECE_BYTES)));
    return this.say(frames, data.byteLength);
  }

  control(value: object): Outcome<void> {
    const frame = controlFrame(value);
    return this.say([frame], frame.byteLength);
  }

  /** Goes on by this connection; with `null`, waits for one. */
  use(link: SocketLink | null): void {
    this.link = link;
    this.flush();
  }

  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    for (const { settle } of this.waiting.splice(0)) settle(err(detached()));
  }

  private say(frames: readonly Uint8Array<ArrayBuffer>[], bytes: number): Outcome<void> {
    if (this.isOver) return new ResultAsync(Promise.resolve(err(detached())));
    if (this.waitingBytes + bytes > this.maxBytes)
      return new ResultAsync(Promise.resolve(err(inputLimit(this.maxBytes))));
    if (frames.length === 0) return new ResultAsync(Promise.resolve(ok(undefined)));
    this.waitingBytes += bytes;
    const sent = frames.map(
      (frame) => new Promise<Result<void, ClientError>>((settle) => this.waiting.push({ frame, settle })),
    );
    this.flush();
    return ResultAsync.fromSafePromise(Promise.all(sent)).andThen((results) => {
      this.waitingBytes -= bytes;
      return results.find((result) => result.isErr()) ?? ok(undefined);
    });
  }

  private flush(): void {
    clearTimeout(this.timer);
    const { link } = this;
    if (link === null) return;
    while (this.waiting.length > 0 && link.bufferedAmount < WINDOW_BYTES) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      link.send(next.frame);
      next.settle(ok(undefined));
    }
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.flush(), LOOK_MS);
  }
}
