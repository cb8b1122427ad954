/** A text of at most so many bytes: of one that is longer the beginning and the end stay, and the middle says how much is gone. */
export class BoundedText {
  private readonly head: Buffer[] = [];
  private tail: Buffer[] = [];
  private headBytes = 0;
  private tailBytes = 0;
  private total = 0;

  constructor(private readonly maxBytes: number) {}

  get truncated(): boolean {
    return this.total > this.headBytes + this.tailBytes;
  }

  push(bytes: Uint8Array): void {
    this.total += bytes.length;
    const half = Math.floor(this.maxBytes / 2);
    const room = Math.max(0, half - this.headBytes);
    const first = bytes.subarray(0, room);
    if (first.length > 0) this.head.push(Buffer.from(first));
    this.headBytes += first.length;
    const rest = bytes.subarray(first.length);
    if (rest.length === 0) return;
    this.tail.push(Buffer.from(rest));
    this.tailBytes += rest.length;
    if (this.tailBytes > half * 2) this.shorten(half);
  }

  read(): string {
    this.shorten(Math.floor(this.maxBytes / 2));
    const [head, tail] = [Buffer.concat(this.head), Buffer.concat(this.tail)];
    if (!this.truncated) return Buffer.concat([head, tail]).toString();
    const gone = this.total - this.headBytes - this.tailBytes;
    return `${head.toString()}\n[... ${gone} bytes are left out ...]\n${tail.toString()}`;
  }

  private shorten(bytes: number): void {
    const all = Buffer.concat(this.tail);
    const kept = all.subarray(Math.max(0, all.length - bytes));
    this.tail = [kept];
    this.tailBytes = kept.length;
  }
}
