import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aborted, err, ok, type Result } from '../kernel/index.js';
import { fileTooLarge, type ConnectionError } from '../runtime/index.js';
import { contentDigest, type ContentDigest } from '../storage/index.js';

/** A content that can be read more than once: it has to be known by its digest before it is stored. */
export interface SpooledContent {
  readonly digest: ContentDigest;
  readonly size: number;
  /** All of it, when it is small. */
  readonly whole: Uint8Array | null;
  readonly data: () => AsyncIterable<Uint8Array>;
  /** Lets go of it; `data` gives nothing any more. */
  readonly discard: () => Promise<void>;
}

/** What is larger waits in a file of the machine's temporary directory instead of in memory. */
const MEMORY_BYTES = 1024 * 1024;

/** Takes a stream to its end. `file/too-large` past `maxBytes`; `request/aborted` when the stream fails, since whoever wrote gave up. */
export async function spool(
  path: string,
  data: Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Result<SpooledContent, ConnectionError>> {
  if (data instanceof Uint8Array) return data.length > maxBytes ? err(fileTooLarge(path)) : ok(inMemory(data));
  const spooling = new Spooling(maxBytes);
  try {
    for await (const chunk of data) {
      if (await spooling.take(chunk)) continue;
      await spooling.discard();
      return err(fileTooLarge(path));
    }
    return ok(await spooling.finish());
  } catch (cause) {
    await spooling.discard();
    return err({ ...aborted('The write'), cause });
  }
}

class Spooling {
  private readonly hash = createHash('sha256');
  private chunks: Uint8Array[] = [];
  private size = 0;
  private directory: string | null = null;
  private file: Awaited<ReturnType<typeof open>> | null = null;

  constructor(private readonly maxBytes: number) {}

  async take(chunk: Uint8Array): Promise<boolean> {
    this.size += chunk.length;
    if (this.size > this.maxBytes) return false;
    this.hash.update(chunk);
    this.chunks.push(chunk);
    if (this.file !== null || this.size > MEMORY_BYTES) await this.spill();
    return true;
  }

  async finish(): Promise<SpooledContent> {
    if (this.file === null || this.directory === null) return inMemory(Buffer.concat(this.chunks));
    await this.file.close();
    this.file = null;
    const name = join(this.directory, 'content');
    return {
      digest: this.hash.digest('hex') as ContentDigest,
      size: this.size,
      whole: null,
      data: () => createReadStream(name) as AsyncIterable<Uint8Array>,
      discard: () => this.discard(),
    };
  }

  async discard(): Promise<void> {
    await this.file?.close();
    if (this.directory !== null) await rm(this.directory, { recursive: true, force: true });
  }

  private async spill(): Promise<void> {
    this.directory ??= await mkdtemp(join(tmpdir(), 'carrel-'));
    this.file ??= await open(join(this.directory, 'content'), 'wx', 0o600);
    for (const chunk of this.chunks) await this.file.writeFile(chunk);
    this.chunks = [];
  }
}

function inMemory(data: Uint8Array): SpooledContent {
  return {
    digest: contentDigest(data),
    size: data.length,
    whole: data,
    // eslint-disable-next-line @typescript-eslint/require-await -- what is there already, as a stream
    data: async function* () {
      yield data;
    },
    discard: () => Promise.resolve(),
  };
}
