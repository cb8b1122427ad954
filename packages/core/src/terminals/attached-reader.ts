import type { LogGap, OutputItem, UserId } from '../kernel/index.js';
import type { ReachError } from '../workspaces/index.js';
import { AttachedReading, type ReadingPlace } from './attached-reading.js';
import type { Notice, RelayEnd, TerminalRelay, Watcher } from './terminal-relay.js';
import type { TerminalCloseReason, TerminalEvent } from './terminal.js';

/** One reader's place in a terminal. */
export class AttachedReader implements Watcher, ReadingPlace {
  /** The offset of the first byte that the reader was not given. */
  offset: number;
  /** The same, or the byte after what is being given. */
  position: number;
  private readonly notices = new Map<Notice['type'], Notice>();
  private ending: TerminalCloseReason | null = null;
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
    this.ending ??= reason;
    this.relay.log.wake();
  }

  leave(): void {
    if (this.over) return;
    this.over = true;
    this.relay.leave(this);
  }

  /** Everything from its place on, to the end. */
  events(signal: AbortSignal | undefined): AsyncIterable<TerminalEvent> {
    // Who is gone before the first event never begins to read.
    signal?.addEventListener('abort', () => this.leave(), { once: true });
    return { [Symbol.asyncIterator]: () => new AttachedReading(this, signal) };
  }

  closed(reason: TerminalCloseReason): TerminalEvent {
    return { type: 'closed', reason, offset: this.offset };
  }

  failed(error: ReachError): TerminalEvent {
    return { type: 'failed', error, offset: this.offset };
  }

  get closing(): TerminalCloseReason | null {
    return this.ending;
  }

  item(): OutputItem<'tty', RelayEnd> | null {
    return this.relay.log.next(this.position);
  }

  taken(): void {
    this.offset = this.position;
  }

  giving(position: number): void {
    this.position = position;
    this.relay.taken();
  }

  missed({ to }: LogGap): void {
    this.relay.missed();
    this.giving(to);
  }

  watch(look: () => void): () => void {
    return this.relay.log.watch(look);
  }

  notice(): Notice | null {
    if (this.notices.size === 0) return null;
    for (const [type, notice] of this.notices) {
      this.notices.delete(type);
      return notice;
    }
    return null;
  }
}
