import { aborted, err, isAborted, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import type { ConnectionError } from '@carrel/core/runtime';
import type { Channel } from './channel.js';
import type { Link, Request } from './link.js';
import { MalformedPayload, type PayloadReader } from './payload.js';

export interface Call {
  readonly type: number;
  readonly payload?: Uint8Array;
  readonly request: Request;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the agent for one answer and reads it; an answer that cannot be read breaks the link. */
export function call<T>(link: Link, what: Call, read: (reader: PayloadReader) => T): ResultAsync<T, ConnectionError> {
  return new ResultAsync(ask(link, what, read));
}

/** What `call` would give, as a promise: what is written for each key needs no more of a result. */
export async function ask<T>(
  link: Link,
  { type, payload, request, signal }: Call,
  read: (reader: PayloadReader) => T,
): Promise<Result<T, ConnectionError>> {
  if (isAborted(signal)) return err(aborted('call to the workspace'));
  const channel = link.open(type, payload, request);
  if ('type' in channel) return err(channel);
  return readAnswer(link, await channel.answer(signal), read);
}

/** Asks the agent for an answer with a stream after it, or before the client's own. */
export function openChannel<T>(
  link: Link,
  what: Call,
  read: (reader: PayloadReader) => T,
): ResultAsync<{ readonly answer: T; readonly channel: Channel }, ConnectionError> {
  return new ResultAsync(askOpen(link, what, read));
}

/** `read(reader)`, or the error that the link breaks with when the payload is not what it should be. */
export function decode<T>(link: Link, read: () => T): Result<T, ConnectionError> {
  try {
    return ok(read());
  } catch (error) {
    if (!(error instanceof MalformedPayload)) throw error;
    return err(link.breach(error.message));
  }
}

async function askOpen<T>(
  link: Link,
  { type, payload, request, signal }: Call,
  read: (reader: PayloadReader) => T,
): Promise<Result<{ readonly answer: T; readonly channel: Channel }, ConnectionError>> {
  if (isAborted(signal)) return err(aborted('call to the workspace'));
  const channel = link.open(type, payload, request);
  if ('type' in channel) return err(channel);
  const answer = await channel.answer(signal);
  return readAnswer(link, answer, (reader) => ({ answer: read(reader), channel }));
}

function readAnswer<T>(
  link: Link,
  answer: PayloadReader | ConnectionError,
  read: (reader: PayloadReader) => T,
): Result<T, ConnectionError> {
  return 'type' in answer ? err(answer) : decode(link, () => read(answer));
}
