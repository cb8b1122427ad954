const FIRST_CAPACITY = 4_096;

/** The latest bytes of a stream, at most `limit` of them, found by their offset in the whole stream. Memory grows as needed. */
export class ByteRing {
  private bytes: Uint8Array;
  private written: number;

  /** @param base the offset of the first byte; everything before counts as dropped. */
  constructor(
    private readonly limit: number,
    private base = 0,
  ) {
    this.written = base;
    this.bytes = new Uint8Array(Math.min(limit, FIRST_CAPACITY));
  }

  /** The offset of the oldest byte that is kept. */
  get first(): number {
    return Math.max(this.base, this.written - this.limit);
  }

  /** The offset after the newest byte. */
  get end(): number {
    return this.written;
  }

  append(data: Uint8Array): void {
    this.grow(Math.min(this.limit, this.written - this.base + data.length));
    const kept = data.length > this.limit ? data.subarray(data.length - this.limit) : data;
    this.place(this.written + data.length - kept.length, kept);
    this.written += data.length;
  }

  /** Drops everything; the next byte is the one at `offset`. */
  restart(offset: number): void {
    this.base = offset;
    this.written = offset;
  }

  /** A copy of the bytes from offset `from` up to `to`; both must be kept. */
  slice(from: number, to: number): Uint8Array {
    const copy = new Uint8Array(to - from);
    const at = this.position(from);
    const head = this.bytes.subarray(at, at + copy.length);
    copy.set(head);
    copy.set(this.bytes.subarray(0, copy.length - head.length), head.length);
    return copy;
  }

  private place(offset: number, data: Uint8Array): void {
    if (data.length === 0) return;
    const at = this.position(offset);
    const head = data.subarray(0, this.bytes.length - at);
    this.bytes.set(head, at);
    this.bytes.set(data.subarray(head.length), 0);
  }

  private grow(needed: number): void {
    if (needed <= this.bytes.length) return;
    // Nothing was dropped while there was room to grow, so every byte lies where it was placed from the base on.
    const larger = new Uint8Array(Math.min(this.limit, Math.max(needed, this.bytes.length * 2)));
    larger.set(this.bytes);
    this.bytes = larger;
  }

  private position(offset: number): number {
    return (offset - this.base) % this.bytes.length;
  }
}
