/**
 * Lets operations of one transaction that are under way at the same time see what those before them wrote, and nothing of those
 * after them: reads go on side by side, a write waits for everything before it, and everything after a write waits for it.
 */
export class OperationOrder {
  private lastWrite: Promise<unknown> = Promise.resolve();
  private reads: Promise<unknown>[] = [];
  private underWay = 0;

  /** How many operations are not over. */
  get pending(): number {
    return this.underWay;
  }

  read<T>(action: () => Promise<T>): Promise<T> {
    const done = this.count(this.lastWrite.then(action));
    this.reads.push(done.catch(() => undefined));
    return done;
  }

  write<T>(action: () => Promise<T>): Promise<T> {
    const done = this.count(Promise.all([this.lastWrite, ...this.reads]).then(action));
    this.lastWrite = done.catch(() => undefined);
    this.reads = [];
    return done;
  }

  private count<T>(done: Promise<T>): Promise<T> {
    this.underWay += 1;
    const over = () => (this.underWay -= 1);
    done.then(over, over);
    return done;
  }
}
