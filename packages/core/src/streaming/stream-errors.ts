import { errorMaker, type Aborted, type CarrelError, type Forbidden, type InvalidInput } from '../kernel/index.js';
import type { AccessError, SessionArchived } from '../sessions/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { StreamLogError } from '../streams/index.js';
import type { ShuttingDown } from '../workspaces/index.js';

/** The stream is in the memory of another replica, which this one cannot read. */
export type StreamElsewhere = CarrelError<'stream/elsewhere'>;
/** More was written than the writer may hold, by somebody who did not wait. */
export type StreamOverrun = CarrelError<'stream/overrun'>;

/** The user has as many streams open as may be. */
export interface StreamLimit extends CarrelError<'stream/limit'> {
  readonly limit: number;
}

export type StreamWriteError = StreamLogError | StreamOverrun;

/** What services of streams fail with. */
export type StreamError =
  | StreamLogError
  | StreamElsewhere
  | StreamLimit
  | AccessError
  | Forbidden
  | SessionArchived
  | ShuttingDown
  | InvalidInput
  | RecordError
  | StoreError
  | Aborted;

export const streamElsewhere = errorMaker(
  'stream/elsewhere',
  'The stream is in the memory of another replica; give all replicas a shared log of streams.',
  true,
);
export const streamOverrun = errorMaker(
  'stream/overrun',
  'The writer holds as much as it may; await each write before the next one.',
  true,
);

export function streamLimit(limit: number): StreamLimit {
  const message = `A user has at most ${limit} open streams; wait for one to end, or cancel it.`;
  return { type: 'stream/limit', message, retryable: true, retryAfterMs: 1_000, limit };
}
