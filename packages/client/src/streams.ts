import type { CallOptions } from './client-options.js';
import { followEvents, type FollowOptions } from './follow-events.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import type { StreamEvent } from './stream-event.js';
import { StreamPositions } from './stream-positions.js';
import { readStreamSocket } from './stream-socket.js';

export interface ReadStreamOptions extends FollowOptions {
  /** The position of the first chunk that is wanted. @default 0 */
  readonly from?: number | undefined;
  /** By which wire it comes: an event stream, or a WebSocket, of which a browser has more at once. @default 'events' */
  readonly over?: 'events' | 'socket' | undefined;
}

/** Text that is written bit by bit, such as the answer of a model. */
export class StreamsClient {
  constructor(private readonly http: Http) {}

  /** The chunks from the position `from` on, what is there and what follows, across reconnects: each once, or a `gap`. */
  read(
    id: string,
    { from = 0, signal, over = 'events' }: ReadStreamOptions = {},
  ): AsyncGenerator<StreamEvent, void, void> {
    if (over === 'socket') return readStreamSocket(this.http, id, { from, signal });
    const followed = { path: path`/streams/${id}`, query: { from }, meaning: new StreamPositions(from).meaning };
    return followEvents<StreamEvent>(this.http, followed, { signal });
  }

  /** Ends it, and tells whoever writes it. */
  cancel(id: string, call: CallOptions = {}): Outcome<void> {
    // One that ended stays as it is.
    return this.http.done({ method: 'POST', path: path`/streams/${id}/cancel`, idempotent: true }, call);
  }
}
