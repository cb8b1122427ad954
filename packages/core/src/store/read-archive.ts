import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import { toFileError } from './archive-errors.js';
import {
  ARCHIVE_MARK,
  checkArchiveHeader,
  decodeArchiveEnd,
  decodeArchiveEntry,
  type ArchiveEntry,
} from './archive-format.js';
import { storeCorrupt, type StoreError } from './store-errors.js';

/** An archive that was found whole. */
export interface Archive {
  /** How many records it has. */
  readonly records: number;
  /** Its collections, each before its records. */
  entries(): AsyncIterable<Result<ArchiveEntry, StoreError>>;
}

/**
 * The archive in the file `path`, after all of it was verified. `store/unavailable` when the file cannot be read,
 * `store/incompatible` when it is no archive or a newer one, `store/corrupt` when it is damaged.
 */
export function readArchive(path: string): ResultAsync<Archive, StoreError> {
  return ResultAsync.fromThrowable(
    verify,
    toFileError,
  )(path).andThen((verified) => verified.map((records) => ({ records, entries: () => entriesOf(path) })));
}

/** Whether the file begins like an archive. */
export function isArchive(path: string): ResultAsync<boolean, StoreError> {
  const look = async () => {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(ARCHIVE_MARK.length), 0, ARCHIVE_MARK.length, 0);
      return buffer.toString('latin1', 0, bytesRead) === ARCHIVE_MARK;
    } finally {
      await handle.close();
    }
  };
  return ResultAsync.fromThrowable(look, toFileError)();
}

async function verify(path: string): Promise<Result<number, StoreError>> {
  const hash = createHash('sha256');
  let lines = 0;
  let last: Buffer | null = null;
  for await (const line of linesOf(path)) {
    if (line === null) return err(storeCorrupt('a line of the archive is too long, or not ended'));
    if (lines === 0) {
      const checked = checkArchiveHeader(line.toString());
      if (checked.isErr()) return err(checked.error);
    }
    if (last !== null) hash.update(last).update('\n');
    last = line;
    lines += 1;
  }
  return decodeArchiveEnd(last?.toString() ?? '').andThen(({ records, sha256 }) =>
    sha256 === hash.update(String(records)).digest('hex')
      ? ok(records)
      : err(storeCorrupt('the archive is not what was written')),
  );
}

async function* entriesOf(path: string): AsyncIterable<Result<ArchiveEntry, StoreError>> {
  let before: Buffer | null = null;
  let lines = 0;
  for await (const line of linesOf(path)) {
    // The first line is the header, and the last one the end.
    if (before !== null && lines > 1) yield decodeArchiveEntry(before.toString());
    before = line;
    lines += 1;
  }
}

/** Longer than any record makes a line. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

const LINE_END = 0x0a;

/** The lines of a file; `null` in place of one that is too long, or not ended, after which there are no more. */
async function* linesOf(path: string): AsyncIterable<Buffer | null> {
  const handle = await open(path, 'r');
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of handle.createReadStream() as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at)]);
      rest = [];
      restBytes = 0;
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
    restBytes += chunk.length - from;
    if (restBytes > MAX_LINE_BYTES) break;
  }
  if (restBytes > 0) yield null;
}
