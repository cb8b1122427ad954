/** Which edits the server has not said to be durable. */
export class UnstoredEdits {
  /** By the number of the message that brought them; those of `0` were brought by none. */
  private readonly edits = new Map<number, number>();
  private sent = 0;

  get count(): number {
    let count = 0;
    for (const edits of this.edits.values()) count += edits;
    return count;
  }

  /** Whether nothing waits for the server to say so, what was edited before this was made included. */
  get isSettled(): boolean {
    return this.edits.size === 0;
  }

  /** One edit, in a message of its own where it is sent. */
  add(isSent: boolean): void {
    const message = isSent ? (this.sent += 1) : 0;
    this.edits.set(message, (this.edits.get(message) ?? 0) + 1);
  }

  /** One message brings all that the server lacks, whether or not it was sent before. */
  bringAll(): void {
    const unsent = this.edits.get(0) ?? 0;
    this.sent += 1;
    this.edits.delete(0);
    this.edits.set(this.sent, unsent);
  }

  /** The messages of this connection up to that one are durable. */
  settle(upTo: number): void {
    for (const message of this.edits.keys()) if (message !== 0 && message <= upTo) this.edits.delete(message);
  }

  /** Another connection counts its messages anew, and nobody tells any more of what an earlier one sent. */
  restart(): void {
    const { count } = this;
    this.sent = 0;
    this.edits.clear();
    if (count > 0) this.edits.set(0, count);
  }
}
