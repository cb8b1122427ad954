/** Memory for the parts of one content, used again once a part is sent: large pieces are slow to get and to give back. */
export class PartMemory {
  private readonly free: Uint8Array[] = [];

  readonly allocate = (bytes: number): Uint8Array => {
    const index = this.free.findIndex(({ length }) => length === bytes);
    const [found] = index < 0 ? [] : this.free.splice(index, 1);
    return found ?? Buffer.allocUnsafeSlow(bytes);
  };

  /** Nobody reads `part` any more. */
  release(part: Uint8Array): void {
    this.free.push(part);
  }
}
