interface PartsOptions {
  readonly bytes: number;
  readonly partBytes: number;
  /** Gives memory for a part. @default memory of its own for each */
  readonly allocate?: (bytes: number) => Uint8Array;
}

/**
 * The `bytes` bytes of `chunks` in parts of `partBytes`, the last one shorter; one empty part when there are none. The bytes are copied,
 * since a source may use its chunk again.
 */
export async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  { bytes, partBytes, allocate = Buffer.allocUnsafe }: PartsOptions,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  let given = 0;
  let part = allocate(Math.min(partBytes, bytes));
  let length = 0;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0;) {
      if (length === part.length) {
        yield part;
        given += length;
        part = allocate(Math.min(partBytes, bytes - given));
        length = 0;
      }
      const taken = rest.subarray(0, part.length - length);
      part.set(taken, length);
      length += taken.length;
      rest = rest.subarray(taken.length);
    }
  }
  yield part.subarray(0, length);
}
