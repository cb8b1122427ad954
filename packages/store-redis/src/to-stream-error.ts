import { streamLogFull, streamLogUnavailable, type StreamLogError } from '@carrel/core/streams';
import { NO_CLIENT, toFailure } from './redis-failure.js';

/** A failed call, as an error of the port. Redis refuses a script for want of memory before it begins. */
export function toStreamError(thrown: unknown): StreamLogError {
  const failure = toFailure(thrown);
  if (failure.code === 'OOM') return streamLogFull(failure);
  const message = WRONG[failure.code];
  return message === undefined
    ? streamLogUnavailable(failure)
    : { ...streamLogUnavailable(failure), message, retryable: false };
}

const PASSWORD = 'Redis refuses the name or the password. Correct them in its address.';
/** What no waiting helps. */
const WRONG: Readonly<Record<string, string>> = {
  [NO_CLIENT]: 'The package ioredis could not be loaded. Install it with "npm install ioredis".',
  NOAUTH: PASSWORD,
  WRONGPASS: PASSWORD,
  NOPERM:
    'Redis does not allow a command that streams need. Grant EVALSHA, EVAL, SET and PING, those of hashes and streams, and publishing.',
};
