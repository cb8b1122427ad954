import type { Meaning } from './follow-events.js';
import type { StreamEnd, StreamEvent } from './stream-event.js';

/** Where a reader of a stream is, by which each chunk comes once. */
export class StreamPositions {
  constructor(
    /** The position of the next chunk. */
    public next: number,
  ) {}

  readonly meaning = (event: string, data: never): Meaning<StreamEvent> => {
    if (event === 'chunk') {
      const { position, text } = data as { readonly position: number; readonly text: string };
      if (position < this.next) return { kind: 'none' };
      if (position > this.next)
        return { kind: 'wrong', detail: `Chunk ${String(position)}, not ${String(this.next)}.` };
      this.next += 1;
      return { kind: 'item', item: { type: 'chunk', position, text } };
    }
    if (event === 'gap') {
      const { to } = data as { readonly to: number };
      if (to <= this.next) return { kind: 'none' };
      const item = { type: 'gap', from: this.next, to } as const;
      this.next = to;
      return { kind: 'item', item };
    }
    if (event !== 'end') return { kind: 'none' };
    return { kind: 'last', item: { ...(data as Omit<StreamEnd, 'type'>), type: 'end' } };
  };
}
