import { createHash } from 'node:crypto';
import {
  CarrelException,
  err,
  ok,
  type Caller,
  type InvalidInput,
  type Result,
  type ResultAsync,
  type SessionId,
} from '../kernel/index.js';
import type { FileContent, FileEntry } from '../runtime/index.js';
import type { StoredError } from '../storage/index.js';
import type { ReachError } from '../workspaces/index.js';

/** Why a file of a session was not read or written. */
export type CodeFileError = ReachError | InvalidInput | StoredError;

interface Place {
  readonly sessionId: SessionId;
  readonly path: string;
}

interface Call {
  readonly signal?: AbortSignal | undefined;
}

/**
 * What code intelligence needs of files: a `FileService` is one, whose `remove` asks for no more than its `write`, since what it
 * takes away is kept. Each call checks what its caller may do.
 */
export interface CodeFiles {
  list(
    caller: Caller,
    place: Place,
    options?: Call & { readonly recursive?: boolean },
  ): ResultAsync<readonly FileEntry[], CodeFileError>;
  stat(caller: Caller, place: Place, call?: Call): ResultAsync<FileEntry, CodeFileError>;
  read(
    caller: Caller,
    place: Place,
    options?: Call & { readonly length?: number },
  ): ResultAsync<FileContent, CodeFileError>;
  write(
    caller: Caller,
    file: Place & { readonly data: Uint8Array },
    options?: Call & { readonly expectTag?: string; readonly exclusive?: boolean; readonly mode?: number },
  ): ResultAsync<FileEntry, CodeFileError>;
  move(caller: Caller, place: Place & { readonly to: string }, call?: Call): ResultAsync<void, CodeFileError>;
  remove(caller: Caller, place: Place, call?: Call): ResultAsync<void, CodeFileError>;
}

/** All bytes of a file that was opened. */
export async function collected({ data }: FileContent): Promise<Result<Uint8Array, CodeFileError>> {
  const parts: Uint8Array[] = [];
  const read = await eachPart(data, (part) => parts.push(part));
  return read.map(() => new Uint8Array(Buffer.concat(parts)));
}

/** The SHA-256 of a file that was opened, in hex; it is not held as a whole. */
export async function digested({ data }: FileContent): Promise<Result<string, CodeFileError>> {
  const hash = createHash('sha256');
  const read = await eachPart(data, (part) => hash.update(part));
  return read.map(() => hash.digest('hex'));
}

/** Lets go of what is not read. */
export async function letGo({ data }: FileContent): Promise<void> {
  await data[Symbol.asyncIterator]().return?.();
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether the error says that nothing is there. */
export function isMissing({ type }: CodeFileError): boolean {
  return type === 'file/not-found' || type === 'file/not-a-directory';
}

async function eachPart(
  data: AsyncIterable<Uint8Array>,
  take: (part: Uint8Array) => unknown,
): Promise<Result<void, CodeFileError>> {
  try {
    for await (const part of data) take(part);
  } catch (thrown) {
    // The port documents that it is one of its own errors.
    if (thrown instanceof CarrelException) return err(thrown.error as CodeFileError);
    throw thrown;
  }
  return ok(undefined);
}
