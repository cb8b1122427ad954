import { aborted, type Aborted } from '@carrel/core/kernel';
import { bodyTooLarge, type BodyTooLarge } from './http-errors.js';

/** Thrown out of the iteration of a body that cannot be read to its end. */
export class BodyInterrupted extends Error {
  override readonly name = 'BodyInterrupted';

  constructor(readonly error: BodyTooLarge | Aborted) {
    super(error.message);
  }
}

/**
 * The bytes of a body as they arrive, bounded.
 *
 * An iteration that goes past the bound, or that the client cut short, throws `BodyInterrupted`; `interruption` then says why,
 * also when whoever iterated made another error of it.
 */
export class RawBody implements AsyncIterable<Uint8Array> {
  /** What `Content-Length` says; `null` when the body comes in chunks. */
  readonly length: number | null;
  private readonly maxBytes: number;
  private failure: BodyInterrupted | undefined;

  constructor(
    private readonly source: AsyncIterable<Uint8Array>,
    options: { readonly maxBytes: number; readonly length: number | null },
  ) {
    this.maxBytes = options.maxBytes;
    this.length = options.length;
  }

  get interruption(): BodyTooLarge | Aborted | undefined {
    return this.failure?.error;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    const iterator = this.source[Symbol.asyncIterator]();
    let seen = 0;
    try {
      for (;;) {
        const next = await this.nextOf(iterator);
        if (next.done === true) return;
        seen += next.value.byteLength;
        if (seen > this.maxBytes) throw this.interrupt(bodyTooLarge(this.maxBytes));
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  private async nextOf(iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    try {
      return await iterator.next();
    } catch {
      throw this.interrupt(aborted('reading the body'));
    }
  }

  private interrupt(error: BodyTooLarge | Aborted): BodyInterrupted {
    this.failure = new BodyInterrupted(error);
    return this.failure;
  }
}
