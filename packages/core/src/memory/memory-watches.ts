import { ItemLog, LogReaders, type Clock } from '../kernel/index.js';
import type { WatchEvent } from '../runtime/index.js';
import type { MemoryTree, TreeChange } from './memory-tree.js';

export interface MemoryWatchOptions {
  /** How many of the latest events of one watch can be read again. */
  readonly retainEvents: number;
  /** How long a watch is kept after its last reader left, in milliseconds. */
  readonly keepMs: number;
}

/** The watches of one box. Those of one path and depth share one history. */
export class MemoryWatches {
  private readonly watches = new Map<string, Watch>();
  /** The first position of a watch that starts now: past where readers of those that are forgotten go on. */
  private nextPosition = 0;

  /** @param root the absolute path that watched paths are relative to. */
  constructor(
    private readonly tree: MemoryTree,
    private readonly root: string,
    private readonly options: MemoryWatchOptions & { readonly clock: Clock },
  ) {}

  /** The watch of `path`; it keeps events from now on, whether or not `follow` is called. */
  open(path: string, recursive: boolean): Watch {
    const key = `${recursive ? 'below' : 'in'} ${path}`;
    const known = this.watches.get(key);
    if (known !== undefined) return known;
    const watch = new Watch(path, recursive, {
      first: this.nextPosition,
      retainEvents: this.options.retainEvents,
      onIdle: () => this.forgetLater(key),
    });
    const stop = this.tree.observe((change) => {
      for (const seen of this.within(change)) watch.record(seen);
    });
    watch.onForgotten(stop);
    this.watches.set(key, watch);
    return watch;
  }

  /** Forgets the watch when its time is over; the returned function keeps it. */
  private forgetLater(key: string): () => void {
    const { clock, keepMs } = this.options;
    return clock.setTimer(keepMs, () => {
      const watch = this.watches.get(key);
      this.watches.delete(key);
      this.nextPosition = Math.max(this.nextPosition, 1 + (watch?.forget() ?? 0));
    });
  }

  /** The change as it looks from the root: what happens outside of it is not seen. */
  private within(change: TreeChange): readonly TreeChange[] {
    const path = this.relative(change.path);
    if (change.type !== 'moved') return path === null ? [] : [{ ...change, path }];
    const from = this.relative(change.from);
    if (path !== null && from !== null) return [{ ...change, path, from }];
    if (path !== null) return [{ type: 'created', path }];
    return from === null ? [] : [{ type: 'removed', path: from }];
  }

  private relative(path: string): string | null {
    return path.startsWith(`${this.root}/`) ? path.slice(this.root.length + 1) : null;
  }
}

interface WatchHistory {
  readonly first: number;
  readonly retainEvents: number;
  /** Called when nobody reads any more; the returned function when somebody does again. */
  readonly onIdle: () => () => void;
}

/** What happened at one path: a bounded log of events. */
export class Watch {
  private readonly log: ItemLog<WatchEvent>;
  private readonly events: LogReaders<WatchEvent>;
  private readers = 0;
  private keep: () => void;
  private stop: () => void = () => undefined;

  constructor(
    private readonly path: string,
    private readonly recursive: boolean,
    private readonly history: WatchHistory,
  ) {
    const log = (this.log = new ItemLog<WatchEvent>(history.first));
    this.events = new LogReaders<WatchEvent>({
      first: () => log.first,
      next: () => log.next,
      last: () => null,
      take: (position) => ({ event: log.at(position), next: position + 1 }),
    });
    this.keep = history.onIdle();
  }

  /** The position of the next event. */
  get end(): number {
    return this.log.next;
  }

  onForgotten(stop: () => void): void {
    this.stop = stop;
  }

  /** The position after its last event. */
  forget(): number {
    this.stop();
    return this.end;
  }

  record(change: TreeChange): void {
    const position = this.end;
    if (change.type !== 'moved') {
      if (this.covers(change.path)) this.push({ ...change, position });
      return;
    }
    const [into, outOf] = [this.covers(change.path), this.covers(change.from)];
    if (into && outOf) this.push({ ...change, position });
    else if (into) this.push({ type: 'created', path: change.path, position });
    else if (outOf) this.push({ type: 'removed', path: change.from, position });
  }

  /** From the position `from` on, until `over` fires. */
  async *follow(from: number, over: AbortSignal): AsyncGenerator<WatchEvent, undefined, undefined> {
    if (this.readers === 0) this.keep();
    this.readers += 1;
    try {
      // One that is not there was counted in the life of another watch.
      const start = Math.min(from, this.end);
      if (start < from) yield { type: 'gap', from, to: start };
      yield* this.events.read({ from: start, signal: over });
      return undefined;
    } finally {
      this.readers -= 1;
      if (this.readers === 0) this.keep = this.history.onIdle();
    }
  }

  /** The same, after where it begins. */
  async *opened(from: number, over: AbortSignal): AsyncGenerator<WatchEvent, undefined, undefined> {
    yield { type: 'opened', position: from };
    return yield* this.follow(from, over);
  }

  private push(event: WatchEvent): void {
    this.log.push(event);
    while (this.log.length > this.history.retainEvents) this.log.shift();
    this.events.wake();
  }

  private covers(path: string): boolean {
    if (path === this.path) return true;
    const start = this.path === '' ? '' : `${this.path}/`;
    if (!path.startsWith(start)) return false;
    return this.recursive || !path.slice(start.length).includes('/');
  }
}
