import { Duplex } from 'node:stream';

/** A stream that tells when something passes it, each way as fast as its receiver takes it. */
export class WatchedStream extends Duplex {
  constructor(
    private readonly inner: Duplex,
    private readonly passed: () => void,
  ) {
    super({ allowHalfOpen: true });
    inner.on('data', (chunk: Uint8Array) => {
      passed();
      if (!this.push(chunk)) inner.pause();
    });
    inner.once('end', () => this.push(null));
    inner.once('error', (error) => this.destroy(error));
    inner.once('close', () => {
      // One that broke off without a word did not end either.
      if (!inner.readableEnded) this.destroy();
    });
  }

  override _read(): void {
    this.inner.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.passed();
    this.inner.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.inner.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // Whoever wanted to hear of it has this stream.
    this.inner.on('error', () => undefined).destroy();
    done(error);
  }
}
