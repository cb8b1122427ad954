/** Counts what `git ls-tree -r -l -z` tells of a tree, while it tells it: files that are not there yet take no space. */
export class SourceSize {
  private rest = '';
  private readonly decoder = new TextDecoder('latin1');
  private bytes = 0;
  private files = 0;

  constructor(private readonly limits: { readonly maxBytes: number; readonly maxFiles: number }) {}

  /** Whether it is within its limits so far. */
  push(data: Uint8Array): boolean {
    const entries = (this.rest + this.decoder.decode(data, { stream: true })).split('\0');
    // Of an entry that goes on, the part that counts is the first.
    this.rest = (entries.pop() ?? '').slice(0, 256);
    for (const entry of entries) {
      const size = /^\d+ \w+ [0-9a-f]+ +(\d+|-)\t/.exec(entry)?.[1];
      this.files += 1;
      this.bytes += Number(size === '-' ? 0 : (size ?? 0));
    }
    return this.isWithin;
  }

  get isWithin(): boolean {
    return this.files <= this.limits.maxFiles && this.bytes <= this.limits.maxBytes;
  }
}
