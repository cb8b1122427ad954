import type { StreamEnd } from './stream-end.js';
import type { StreamLogError } from './stream-log-errors.js';

/** What a reader of a stream gets, in order. */
export type StreamEvent =
  /** One or more chunks that follow each other; the first has the position. A reader that is behind gets many at once. */
  | { readonly type: 'chunks'; readonly position: number; readonly chunks: readonly string[] }
  /** The chunks from position `from` up to `to` were dropped before this reader took them. */
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  /** Nothing follows; `position` is how many chunks there were in all. */
  | { readonly type: 'end'; readonly position: number; readonly end: StreamEnd }
  /** The reading failed, not the stream: read again from the position after the last chunk. */
  | { readonly type: 'failed'; readonly error: StreamLogError };
