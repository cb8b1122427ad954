/** The bytes of `chunks` in parts of `partBytes`, the last one shorter; one empty part when there are none. */
export async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  let part = new GrowingPart(partBytes);
  let hasGiven = false;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0;) {
      if (part.isFull) {
        yield part.bytes;
        hasGiven = true;
        part = new GrowingPart(partBytes);
      }
      rest = part.take(rest);
    }
  }
  if (!hasGiven || part.bytes.length > 0) yield part.bytes;
}

/** Grows to its size by doubling, so that a small content costs little memory. */
class GrowingPart {
  private buffer: Buffer = Buffer.alloc(0);
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  get isFull(): boolean {
    return this.length === this.maxBytes;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** Copies what fits, since a source may use its chunk again; gives the rest. */
  take(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, this.maxBytes - this.length);
    this.reserve(this.length + taken.length);
    this.buffer.set(taken, this.length);
    this.length += taken.length;
    return chunk.subarray(taken.length);
  }

  private reserve(bytes: number): void {
    if (bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.maxBytes, Math.max(bytes, this.buffer.length * 2, 65_536)));
    larger.set(this.bytes);
    this.buffer = larger;
  }
}
