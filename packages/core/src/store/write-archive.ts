import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import {
  ARCHIVE_HEADER,
  encodeArchiveEnd,
  encodeArchiveEntry,
  spreadArchiveHeader,
  type ArchiveEntry,
} from './archive-format.js';
import { toFileError } from './archive-errors.js';
import type { StoreError } from './store-errors.js';

/** Says of an archive that its parts were read at different times. */
export interface SpreadOptions {
  /** When the reading began. RFC 3339. */
  readonly from: string;
  /** When the last part was read; asked after it was. RFC 3339. */
  readonly to: () => string;
}

/**
 * Writes what `entries` gives to the file `path`, which appears whole, and durably, or not at all; an existing one is replaced.
 *
 * An archive is text, one line of JSON for each collection and record, with a hash at its end. Every store restores it.
 *
 * @param spread marks an archive that is not of one state. @default it is of one
 */
export function writeArchive(
  path: string,
  entries: AsyncIterable<Result<ArchiveEntry, StoreError>>,
  spread?: SpreadOptions,
): ResultAsync<void, StoreError> {
  const temporary = `${path}.${randomUUID()}.part`;
  const write = async (): Promise<Result<void, StoreError>> => {
    try {
      const written = await writeTo(temporary, entries, spread);
      if (written.isOk()) await publish(temporary, path);
      return written;
    } finally {
      await rm(temporary, { force: true });
    }
  };
  return ResultAsync.fromThrowable(write, toFileError)().andThen((result) => result);
}

async function writeTo(
  path: string,
  entries: AsyncIterable<Result<ArchiveEntry, StoreError>>,
  spread: SpreadOptions | undefined,
): Promise<Result<void, StoreError>> {
  // No other user of the machine may read it.
  const handle = await open(path, 'wx', 0o600);
  try {
    const lines = new LineWriter(handle);
    await lines.write(spread === undefined ? ARCHIVE_HEADER : spreadArchiveHeader(spread.from));
    let records = 0;
    for await (const entry of entries) {
      if (entry.isErr()) return err(entry.error);
      if (entry.value.type === 'record') records += 1;
      await lines.write(encodeArchiveEntry(entry.value));
    }
    await lines.end(records, spread?.to());
    await handle.sync();
    return ok(undefined);
  } finally {
    await handle.close();
  }
}

/** How many characters are written to the file at once. */
const CHUNK = 256 * 1024;

class LineWriter {
  private readonly hash = createHash('sha256');
  private buffered = '';

  constructor(private readonly handle: FileHandle) {}

  async write(line: string): Promise<void> {
    this.buffered += `${line}\n`;
    if (this.buffered.length >= CHUNK) await this.flush();
  }

  /** Writes the last line, about all before it. */
  async end(records: number, to: string | undefined): Promise<void> {
    await this.flush();
    const sha256 = this.hash.update(`${records}${to ?? ''}`).digest('hex');
    await this.handle.writeFile(`${encodeArchiveEnd({ records, sha256, ...(to === undefined ? {} : { to }) })}\n`);
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.from(this.buffered);
    this.buffered = '';
    this.hash.update(bytes);
    await this.handle.writeFile(bytes);
  }
}

async function publish(from: string, to: string): Promise<void> {
  await rename(from, to);
  const directory = await open(dirname(resolve(to)), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
