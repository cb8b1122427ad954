import { err, ok, type Result } from '../kernel/index.js';
import type { CollectionSchema } from './collection.js';
import { storeCorrupt, storeIncompatible, type StoreCorrupt, type StoreIncompatible } from './store-errors.js';

/** A record as an archive holds it. */
export interface ArchivedRecord {
  /** The JSON object as text. */
  readonly json: string;
  readonly bytes: Uint8Array | null;
  readonly version: number;
}

/** What an archive is made of: collections, each before its records. */
export type ArchiveEntry =
  | { readonly type: 'collection'; readonly schema: CollectionSchema }
  | { readonly type: 'record'; readonly record: ArchivedRecord };

/** What every archive begins with, whatever its format. */
export const ARCHIVE_MARK = '{"carrel":"records"';

const FORMAT = 1;

export const ARCHIVE_HEADER = `${ARCHIVE_MARK},"format":${FORMAT}}`;

/** When the parts of a copy were read that is not of one state. */
export interface ArchiveSpread {
  /** Nothing in it is older than this. RFC 3339. */
  readonly from: string;
  /** Nothing in it is newer than this. RFC 3339. */
  readonly to: string;
}

/** The header of an archive that is not of one state. A release that does not know of such takes it for a newer format. */
export function spreadArchiveHeader(from: string): string {
  return `${ARCHIVE_MARK},"format":${FORMAT},"consistent":false,"from":${JSON.stringify(from)}}`;
}

/** Ok for an archive that this release reads: since when its parts were read, `null` when it is of one state. */
export function checkArchiveHeader(line: string): Result<string | null, StoreIncompatible> {
  if (line === ARCHIVE_HEADER) return ok(null);
  const from = SPREAD.exec(line)?.[1];
  if (from !== undefined && line === spreadArchiveHeader(from)) return ok(from);
  return err(storeIncompatible(line.startsWith(ARCHIVE_MARK) ? 'the archive is of a newer format' : 'no archive'));
}

const SPREAD = /"from":"([^"]+)"\}$/;

/** A line of an archive: an object for a collection, an array of version, value and bytes for a record. */
export function encodeArchiveEntry(entry: ArchiveEntry): string {
  if (entry.type === 'collection') {
    const { name, key, indexes, unique } = entry.schema;
    return JSON.stringify({ collection: name, key, indexes, unique });
  }
  const { json, bytes, version } = entry.record;
  return `[${version},${json}${bytes === null ? '' : `,"${Buffer.from(bytes).toString('base64')}"`}]`;
}

export function decodeArchiveEntry(line: string): Result<ArchiveEntry, StoreCorrupt> {
  try {
    const parsed = JSON.parse(line) as RecordLine | CollectionLine;
    if (!isRecord(parsed)) {
      const { collection: name, key, indexes, unique } = parsed;
      return ok({ type: 'collection', schema: { name, key, indexes, unique } });
    }
    const [version, value, base64] = parsed;
    const bytes = base64 === undefined ? null : new Uint8Array(Buffer.from(base64, 'base64'));
    return ok({ type: 'record', record: { json: JSON.stringify(value), bytes, version } });
  } catch (thrown) {
    return err(storeCorrupt(thrown));
  }
}

/** The last line: what everything before it must be. */
export interface ArchiveEnd {
  readonly records: number;
  readonly sha256: string;
  /** Until when the parts of an archive were read that is not of one state. */
  readonly to?: string;
}

export function encodeArchiveEnd({ records, to, sha256 }: ArchiveEnd): string {
  return JSON.stringify({ end: true, records, to, sha256 });
}

export function decodeArchiveEnd(line: string): Result<ArchiveEnd, StoreCorrupt> {
  try {
    const { end, records, sha256, to } = JSON.parse(line) as Partial<ArchiveEnd> & { readonly end?: boolean };
    if (end === true && typeof records === 'number' && typeof sha256 === 'string') {
      return ok({ records, sha256, ...(typeof to === 'string' ? { to } : {}) });
    }
  } catch {
    // What is no JSON is no end either.
  }
  return err(storeCorrupt('the archive has no end'));
}

type RecordLine = readonly [version: number, value: object, base64?: string];
interface CollectionLine extends Omit<CollectionSchema, 'name'> {
  readonly collection: string;
}

function isRecord(parsed: RecordLine | CollectionLine): parsed is RecordLine {
  return Array.isArray(parsed);
}
