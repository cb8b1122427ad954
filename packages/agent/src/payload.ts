import { pathBytes, pathText } from '@carrel/core/runtime';

/** Thrown by a reader when a payload is not what the protocol says; caught where frames are handled. */
export class MalformedPayload extends Error {
  override readonly name = 'MalformedPayload';
}

/** Reads the fields of a payload in order, and never past its end. */
export class PayloadReader {
  private position = 0;

  constructor(private readonly content: Buffer) {}

  get done(): boolean {
    return this.position === this.content.length;
  }

  u8(): number {
    return this.content.readUInt8(this.take(1));
  }

  u16(): number {
    return this.content.readUInt16BE(this.take(2));
  }

  u32(): number {
    return this.content.readUInt32BE(this.take(4));
  }

  /** @throws MalformedPayload past what a number holds exactly. */
  u64(): number {
    const start = this.take(8);
    const value = this.content.readUInt32BE(start) * 2 ** 32 + this.content.readUInt32BE(start + 4);
    if (!Number.isSafeInteger(value)) throw new MalformedPayload('a number is too large');
    return value;
  }

  text(): string {
    const length = this.u32();
    const start = this.take(length);
    return this.content.toString('utf8', start, start + length);
  }

  /** A path or name, whose bytes may be any but NUL. */
  path(): string {
    const length = this.u32();
    const start = this.take(length);
    return pathText(this.content.subarray(start, start + length));
  }

  bytes(length: number): Buffer {
    const start = this.take(length);
    return this.content.subarray(start, start + length);
  }

  /** All that is left. */
  rest(): Buffer {
    const bytes = this.content.subarray(this.position);
    this.position = this.content.length;
    return bytes;
  }

  private take(length: number): number {
    const start = this.position;
    if (length > this.content.length - start) throw new MalformedPayload('a payload is too short');
    this.position = start + length;
    return start;
  }
}

/** The largest number a `u64` holds; where the protocol says "to the end" or "from now on". */
export const U64_MAX = 0xffff_ffff_ffff_ffffn;

const FIRST_BYTES = 128;

/** Puts the fields of a payload in order, in one piece of memory that grows as needed. */
export class PayloadWriter {
  private content = Buffer.allocUnsafe(FIRST_BYTES);
  private length = 0;

  u8(value: number): this {
    const at = this.take(1);
    this.content.writeUInt8(value, at);
    return this;
  }

  u16(value: number): this {
    const at = this.take(2);
    this.content.writeUInt16BE(value, at);
    return this;
  }

  u32(value: number): this {
    const at = this.take(4);
    this.content.writeUInt32BE(value, at);
    return this;
  }

  u64(value: number | bigint): this {
    const at = this.take(8);
    this.content.writeBigUInt64BE(BigInt(value), at);
    return this;
  }

  text(value: string): this {
    const byteLength = Buffer.byteLength(value);
    const at = this.u32(byteLength).take(byteLength);
    this.content.write(value, at);
    return this;
  }

  path(value: string): this {
    const bytes = pathBytes(value);
    return this.u32(bytes.length).bytes(bytes);
  }

  bytes(value: Uint8Array): this {
    const at = this.take(value.length);
    this.content.set(value, at);
    return this;
  }

  /** Nothing may be added after it. */
  finish(): Buffer {
    return this.content.subarray(0, this.length);
  }

  private take(byteLength: number): number {
    const start = this.length;
    this.length += byteLength;
    if (this.length > this.content.length) this.grow();
    return start;
  }

  private grow(): void {
    const larger = Buffer.allocUnsafe(Math.max(this.length, this.content.length * 2));
    larger.set(this.content);
    this.content = larger;
  }
}
