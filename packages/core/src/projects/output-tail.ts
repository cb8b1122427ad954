/** The last bytes of an output, never more than twice the bound at once. */
export class OutputTail {
  private chunks: Uint8Array[] = [];
  private bytes = 0;
  private dropped = false;

  constructor(private readonly maxBytes: number) {}

  push(data: Uint8Array): void {
    this.chunks.push(data);
    this.bytes += data.byteLength;
    if (this.bytes > 2 * this.maxBytes) this.trim();
  }

  /** Something is missing before what comes next. */
  skip(): void {
    this.dropped = true;
  }

  /** A character that the bound cuts through is left out. */
  read(): { readonly text: string; readonly truncated: boolean } {
    this.trim();
    const all = Buffer.concat(this.chunks);
    let start = 0;
    while (this.dropped && start < 4 && ((all[start] ?? 0) & 0xc0) === 0x80) start += 1;
    return { text: all.toString('utf8', start), truncated: this.dropped };
  }

  private trim(): void {
    if (this.bytes <= this.maxBytes) return;
    const last = Buffer.concat(this.chunks).subarray(this.bytes - this.maxBytes);
    this.chunks = [last];
    this.bytes = last.length;
    this.dropped = true;
  }
}
