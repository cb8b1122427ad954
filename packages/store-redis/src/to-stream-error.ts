import { streamLogFull, streamLogUnavailable, type StreamLogError } from '@carrel/core/streams';
import { toFailure } from './redis-failure.js';

/** A failed call, as an error of the port. Redis refuses a script for want of memory before it begins. */
export function toStreamError(thrown: unknown): StreamLogError {
  const failure = toFailure(thrown);
  return failure.code === 'OOM' ? streamLogFull(failure) : streamLogUnavailable(failure);
}
