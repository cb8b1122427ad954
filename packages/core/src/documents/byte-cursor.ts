import { isUtf8 } from 'node:buffer';

/** Thrown by a cursor, and caught by whoever made it: the bytes are not what they should be. */
export class Malformed extends Error {}

/** Nobody needs more bytes for a safe integer. */
const MAX_VARINT_BYTES = 8;

/** Reads the primitives of lib0's encoding, never past the end, and makes nothing of them that costs memory. */
export class ByteCursor {
  position = 0;

  constructor(readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.position === this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.position];
    if (value === undefined) throw new Malformed();
    this.position += 1;
    return value;
  }

  skip(count: number): void {
    if (count > this.bytes.length - this.position) throw new Malformed();
    this.position += count;
  }

  /** 0 to 2^53 - 1. */
  varUint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < MAX_VARINT_BYTES; count += 1) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (!Number.isSafeInteger(value)) throw new Malformed();
        return value;
      }
      factor *= 128;
    }
    throw new Malformed();
  }

  /** At least 1. */
  length(): number {
    const value = this.varUint();
    if (value === 0) throw new Malformed();
    return value;
  }

  /** The bytes of a string, which are UTF-8. */
  textBytes(): Uint8Array {
    const start = this.blob();
    const text = this.bytes.subarray(start, this.position);
    if (!isUtf8(text)) throw new Malformed();
    return text;
  }

  /** A string's length in UTF-16, as JavaScript counts. */
  textLength(): number {
    return utf16Length(this.textBytes());
  }

  text(): string {
    const bytes = this.textBytes();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  }

  /** Passes over bytes that are preceded by their length; where they begin. */
  blob(): number {
    const length = this.varUint();
    const start = this.position;
    this.skip(length);
    return start;
  }
}

function utf16Length(text: Uint8Array): number {
  let length = 0;
  for (const byte of text) {
    // Continuation bytes add nothing; what takes four bytes takes two units.
    if ((byte & 0xc0) !== 0x80) length += byte >= 0xf0 ? 2 : 1;
  }
  return length;
}

/** Writes the primitives of lib0's encoding. */
export class ByteWriter {
  private readonly parts: number[] = [];

  varUint(value: number): this {
    let rest = value;
    while (rest > 127) {
      this.parts.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.parts.push(rest);
    return this;
  }

  blob(bytes: Uint8Array): this {
    this.varUint(bytes.length);
    for (const byte of bytes) this.parts.push(byte);
    return this;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.parts);
  }
}
