import type { FollowFailed } from './follow-events.js';

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
