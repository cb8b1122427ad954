import { Readable } from 'node:stream';

const BLOCK = 512;
/** The most that the names and attributes of one entry take. */
const MAX_EXTENSION_BYTES = 1024 * 1024;
const CHECKSUM = { from: 148, to: 156 };
const TYPE = 156;
/** Records that belong to the entry after them: of PAX, and of GNU the long names. */
const EXTENSIONS = new Set(['x', 'L', 'K']);
const PIPE = '6';

/**
 * The archive, byte for byte but for its named pipes: an engine that copies a directory with one into a volume leaves the rest of
 * the directory out.
 *
 * @throws Error when it ends early, or is no archive; the engine has no other way to say that it failed.
 */
export async function* withoutPipes(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  const source = new Blocks(archive);
  let held: Buffer[] = [];
  let paxBytes: number | null = null;
  for (;;) {
    const header = await source.take(BLOCK);
    if (header.every((byte) => byte === 0)) return yield Buffer.alloc(2 * BLOCK);
    const type = typeOf(header);
    const size: number = (EXTENSIONS.has(type) ? null : paxBytes) ?? sizeOf(header);
    if (EXTENSIONS.has(type)) {
      if (size > MAX_EXTENSION_BYTES) throw new Error('An entry of the archive has too long a name.');
      const content = await source.take(padded(size));
      paxBytes = (type === 'x' ? paxSize(content.subarray(0, size)) : null) ?? paxBytes;
      held.push(header, content);
      continue;
    }
    const kept = type !== PIPE;
    if (kept) yield Buffer.concat([...held, header]);
    for await (const piece of source.pass(padded(size))) if (kept) yield piece;
    held = [];
    paxBytes = null;
  }
}

/** As a stream that ends with the error of what it reads from. */
export function archiveStream(archive: AsyncIterable<Uint8Array>): Readable {
  return Readable.from(withoutPipes(archive), { objectMode: false });
}

/** Bytes in pieces of any size, taken as they are needed. */
class Blocks {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Exactly so many. */
  async take(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pass(bytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** So many, as they come. */
  async *pass(bytes: number): AsyncGenerator<Buffer, void, void> {
    for (let left = bytes; left > 0;) {
      if (this.rest.length === 0) this.rest = await this.more();
      const piece = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  private async more(): Promise<Buffer> {
    const item = await this.chunks.next();
    if (item.done === true) throw new Error('The archive ended early.');
    return Buffer.from(item.value.buffer, item.value.byteOffset, item.value.length);
  }
}

/** @throws Error when the block is not the header of an entry. */
function typeOf(header: Buffer): string {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= CHECKSUM.from && at < CHECKSUM.to ? 0x20 : byte;
  if (sum !== octal(header, CHECKSUM.from, CHECKSUM.to)) throw new Error('The archive is broken.');
  return String.fromCharCode(header[TYPE] ?? 0);
}

/** In octal digits, or as a number of 11 bytes where those do not do. */
function sizeOf(header: Buffer): number {
  return (header[124] ?? 0) >= 0x80 ? header.readUIntBE(130, 6) : octal(header, 124, 136);
}

function octal(header: Buffer, from: number, to: number): number {
  const digits = /[0-7]+/.exec(header.toString('latin1', from, to))?.[0] ?? '0';
  return Number.parseInt(digits, 8);
}

/** What the record `size` of an extension says. */
function paxSize(content: Buffer): number | null {
  const found = /(?:^|\n)\d+ size=(\d+)\n/.exec(content.toString('latin1'));
  return found?.[1] === undefined ? null : Number(found[1]);
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
