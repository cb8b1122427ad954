import type { CallOptions } from './client-options.js';
import { followEvents, type FollowFailed, type FollowOptions, type Meaning } from './follow-events.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';

/** What comes out of a stream. Positions count chunks from 0. */
export type StreamEvent =
  | { readonly type: 'chunk'; readonly position: number; readonly text: string }
  /** These chunks are not kept any more. */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | StreamEnd
  | FollowFailed;

/** The stream really ended; the last event. */
export interface StreamEnd {
  readonly type: 'end';
  readonly position: number;
  readonly reason: 'completed' | 'failed' | 'cancelled' | 'lost';
  readonly error?: { readonly type: string; readonly message: string };
}

/** Text that is written bit by bit, such as the answer of a model. */
export class StreamsClient {
  constructor(private readonly http: Http) {}

  /** The chunks from the position `from` on, what is there and what follows, across reconnects: each once, or a `gap`. */
  read(
    id: string,
    { from = 0, signal }: FollowOptions & { readonly from?: number } = {},
  ): AsyncGenerator<StreamEvent, void, void> {
    const followed = { path: path`/streams/${id}`, query: { from }, meaning: streamMeaning(from) };
    return followEvents<StreamEvent>(this.http, followed, { signal });
  }

  /** Ends it, and tells whoever writes it. */
  cancel(id: string, call: CallOptions = {}): Outcome<void> {
    // One that ended stays as it is.
    return this.http.done({ method: 'POST', path: path`/streams/${id}/cancel`, idempotent: true }, call);
  }
}

function streamMeaning(from: number): (event: string, data: never) => Meaning<StreamEvent> {
  let next = from;
  return (event, data) => {
    if (event === 'chunk') {
      const { position, text } = data as { readonly position: number; readonly text: string };
      if (position < next) return { kind: 'none' };
      if (position > next) return { kind: 'wrong', detail: `Chunk ${String(position)}, not ${String(next)}.` };
      next += 1;
      return { kind: 'item', item: { type: 'chunk', position, text } };
    }
    if (event === 'gap') {
      const { to } = data as { readonly to: number };
      if (to <= next) return { kind: 'none' };
      const item = { type: 'gap', from: next, to } as const;
      next = to;
      return { kind: 'item', item };
    }
    if (event !== 'end') return { kind: 'none' };
    return { kind: 'last', item: { ...(data as Omit<StreamEnd, 'type'>), type: 'end' } };
  };
}
