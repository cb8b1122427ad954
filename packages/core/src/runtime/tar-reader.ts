import { err, ok, type Result } from '../kernel/index.js';
import { fileFailed, type FileFailed } from './runtime-errors.js';
import {
  decodeTarText,
  parsePaxRecords,
  parseTarHeader,
  TAR_BLOCK_BYTES,
  tarPadding,
  type TarBlock,
  type TarHeader,
} from './tar-header.js';

/** The most bytes of an extended header or a long name: a path can be no longer, and memory is bounded. */
const MAX_EXTENSION_BYTES = 65_536;

/** Makes up for what a fraction in decimal loses as a binary number. */
const ROUNDING = 0.001;

/** Reads the entries of a tar stream one after the other; what it holds in memory does not grow with the stream. */
export class TarReader {
  private readonly source: AsyncIterator<Uint8Array>;
  private buffered: Uint8Array = new Uint8Array();
  /** What is left of the current entry's content, and of the zeros after it. */
  private content = 0;
  private padding = 0;
  private failure: FileFailed | null = null;

  constructor(tar: AsyncIterable<Uint8Array>) {
    this.source = tar[Symbol.asyncIterator]();
  }

  /** The next entry, or `null` at the end. `file/failed` when the stream is no tar stream, or broke off. */
  async next(): Promise<Result<TarHeader | null, FileFailed>> {
    const overrides = new Map<string, string>();
    for (;;) {
      if (!(await this.skip(this.content + this.padding))) return err(this.broken());
      const block = await this.take(TAR_BLOCK_BYTES);
      // Whoever wrote an archive to its end says so by a block of zeros; without it, entries may be missing.
      if (block === null) return err(this.broken());
      if (block.every((byte) => byte === 0)) return ok(null);
      const header = parseTarHeader(block);
      if (header === null || !Number.isSafeInteger(header.size)) return err(this.broken());
      this.begin(header.size);
      const extension = EXTENSIONS[header.flag];
      if (extension === undefined) return this.entry(header, overrides);
      if (header.size > MAX_EXTENSION_BYTES) return err(this.broken());
      const data = await this.take(header.size);
      if (data === null) return err(this.broken());
      this.content = 0;
      extension(data, overrides);
    }
  }

  /** The content of the entry that `next` gave last. It ends early when the stream breaks off, which `next` then reports. */
  async *data(): AsyncGenerator<Uint8Array, void, void> {
    while (this.content > 0) {
      if (this.buffered.length === 0 && !(await this.fill())) return;
      const chunk = this.buffered.subarray(0, this.content);
      this.buffered = this.buffered.subarray(chunk.length);
      this.content -= chunk.length;
      yield chunk;
    }
  }

  /** Lets go of the stream, wherever the reading is. */
  async close(): Promise<void> {
    await this.source.return?.().catch(() => undefined);
  }

  private begin(size: number): void {
    this.content = size;
    this.padding = tarPadding(size).length;
  }

  private entry(header: TarBlock, overrides: ReadonlyMap<string, string>): Result<TarHeader, FileFailed> {
    const size = Number(overrides.get('size') ?? header.size);
    if (!Number.isSafeInteger(size) || size < 0) return err(this.broken());
    this.begin(size);
    const { type, mode } = header;
    const modifiedAt = modifiedAtOf(overrides.get('mtime')) ?? header.modifiedAt;
    const path = overrides.get('path') ?? header.path;
    return ok({ path, type, mode, modifiedAt, size, target: overrides.get('linkpath') ?? header.target });
  }

  private broken(): FileFailed {
    return this.failure ?? { ...fileFailed(''), message: 'The archive is no tar stream, or it broke off.' };
  }

  private async take(count: number): Promise<Uint8Array | null> {
    const parts = [this.buffered];
    let length = this.buffered.length;
    while (length < count && (await this.fill())) {
      parts.push(this.buffered);
      length += this.buffered.length;
    }
    const all = parts.length === 1 ? this.buffered : Buffer.concat(parts);
    this.buffered = length < count ? all : all.subarray(count);
    return length < count ? null : all.subarray(0, count);
  }

  private async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > this.buffered.length) {
      left -= this.buffered.length;
      if (!(await this.fill())) return false;
    }
    this.buffered = this.buffered.subarray(left);
    this.content = 0;
    this.padding = 0;
    return true;
  }

  /** Replaces what is buffered by the next chunk. */
  private async fill(): Promise<boolean> {
    try {
      const chunk = await this.source.next();
      this.buffered = chunk.done === true ? new Uint8Array() : chunk.value;
      return chunk.done !== true;
    } catch (cause) {
      this.buffered = new Uint8Array();
      this.failure = { ...fileFailed(''), message: 'The archive could not be read to its end.', cause };
      return false;
    }
  }
}

/** The time of an extended header, in seconds with a fraction, as milliseconds. */
function modifiedAtOf(seconds: string | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.floor(Number(seconds) * 1_000 + ROUNDING);
}

/** Entries that say something about the one after them. Global headers say nothing that matters here. */
const EXTENSIONS: Readonly<Record<string, (data: Uint8Array, overrides: Map<string, string>) => void>> = {
  x: (data, overrides) => {
    for (const [key, value] of parsePaxRecords(data)) overrides.set(key, value);
  },
  g: () => undefined,
  L: (data, overrides) => {
    overrides.set('path', decodeTarText(data));
  },
  K: (data, overrides) => {
    overrides.set('linkpath', decodeTarText(data));
  },
};
