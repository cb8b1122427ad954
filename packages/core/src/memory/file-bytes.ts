/** Bytes that grow at their end. What was taken from it stays as it was. */
export class FileBytes {
  private buffer: Uint8Array;
  private length: number;

  /** @param bytes what it holds at first; not copied, and not to be changed by its owner any more. */
  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.buffer = bytes;
    this.length = bytes.length;
  }

  get size(): number {
    return this.length;
  }

  append(data: Uint8Array): void {
    const needed = this.length + data.length;
    if (needed > this.buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    this.buffer.set(data, this.length);
    this.length = needed;
  }

  /** The bytes from `start` up to `end`, or to the last one. */
  view(start = 0, end = this.length): Uint8Array {
    return this.buffer.subarray(Math.min(start, this.length), Math.min(end, this.length));
  }
}
