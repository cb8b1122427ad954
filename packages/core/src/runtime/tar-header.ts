import type { FileType } from './file-tree.js';
import { pathBytes, pathText } from './path-text.js';

/** The unit of a tar stream: headers are one block, contents are filled up to whole ones. */
export const TAR_BLOCK_BYTES = 512;

/** What a header says of one entry; `other` is a kind that no workspace takes, such as a device or a hard link. */
export interface TarHeader {
  readonly path: string;
  readonly type: FileType | 'other';
  readonly size: number;
  readonly mode: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
  /** Where a symbolic link leads; empty for anything else. */
  readonly target: string;
}

/** A block that was read, with the letter that says what follows it. */
export interface TarBlock extends TarHeader {
  readonly flag: string;
}

/** A field of the header: where it is and how long. */
type Field = readonly [offset: number, length: number];

const NAME: Field = [0, 100];
const MODE: Field = [100, 8];
const OWNER: Field = [108, 8];
const GROUP: Field = [116, 8];
const SIZE: Field = [124, 12];
const MODIFIED: Field = [136, 12];
const CHECKSUM: Field = [148, 8];
const FLAG: Field = [156, 1];
const TARGET: Field = [157, 100];
const MAGIC: Field = [257, 8];
const PREFIX: Field = [345, 155];

const POSIX = 'ustar\u000000';
const BASE_256 = 0x80;
const MAX_OCTAL_SIZE = 0o77777777777;
const TYPES: Readonly<Record<string, FileType>> = {
  '': 'file',
  '0': 'file',
  '7': 'file',
  '5': 'directory',
  '2': 'symlink',
};
const FLAGS = { file: '0', directory: '5', symlink: '2', other: '0' } as const;

/** The header in `block`; `null` when its checksum is wrong, so that it is no header. */
export function parseTarHeader(block: Uint8Array): TarBlock | null {
  if (readNumber(block, CHECKSUM) !== checksum(block)) return null;
  const posix = readText(block, [MAGIC[0], 6]) === 'ustar' && block[MAGIC[0] + 5] === 0;
  const prefix = posix ? readText(block, PREFIX) : '';
  const name = readText(block, NAME);
  const path = prefix === '' ? name : `${prefix}/${name}`;
  const flag = readText(block, FLAG);
  const type = TYPES[flag] ?? 'other';
  return {
    path,
    // Archives from before the flag was there mark a directory by its name.
    type: type === 'file' && path.endsWith('/') ? 'directory' : type,
    flag,
    size: readNumber(block, SIZE),
    mode: readNumber(block, MODE) & 0o7777,
    modifiedAt: readNumber(block, MODIFIED) * 1_000,
    target: readText(block, TARGET),
  };
}

/** The blocks that announce an entry: its header, after one with what does not fit into it. */
export function formatTarHeader(header: TarHeader): Uint8Array {
  const extra = paxRecords(header);
  const plain = formatBlock(header, FLAGS[header.type]);
  if (extra.length === 0) return plain;
  const pax = formatBlock({ ...header, path: 'pax', size: extra.length, target: '' }, 'x');
  return Buffer.concat([pax, extra, tarPadding(extra.length), plain]);
}

/** The zeros that fill `size` bytes up to whole blocks. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((TAR_BLOCK_BYTES - (size % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES);
}

/** The records of an extended header: `length key=value` and a newline, where the length counts itself. */
export function parsePaxRecords(data: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const length = space < 0 ? NaN : Number(pathText(data.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at + 1 || at + length > data.length) break;
    const record = pathText(data.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** The text of a field or of a long name, which a zero byte ends; what is not UTF-8 is escaped as in paths. */
export function decodeTarText(data: Uint8Array): string {
  const end = data.indexOf(0);
  return pathText(end < 0 ? data : data.subarray(0, end));
}

function paxRecords({ path, target, size, modifiedAt }: TarHeader): Uint8Array {
  return Buffer.concat([
    ...(pathBytes(path).length > NAME[1] ? [paxRecord('path', path)] : []),
    ...(pathBytes(target).length > TARGET[1] ? [paxRecord('linkpath', target)] : []),
    ...(size > MAX_OCTAL_SIZE ? [paxRecord('size', String(size))] : []),
    ...(modifiedAt % 1_000 > 0 ? [paxRecord('mtime', (modifiedAt / 1_000).toFixed(3))] : []),
  ]);
}

function paxRecord(key: string, value: string): Uint8Array {
  const rest = pathBytes(` ${key}=${value}\n`);
  const digits = String(rest.length + String(rest.length).length).length;
  return Buffer.concat([Buffer.from(String(rest.length + digits)), rest]);
}

function formatBlock({ path, size, mode, modifiedAt, target }: TarHeader, flag: string): Uint8Array {
  const block = new Uint8Array(TAR_BLOCK_BYTES);
  writeText(block, NAME, path);
  writeOctal(block, MODE, mode & 0o7777);
  writeOctal(block, OWNER, 0);
  writeOctal(block, GROUP, 0);
  writeOctal(block, SIZE, size > MAX_OCTAL_SIZE ? 0 : size);
  writeOctal(block, MODIFIED, Math.max(0, Math.floor(modifiedAt / 1_000)));
  writeText(block, FLAG, flag);
  writeText(block, TARGET, target);
  writeText(block, MAGIC, POSIX);
  writeOctal(block, CHECKSUM, checksum(block));
  return block;
}

/** The sum of all bytes, with the checksum's own taken as spaces. */
function checksum(block: Uint8Array): number {
  let sum = CHECKSUM[1] * 0x20;
  for (let at = 0; at < block.length; at += 1) {
    if (at < CHECKSUM[0] || at >= CHECKSUM[0] + CHECKSUM[1]) sum += block[at] ?? 0;
  }
  return sum;
}

function writeText(block: Uint8Array, [offset, length]: Field, text: string): void {
  block.set(pathBytes(text).subarray(0, length), offset);
}

function writeOctal(block: Uint8Array, field: Field, value: number): void {
  writeText(block, field, value.toString(8).padStart(field[1] - 1, '0'));
}

function readText(block: Uint8Array, [offset, length]: Field): string {
  return decodeTarText(block.subarray(offset, offset + length));
}

/** Octal digits, or after a first byte of 0x80 a big-endian number. Anything else is NaN and fails what uses it. */
function readNumber(block: Uint8Array, [offset, length]: Field): number {
  if (block[offset] === BASE_256) {
    return block.subarray(offset + 1, offset + length).reduce((value, byte) => value * 256 + byte, 0);
  }
  const digits = readText(block, [offset, length]).trim();
  return /^[0-7]*$/.test(digits) ? parseInt(`0${digits}`, 8) : NaN;
}
