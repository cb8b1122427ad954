/**
 * Which of a client's edits are durable, told as a number: all messages up to that one are. One that was not taken holds back
 * those behind it, until the client has sent all that the server lacks and that is durable too.
 */
export class DocumentAcks {
  private received = 0;
  private told = 0;
  private readonly waiting: number[] = [];
  /** The first that was not taken, and the one that makes up for it. */
  private missing: { readonly first: number; readonly by: number | null } | null = null;

  /** One was taken; `isWhole` when it brings all that the server lacked. */
  take(isWhole: boolean): void {
    this.received += 1;
    this.waiting.push(this.received);
    if (isWhole && this.missing !== null) this.missing = { first: this.missing.first, by: this.received };
  }

  /** One was not taken. */
  miss(): void {
    this.received += 1;
    this.missing = { first: this.missing?.first ?? this.received, by: null };
  }

  /** The next `count` of those that were taken are durable; gives what is to be told: how many more, and up to which. */
  settle(count: number): { readonly more: number; readonly upTo: number } {
    const last = this.waiting.splice(0, count).at(-1);
    const { missing } = this;
    let upTo = last ?? this.told;
    if (missing !== null) {
      if (missing.by !== null && upTo >= missing.by) this.missing = null;
      else upTo = Math.min(upTo, missing.first - 1);
    }
    const more = Math.max(0, upTo - this.told);
    this.told += more;
    return { more, upTo: this.told };
  }
}
