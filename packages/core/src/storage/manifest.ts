import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { err, ok, type Result } from '../kernel/index.js';
import { isContentDigest, type ContentDigest } from './content-digest.js';
import { contentCorrupt, type ContentCorrupt } from './storage-errors.js';
import { storageIncompatible, type StorageIncompatible } from './stored-errors.js';

interface Place {
  /** Relative to the root, with `/`, no leading one; never the root itself. */
  readonly path: string;
  /** The permission bits. */
  readonly mode: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
}

export interface ManifestFile extends Place {
  readonly type: 'file';
  readonly size: number;
  readonly digest: ContentDigest;
  /** The tag that its content had in the life which the manifest was taken from; absent where it may change unseen. */
  readonly tag?: string;
}

export interface ManifestDirectory extends Place {
  readonly type: 'directory';
}

export interface ManifestSymlink extends Place {
  readonly type: 'symlink';
  readonly target: string;
}

export type ManifestEntry = ManifestFile | ManifestDirectory | ManifestSymlink;

/** The whole tree of a session at one instant: every path, and the digest of what each file holds. */
export interface Manifest {
  /** In the order of their paths, each directory before what is below it. */
  readonly entries: readonly ManifestEntry[];
  /** The life of a box that the tags are of. */
  readonly life?: string;
}

/** What a manifest takes at most when it is read: a bound on what a damaged one can cost. */
const MAX_BYTES = 512 * 1024 * 1024;
const FORMAT = 1;

const compress = promisify(gzip);
const expand = promisify(gunzip);

export const emptyManifest: Manifest = { entries: [] };

/** The order of the entries: names by name, each directory followed by what is below it. */
export function comparePaths(one: string, other: string): number {
  const [a, b] = [one.replaceAll('/', '\0'), other.replaceAll('/', '\0')];
  return a < b ? -1 : Number(a > b);
}

/** The manifest as a content: it is stored like one, since it can be large. */
export async function encodeManifest({ entries, life }: Manifest): Promise<Uint8Array> {
  const lines = [JSON.stringify({ format: FORMAT, life, entries: entries.length })];
  for (const entry of entries) lines.push(JSON.stringify(entry));
  return compress(Buffer.from(lines.join('\n')), { level: 1 });
}

/** The other direction. `storage/incompatible` for a newer format, `storage/content-corrupt` for what is no manifest. */
export async function decodeManifest(
  bytes: Uint8Array,
  digest: ContentDigest,
): Promise<Result<Manifest, ContentCorrupt | StorageIncompatible>> {
  try {
    const [first = '', ...lines] = (await expand(bytes, { maxOutputLength: MAX_BYTES })).toString().split('\n');
    const { format, life, entries } = JSON.parse(first) as Readonly<Record<string, unknown>>;
    if (typeof format === 'number' && format > FORMAT) return err(storageIncompatible());
    const read = lines.map((line): unknown => JSON.parse(line));
    if (format !== FORMAT || entries !== read.length || !read.every(isEntry)) return err(contentCorrupt(digest));
    return ok(typeof life === 'string' ? { entries: read, life } : { entries: read });
  } catch {
    return err(contentCorrupt(digest));
  }
}

function isEntry(value: unknown): value is ManifestEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { path, type, mode, modifiedAt, size, digest, target } = value as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || typeof mode !== 'number' || typeof modifiedAt !== 'number') return false;
  if (type === 'file') return typeof size === 'number' && typeof digest === 'string' && isContentDigest(digest);
  return type === 'directory' || (type === 'symlink' && typeof target === 'string');
}

/** How many bytes the files have together. */
export function bytesOf({ entries }: Manifest): number {
  return entries.reduce((sum, entry) => sum + (entry.type === 'file' ? entry.size : 0), 0);
}

/** Whether both hold the same tree; when and in which life they were taken is not compared. */
export function isSameTree(one: Manifest, other: Manifest): boolean {
  return (
    one.entries.length === other.entries.length &&
    one.entries.every((entry, index) => {
      const there = other.entries[index];
      return there !== undefined && identityOf(entry) === identityOf(there);
    })
  );
}

function identityOf(entry: ManifestEntry): string {
  const { path, type, mode } = entry;
  if (type === 'directory') return JSON.stringify([path, type]);
  if (type === 'symlink') return JSON.stringify([path, type, entry.target]);
  return JSON.stringify([path, type, mode, entry.digest, entry.modifiedAt]);
}
