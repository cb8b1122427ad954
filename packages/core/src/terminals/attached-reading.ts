import { PulledItems, type ItemSource, type LogGap, type OutputItem } from '../kernel/index.js';
import type { Notice, RelayEnd } from './terminal-relay.js';
import type { TerminalCloseReason, TerminalEvent } from './terminal.js';

/** A reader's place, and what there is for it. */
export interface ReadingPlace {
  /** What is told before any output; `null` for nothing. */
  notice(): Notice | null;
  /** Why the reader is to leave; `null` while it is not. */
  readonly closing: TerminalCloseReason | null;
  item(): OutputItem<'tty', RelayEnd> | null;
  /** The reader asks for what follows: it has all it was given. */
  taken(): void;
  /** It is being given what ends at that position. */
  giving(position: number): void;
  missed(gap: LogGap): void;
  closed(reason: TerminalCloseReason): TerminalEvent;
  failed(error: Extract<RelayEnd, { readonly type: 'failed' }>['error']): TerminalEvent;
  leave(): void;
  /** Calls back when there may be something, until the returned function is called. */
  watch(look: () => void): () => void;
}

type Taken = ReturnType<ItemSource<TerminalEvent>['take']>;

/** Everything from a reader's place on, to the end, to the signal, or until it leaves. */
export class AttachedReading implements AsyncIterator<TerminalEvent, undefined> {
  private readonly events: PulledItems<TerminalEvent>;

  constructor(
    private readonly place: ReadingPlace,
    signal: AbortSignal | undefined,
  ) {
    this.events = new PulledItems(new PlaceEvents(place), signal);
  }

  next(): Promise<IteratorResult<TerminalEvent, undefined>> {
    this.place.taken();
    return this.events.next();
  }

  return(): Promise<IteratorResult<TerminalEvent, undefined>> {
    return this.events.return();
  }
}

class PlaceEvents implements ItemSource<TerminalEvent> {
  /** What is told after everything else. */
  private closing: TerminalEvent | null = null;

  constructor(private readonly place: ReadingPlace) {}

  watch(look: () => void): () => void {
    return this.place.watch(look);
  }

  close(): void {
    this.place.leave();
  }

  take(): Taken {
    const { closing, place } = this;
    if (closing !== null) return { item: closing, isLast: true };
    const notice = place.notice();
    if (notice !== null) return { item: notice, isLast: false };
    if (place.closing !== null) return { item: place.closed(place.closing), isLast: true };
    const item = place.item();
    if (item === null) return null;
    if (item.type === 'end') return this.ending(item.value, item.offset);
    if (item.type === 'gap') {
      place.missed(item);
      return { item: { type: 'gap', from: item.from, to: item.to }, isLast: false };
    }
    place.giving(item.offset + item.data.length);
    return { item: { type: 'output', offset: item.offset, data: item.data }, isLast: false };
  }

  private ending(end: RelayEnd, offset: number): Taken {
    if (end.type === 'failed') return { item: this.place.failed(end.error), isLast: true };
    const closed = this.place.closed(end.reason);
    if (end.type === 'closed') return { item: closed, isLast: true };
    this.closing = closed;
    return { item: { type: 'exit', exit: end.exit, end: offset }, isLast: false };
  }
}
