import { errorMaker, type Aborted, type CarrelError } from '../kernel/index.js';
import type { StreamEnd } from './stream-end.js';

export type StreamNotFound = CarrelError<'stream/not-found'>;
export type StreamExists = CarrelError<'stream/exists'>;
export type StreamEnded = CarrelError<'stream/ended'> & { readonly end: StreamEnd };
export type StreamConflict = CarrelError<'stream/conflict'> & { readonly next: number };
export type StreamChunkTooLarge = CarrelError<'stream/chunk-too-large'>;
export type StreamKeyInvalid = CarrelError<'stream/key-invalid'>;
export type StreamLogFull = CarrelError<'stream/log-full'>;
export type StreamLogClosed = CarrelError<'stream/log-closed'>;
export type StreamLogUnavailable = CarrelError<'stream/log-unavailable'>;

export type StreamLogError =
  | StreamNotFound
  | StreamExists
  | StreamEnded
  | StreamConflict
  | StreamChunkTooLarge
  | StreamKeyInvalid
  | StreamLogFull
  | StreamLogClosed
  | StreamLogUnavailable
  | Aborted;

export const streamNotFound = errorMaker('stream/not-found', 'no such stream, or it has expired', false);
export const streamExists = errorMaker('stream/exists', 'there is a stream of this key; take another key', false);
export const streamKeyInvalid = errorMaker('stream/key-invalid', 'a key is a text of 1 to 256 bytes', false);
export const streamLogFull = errorMaker(
  'stream/log-full',
  'the log holds as much as it may; end streams sooner, keep less of each, or raise its limits',
  true,
);
export const streamLogClosed = errorMaker('stream/log-closed', 'the log is not open; open it first', false);
export const streamLogUnavailable = errorMaker(
  'stream/log-unavailable',
  'the log does not answer; whether the call happened is not known',
  true,
);

export function streamEnded(end: StreamEnd): StreamEnded {
  return { type: 'stream/ended', message: `the stream has ended (${end.reason})`, retryable: false, end };
}

/** @param next the position that the next chunk gets. */
export function streamConflict(next: number): StreamConflict {
  return { type: 'stream/conflict', message: `the next position is ${next}`, retryable: false, next };
}

export function streamChunkTooLarge(bytes: number, maxBytes: number): StreamChunkTooLarge {
  return {
    type: 'stream/chunk-too-large',
    message: `a chunk has ${bytes} bytes, of at most ${maxBytes}; split it`,
    retryable: false,
  };
}
