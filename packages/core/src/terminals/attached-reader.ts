import { stoppable, type UserId } from '../kernel/index.js';
import type { Notice, RelayEnd, TerminalRelay, Watcher } from './terminal-relay.js';
import type { TerminalCloseReason, TerminalEvent } from './terminal.js';

/** One reader's place in a terminal. */
export class AttachedReader implements Watcher {
  /** The offset of the first byte that the reader was not given. */
  offset: number;
  /** The same, or the byte after what is being given. */
  position: number;
  private readonly notices = new Map<Notice['type'], Notice>();
  private closing: TerminalCloseReason | null = null;
  private over = false;

  constructor(
    private readonly relay: TerminalRelay,
    readonly userId: UserId,
    from: number,
  ) {
    this.offset = from;
    this.position = from;
  }

  get left(): boolean {
    return this.over;
  }

  /** Of each kind the latest is told. */
  tell(notice: Notice): void {
    this.notices.set(notice.type, notice);
    this.relay.log.wake();
  }

  end(reason: TerminalCloseReason): void {
    this.closing ??= reason;
    this.relay.log.wake();
  }

  leave(): void {
    if (this.over) return;
    this.over = true;
    this.relay.leave(this);
  }

  /** Everything from its place on, to the end. */
  events(signal: AbortSignal | undefined): AsyncIterable<TerminalEvent> {
    const leave = () => {
      this.leave();
    };
    signal?.addEventListener('abort', leave, { once: true });
    return stoppable((over) => {
      // Who leaves before the first event never enters the generator.
      over.addEventListener('abort', leave, { once: true });
      return this.items(over);
    }, signal);
  }

  closed(reason: TerminalCloseReason): TerminalEvent {
    return { type: 'closed', reason, offset: this.offset };
  }

  private async *items(over: AbortSignal): AsyncGenerator<TerminalEvent, undefined, undefined> {
    const { relay } = this;
    try {
      while (!over.aborted) {
        const notice = this.nextNotice();
        const item = notice === null && this.closing === null ? relay.log.next(this.position) : null;
        if (notice !== null) yield notice;
        else if (this.closing !== null) return yield this.closed(this.closing);
        else if (item === null) await relay.log.change(over);
        else if (item.type === 'end') return yield* this.last(item.value, item.offset);
        else if (item.type === 'gap') {
          relay.missed();
          yield* this.giving({ type: 'gap', from: item.from, to: item.to }, item.to);
        } else {
          yield* this.giving({ type: 'output', offset: item.offset, data: item.data }, item.offset + item.data.length);
        }
      }
    } finally {
      this.leave();
    }
  }

  /** The reader has it when it asks for what follows. */
  private *giving(event: TerminalEvent, position: number): Generator<TerminalEvent, void, undefined> {
    this.position = position;
    this.relay.taken();
    yield event;
    this.offset = position;
  }

  private *last(end: RelayEnd, offset: number): Generator<TerminalEvent, undefined, undefined> {
    if (end.type === 'failed') yield { type: 'failed', error: end.error, offset: this.offset };
    else {
      if (end.type === 'exit') yield { type: 'exit', exit: end.exit, end: offset };
      yield this.closed(end.reason);
    }
  }

  private nextNotice(): Notice | null {
    for (const [type, notice] of this.notices) {
      this.notices.delete(type);
      return notice;
    }
    return null;
  }
}
