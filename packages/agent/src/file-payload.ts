import type { FileEntry, FileType, WatchEvent } from '@carrel/core/runtime';
import { MalformedPayload, PayloadReader } from './payload.js';

const TYPES: readonly FileType[] = ['file', 'directory', 'symlink'];

export function readEntry(reader: PayloadReader): FileEntry {
  const path = reader.path();
  const type = TYPES[reader.u8() - 1];
  if (type === undefined) throw new MalformedPayload('an unknown kind of file');
  const size = reader.u64();
  const modifiedAt = readNanoseconds(reader);
  return { path, type, size, modifiedAt, mode: reader.u32() & 0o7777, tag: reader.text() };
}

export function readEntries(payload: Buffer): readonly FileEntry[] {
  const reader = new PayloadReader(payload);
  const entries: FileEntry[] = [];
  while (!reader.done) entries.push(readEntry(reader));
  return entries;
}

export function readWatchEvent(payload: Buffer): WatchEvent {
  const reader = new PayloadReader(payload);
  const kind = reader.u8();
  const position = reader.u64();
  const type = WATCH_TYPES[kind - 1];
  if (type !== undefined) return { type, position, path: reader.path() };
  if (kind === 4) return { type: 'moved', position, path: reader.path(), from: reader.path() };
  if (kind === 5) return { type: 'overflow', position };
  if (kind === 6) return { type: 'gap', from: position, to: reader.u64() };
  throw new MalformedPayload('an unknown event of a watch');
}

const WATCH_TYPES = ['created', 'changed', 'removed'] as const;

/** A time in milliseconds, exactly: nanoseconds are past what a number holds, and 2^32 of them are 4,294 ms and 967,296 ns. */
function readNanoseconds(reader: PayloadReader): number {
  const high = reader.u32();
  return high * 4_294 + Math.floor((high * 967_296 + reader.u32()) / 1_000_000);
}
