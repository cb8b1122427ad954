import type { Relayed } from './document-connection.js';

/** Bytes for many, with what each dialect makes of them. */
export class RelayedBytes implements Relayed {
  private dialect: string | null = null;
  private made: Uint8Array | null = null;
  private others: Map<string, Uint8Array> | null = null;

  constructor(readonly bytes: Uint8Array) {}

  frame(dialect: string, make: (bytes: Uint8Array) => Uint8Array): Uint8Array {
    if (this.made !== null && this.dialect === dialect) return this.made;
    const known = this.others?.get(dialect);
    if (known !== undefined) return known;
    const frame = make(this.bytes);
    // Almost always there is one dialect alone.
    if (this.made === null) [this.dialect, this.made] = [dialect, frame];
    else (this.others ??= new Map()).set(dialect, frame);
    return frame;
  }
}
