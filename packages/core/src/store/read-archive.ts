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
  type ArchiveSpread,
} from './archive-format.js';
import { SupersededLines } from './superseded-lines.js';
import { storeCorrupt, type StoreError } from './store-errors.js';

/** An archive that was found whole. */
export interface Archive {
  /** How many records it has. */
  readonly records: number;
  /** When its parts were read, when it is not of one state; `null` when it is. */
  readonly spread: ArchiveSpread | null;
  /** How many records `entries` leaves out: another one, which was read later, has their values in a unique index. */
  readonly leftOut: number;
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
  )(path).andThen((result) =>
    result.map(({ records, spread, left }) => ({
      records,
      spread,
      leftOut: left.size,
      entries: () => entriesOf(path, left),
    })),
  );
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

interface Verified {
  readonly records: number;
  readonly spread: ArchiveSpread | null;
  /** The numbers of the lines that are left out. */
  readonly left: ReadonlySet<number>;
}

async function verify(path: string): Promise<Result<Verified, StoreError>> {
  const hash = createHash('sha256');
  const superseded = new SupersededLines();
  let from: string | null = null;
  let lines = 0;
  let last: Buffer | null = null;
  for await (const line of linesOf(path)) {
    if (line === null) return err(storeCorrupt('a line of the archive is too long, or not ended'));
    if (lines === 0) {
      const checked = checkArchiveHeader(line.toString());
      if (checked.isErr()) return err(checked.error);
      from = checked.value;
    }
    if (last !== null) hash.update(last).update('\n');
    // Where all is of one state, no two records have the same.
    if (last !== null && from !== null && lines > 1) superseded.see(last.toString(), lines - 1);
    last = line;
    lines += 1;
  }
  return decodeArchiveEnd(last?.toString() ?? '').andThen(({ records, sha256, to }) => {
    const isWhole =
      sha256 === hash.update(`${records}${to ?? ''}`).digest('hex') && (from === null) === (to === undefined);
    if (!isWhole) return err(storeCorrupt('the archive is not what was written'));
    const spread = from === null || to === undefined ? null : { from, to };
    return ok({ records, spread, left: superseded.lines });
  });
}

async function* entriesOf(path: string, left: ReadonlySet<number>): AsyncIterable<Result<ArchiveEntry, StoreError>> {
  let before: Buffer | null = null;
  let lines = 0;
  for await (const line of linesOf(path)) {
    // The first line is the header, and the last one the end.
    if (before !== null && lines > 1 && !left.has(lines - 1)) yield decodeArchiveEntry(before.toString());
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
