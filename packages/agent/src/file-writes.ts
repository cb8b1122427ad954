import { err, ResultAsync, type Result } from '@carrel/core/kernel';
import type { ConnectionError, FileEntry, WriteOptions } from '@carrel/core/runtime';
import { call, decode, openChannel } from './call.js';
import type { Channel } from './channel.js';
import { readEntry } from './file-payload.js';
import type { Link } from './link.js';
import { PayloadWriter, U64_MAX } from './payload.js';
import { RequestType } from './request-type.js';

/** The most content that travels within the request itself: half of a frame. */
export const MAX_INLINE = 131_072;

const ATOMIC = 1;
const EXCLUSIVE = 2;
const INLINE = 4;
/** No mode that a file or a directory has: the one that it has, or that new ones get. */
export const DEFAULT_MODE = 0xffff_ffff;

export interface Writing<Data> {
  /** As `workspacePath` gives it. */
  readonly path: string;
  readonly data: Data;
  readonly options: WriteOptions;
}

/** Writes a small file in one request. */
export function writeInline(
  link: Link,
  { path, data, options }: Writing<Uint8Array>,
): ResultAsync<FileEntry, ConnectionError> {
  const payload = header(path, options, INLINE).bytes(data).finish();
  const request = { kind: 'single', subject: { type: 'file', path } } as const;
  return call(link, { type: RequestType.writeFile, payload, request, signal: options.signal }, readEntry);
}

/** Writes a file of any size, as fast as the workspace takes it. */
export function writeStream(
  link: Link,
  { path, data, options }: Writing<Uint8Array | AsyncIterable<Uint8Array>>,
): ResultAsync<FileEntry, ConnectionError> {
  const payload = header(path, options, 0).finish();
  const request = { kind: 'upload', subject: { type: 'file', path } } as const;
  const { signal } = options;
  return openChannel(link, { type: RequestType.writeFile, payload, request, signal }, () => undefined).andThen(
    ({ channel }) => new ResultAsync(send(link, channel, { data, signal })),
  );
}

async function send(
  link: Link,
  channel: Channel,
  { data, signal }: { readonly data: Uint8Array | AsyncIterable<Uint8Array>; readonly signal: AbortSignal | undefined },
): Promise<Result<FileEntry, ConnectionError>> {
  try {
    if (data instanceof Uint8Array) {
      const failed = await channel.write(data, { signal, lasting: true });
      if (failed !== null) return err(failed);
    } else {
      for await (const chunk of data) {
        const failed = await channel.write(chunk, { signal });
        if (failed !== null) return err(failed);
      }
    }
  } catch (error) {
    // The caller's own source failed: nothing of the file may stay half written.
    channel.cancel();
    throw error;
  }
  channel.endWriting();
  const answer = await channel.answer(signal);
  return 'type' in answer ? err(answer) : decode(link, () => readEntry(answer));
}

function header(
  path: string,
  { atomic = false, exclusive = false, mode, modifiedAt, maxBytes = 0, expectTag = '' }: WriteOptions,
  inline: number,
): PayloadWriter {
  const flags = (atomic ? ATOMIC : 0) | (exclusive ? EXCLUSIVE : 0) | inline;
  return new PayloadWriter()
    .path(path)
    .u32(flags)
    .u32(mode ?? DEFAULT_MODE)
    .u64(modifiedAt === undefined ? U64_MAX : Math.max(0, Math.floor(modifiedAt)))
    .u64(maxBytes)
    .text(expectTag);
}
