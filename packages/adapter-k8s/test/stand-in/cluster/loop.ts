import type { Resource } from '../store/resources.js';
import type { Store } from '../store/store.js';

/** Runs a controller once after all changes of a turn, when one of them was of its resources. */
export class Loop {
  private readonly end: () => void;
  private planned = false;
  private isEnded = false;

  constructor(
    store: Store,
    of: readonly Resource[],
    private readonly sync: () => void,
  ) {
    this.end = store.listen(({ resource }) => {
      if (of.includes(resource)) this.plan();
    });
    this.plan();
  }

  stop(): void {
    this.isEnded = true;
    this.end();
  }

  /** Asks for a run also without a change. */
  plan(): void {
    if (this.planned || this.isEnded) return;
    this.planned = true;
    setImmediate(() => {
      this.planned = false;
      if (!this.isEnded) this.sync();
    });
  }
}
