import { frameHead } from './frame-head.js';

const CONTINUES = 0x80;
const NO_BYTES = new Uint8Array(0);

/**
 * Reads what the protocols of Yjs write: numbers of 7 bits a byte, the least first, and pieces of bytes behind their length. What
 * does not hold within these bytes reads as `null`, whatever memory lies behind them.
 */
export class DocumentBytes {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.bytes.byteLength;
  }

  uint(): number | null {
    let value = 0;
    for (let unit = 1; this.at < this.bytes.byteLength; unit *= 128) {
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      value += (byte & 0x7f) * unit;
      if (value > Number.MAX_SAFE_INTEGER) return null;
      if (byte < CONTINUES) return value;
    }
    return null;
  }

  /** The piece in place: it lasts as long as the bytes that are read. */
  view(): Uint8Array | null {
    const length = this.uint();
    if (length === null || length > this.bytes.byteLength - this.at) return null;
    const { buffer, byteOffset } = this.bytes;
    const view = new Uint8Array(buffer, byteOffset + this.at, length);
    this.at += length;
    return view;
  }

  /** The piece in memory of its own. */
  piece(): Uint8Array | null {
    const view = this.view();
    return view === null ? null : new Uint8Array(view);
  }
}

type Parts = readonly (number | Uint8Array)[];

/** Numbers, and pieces behind their lengths, in this order behind `prefix`. */
export function documentBytes(parts: Parts, prefix: Uint8Array = NO_BYTES): Uint8Array {
  const bytes = Buffer.allocUnsafe(prefix.byteLength + sizeOfAll(parts));
  bytes.set(prefix);
  writeAll(bytes, prefix.byteLength, parts);
  return bytes;
}

/** `documentBytes` as a whole binary message of a server, ready for the wire. */
export function documentFrame(parts: Parts, prefix: Uint8Array = NO_BYTES): Uint8Array {
  const size = prefix.byteLength + sizeOfAll(parts);
  const head = frameHead(size);
  const bytes = Buffer.allocUnsafe(head.byteLength + size);
  bytes.set(head);
  bytes.set(prefix, head.byteLength);
  writeAll(bytes, head.byteLength + prefix.byteLength, parts);
  return bytes;
}

function sizeOfAll(parts: Parts): number {
  let size = 0;
  for (const part of parts) size += typeof part === 'number' ? sizeOf(part) : sizeOf(part.byteLength) + part.byteLength;
  return size;
}

function writeAll(bytes: Uint8Array, start: number, parts: Parts): void {
  let at = start;
  for (const part of parts) {
    if (typeof part === 'number') at = write(bytes, at, part);
    else {
      at = write(bytes, at, part.byteLength);
      bytes.set(part, at);
      at += part.byteLength;
    }
  }
}

function sizeOf(value: number): number {
  let size = 1;
  for (let rest = value; rest >= CONTINUES; rest = Math.floor(rest / CONTINUES)) size += 1;
  return size;
}

/** Gives the place behind it. */
function write(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= CONTINUES; rest = Math.floor(rest / CONTINUES)) {
    bytes[at] = (rest % CONTINUES) | CONTINUES;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}
