import { aborted, err, invariant, isAborted, ok, type Aborted, type Result } from '../kernel/index.js';
import type { CollectionSchema, KeyPart } from './collection.js';
import { RecordWatcher } from './record-watcher.js';
import { storeTooManyWatches, type StoreError, type StoreTooManyWatches } from './store-errors.js';

export interface RecordWatchesOptions {
  /** The most watches at a time; those of one record count each. */
  readonly maxWatches: number;
  /** Called when nothing is watched in a group any more. @default nobody is told */
  readonly onUnwatched?: (group: string) => void;
}

/** The watches of one store, in groups that are woken together. A store decides what its groups are. */
export class RecordWatches {
  private readonly groups = new Map<string, Set<RecordWatcher>>();
  private readonly all = new Set<RecordWatcher>();

  constructor(private readonly options: RecordWatchesOptions) {}

  /** A watch that is woken with each of `groups`. */
  open(groups: readonly string[], signal?: AbortSignal): Result<RecordWatcher, Aborted | StoreTooManyWatches> {
    if (isAborted(signal)) return err(aborted('The watch'));
    if (this.all.size >= this.options.maxWatches) return err(storeTooManyWatches(this.options.maxWatches));
    const watcher: RecordWatcher = new RecordWatcher(() => {
      this.remove(watcher, groups);
    }, signal);
    this.all.add(watcher);
    for (const group of groups) this.add(watcher, group);
    return ok(watcher);
  }

  /** How many there are. */
  get size(): number {
    return this.all.size;
  }

  wake(group: string): void {
    for (const watcher of this.groups.get(group) ?? []) watcher.wake();
  }

  wakeAll(): void {
    for (const watcher of this.all) watcher.wake();
  }

  /** Wakes whoever watches the record with this key, or one of its prefixes, in groups that `watchGroup` names. */
  wakeRecord({ name }: CollectionSchema, key: readonly KeyPart[]): void {
    if (this.all.size === 0) return;
    for (let length = 0; length <= key.length; length += 1) this.wake(groupOf(name, key.slice(0, length)));
  }

  /** Ends those of one group. */
  fail(group: string, error: StoreError | StoreTooManyWatches): void {
    for (const watcher of [...(this.groups.get(group) ?? [])]) watcher.fail(error);
  }

  /** Ends all of them. */
  failAll(error: StoreError): void {
    for (const watcher of [...this.all]) watcher.fail(error);
  }

  private add(watcher: RecordWatcher, group: string): void {
    const watchers = this.groups.get(group) ?? new Set();
    watchers.add(watcher);
    this.groups.set(group, watchers);
  }

  private remove(watcher: RecordWatcher, groups: readonly string[]): void {
    this.all.delete(watcher);
    for (const group of groups) {
      const watchers = this.groups.get(group);
      if (watchers?.delete(watcher) !== true || watchers.size > 0) continue;
      this.groups.delete(group);
      this.options.onUnwatched?.(group);
    }
  }
}

/** The group of those who watch exactly this key, or this prefix of keys. */
export function watchGroup({ name, key }: CollectionSchema, prefix: readonly KeyPart[]): string {
  invariant(prefix.length <= key.length, `a key of "${name}" has ${key.length} parts at most`);
  return groupOf(name, prefix);
}

function groupOf(name: string, prefix: readonly KeyPart[]): string {
  return JSON.stringify([name, ...prefix]);
}
