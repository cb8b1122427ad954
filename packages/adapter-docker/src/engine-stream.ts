import { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { places, TOKEN_VARIABLE } from './box-places.js';

const HEADER = 8;
const STDOUT = 1;
/** The engine sends what one read gave it, 32 KiB; anything far above is not what it says it is. */
const MAX_CHUNK = 16 * 1024 * 1024;

/** Runs the agent's bridge in the box, and gives its standard input and output as one stream. */
export async function openEngineStream(container: Docker.Container, signal: AbortSignal): Promise<Duplex> {
  const exec = await container.exec({
    Cmd: [places.agent, 'connect', places.socket],
    // Every process of a container gets its environment, where the secret is.
    Env: [`${TOKEN_VARIABLE}=`],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    abortSignal: signal,
  });
  const raw = await exec.start({ hijack: true, stdin: true, Tty: false, abortSignal: signal });
  return new EngineStream(raw);
}

/**
 * The bytes of a process behind the engine. What comes is in chunks, each with the number of its channel and its length; what
 * the process says on its standard error is dropped.
 */
export class EngineStream extends Duplex {
  private readonly header = Buffer.alloc(HEADER);
  private headerFilled = 0;
  /** Of the chunk whose header came last. */
  private left = 0;

  constructor(private readonly raw: Duplex) {
    super({ allowHalfOpen: false });
    raw.on('data', (bytes: Buffer) => {
      this.unframe(bytes);
    });
    raw.on('end', () => this.push(null));
    raw.on('close', () => this.destroy());
    raw.on('error', (error: Error) => this.destroy(error));
  }

  override _read(): void {
    this.raw.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.raw.write(chunk, callback);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    const last = chunks.at(-1);
    this.raw.cork();
    for (const each of chunks) this.raw.write(each.chunk, each === last ? callback : undefined);
    this.raw.uncork();
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.raw.end(callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.raw.destroy();
    callback(error);
  }

  private unframe(bytes: Buffer): void {
    let wantsMore = true;
    for (let at = 0; at < bytes.length;) {
      if (this.left === 0) {
        at += this.takeHeader(bytes.subarray(at));
        if (this.left > MAX_CHUNK) {
          this.destroy(new Error('The stream of the container engine is not in its form.'));
          return;
        }
        continue;
      }
      const piece = bytes.subarray(at, at + this.left);
      if (this.header[0] === STDOUT) wantsMore = this.push(piece);
      this.left -= piece.length;
      at += piece.length;
    }
    if (!wantsMore) this.raw.pause();
  }

  /** How many bytes it took of the header of a chunk. */
  private takeHeader(bytes: Buffer): number {
    const taken = bytes.copy(this.header, this.headerFilled);
    this.headerFilled += taken;
    if (this.headerFilled === HEADER) {
      this.left = this.header.readUInt32BE(4);
      this.headerFilled = 0;
    }
    return taken;
  }
}
