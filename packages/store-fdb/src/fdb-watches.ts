import { abortable, err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  RecordWatches,
  storeClosed,
  watchGroup,
  type CollectionSchema,
  type KeyPart,
  type RecordWatcher,
  type WatchOptions,
} from '@carrel/core/store';
import type { WatchKeys } from './watch-keys.js';
import { WatchedKey, type WatchedKeyOptions, type WatchFailure } from './watched-key.js';

export interface FdbWatchesOptions extends Pick<WatchedKeyOptions, 'database' | 'clock' | 'timeoutMs'> {
  readonly keys: WatchKeys;
  readonly maxWatches: number;
}

/** Who waits for changes in this process. All that wait for one key share its watch in the cluster. */
export class FdbWatches {
  private readonly watches: RecordWatches;
  private readonly watched = new Map<string, WatchedKey>();
  private isClosed = false;

  constructor(private readonly options: FdbWatchesOptions) {
    this.watches = new RecordWatches({
      maxWatches: options.maxWatches,
      onUnwatched: (group) => {
        this.watched.get(group)?.close();
        this.watched.delete(group);
      },
    });
  }

  open(
    schema: CollectionSchema,
    prefix: readonly KeyPart[],
    { signal }: WatchOptions,
  ): ResultAsync<RecordWatcher, WatchFailure> {
    if (this.isClosed) return errAsync(storeClosed());
    watchGroup(schema, prefix);
    const keys = this.options.keys.watched(schema, prefix);
    const opened = this.watches.open(keys.map(groupOf), signal);
    if (opened.isErr()) return errAsync(opened.error);
    return abortable('The watch', new ResultAsync(this.arm(opened.value, keys)), signal);
  }

  close(): void {
    this.isClosed = true;
    this.watches.failAll(storeClosed());
  }

  private async arm(watcher: RecordWatcher, keys: readonly Buffer[]): Promise<Result<RecordWatcher, WatchFailure>> {
    const armed = await Promise.all(keys.map((key) => this.watch(key).armed));
    for (const each of armed) {
      if (each.isOk()) continue;
      watcher.close();
      return err(this.isClosed ? storeClosed() : each.error);
    }
    return ok(watcher);
  }

  /** The watch of a key that somebody waits for. */
  private watch(key: Buffer): WatchedKey {
    const group = groupOf(key);
    const known = this.watched.get(group);
    if (known !== undefined) return known;
    const { database, clock, timeoutMs } = this.options;
    const created = new WatchedKey(key, {
      database,
      clock,
      timeoutMs,
      onChanged: () => {
        this.watches.wake(group);
      },
      onFailed: (error) => {
        this.watches.fail(group, error);
      },
    });
    this.watched.set(group, created);
    return created;
  }
}

function groupOf(key: Buffer): string {
  return key.toString('latin1');
}
