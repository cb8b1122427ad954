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

/** Puts the fields of a payload in order. */
export class PayloadWriter {
  private readonly parts: Buffer[] = [];

  u8(value: number): this {
    return this.add(Buffer.of(value));
  }

  u16(value: number): this {
    const part = Buffer.allocUnsafe(2);
    part.writeUInt16BE(value);
    return this.add(part);
  }

  u32(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value);
    return this.add(part);
  }

  u64(value: number | bigint): this {
    const part = Buffer.allocUnsafe(8);
    part.writeBigUInt64BE(BigInt(value));
    return this.add(part);
  }

  text(value: string): this {
    return this.u32(Buffer.byteLength(value)).add(Buffer.from(value));
  }

  path(value: string): this {
    const bytes = pathBytes(value);
    return this.u32(bytes.length).bytes(bytes);
  }

  bytes(value: Uint8Array): this {
    return this.add(Buffer.from(value.buffer, value.byteOffset, value.length));
  }

  finish(): Buffer {
    return Buffer.concat(this.parts);
  }

  private add(part: Buffer): this {
    this.parts.push(part);
    return this;
  }
}
