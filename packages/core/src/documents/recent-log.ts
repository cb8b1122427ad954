import { ResultAsync, toTimestamp, type Clock } from '../kernel/index.js';
import type { RecordStore, StoreError, WriteError } from '../store/index.js';
import { documentRecents } from './document-records.js';
import type { DocumentKey } from './document.js';

export interface RecentLogDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
}

/** How long what a process noted is kept after it noted something last, while others go on. */
const KEPT_MS = 3_600_000;
const MAX_PROCESSES = 100;

/** Which documents were in the memory of which process, as far as each noted it. */
export class RecentLog {
  constructor(private readonly deps: RecentLogDeps) {}

  /** In place of what this process noted before. What processes noted that are long gone is forgotten. */
  note(holder: string, keys: readonly DocumentKey[]): ResultAsync<void, WriteError> {
    const { clock, store } = this.deps;
    const now = clock.now();
    const before = toTimestamp(now - KEPT_MS);
    return store.transact((tx) =>
      tx
        .scan(documentRecents, { limit: MAX_PROCESSES })
        .andThen(({ items }) => {
          const old = items.filter(({ value }) => value.notedAt < before && value.holder !== holder);
          return ResultAsync.combine(old.map(({ value }) => tx.remove(documentRecents, [value.holder])));
        })
        .andThen(() => tx.put(documentRecents, { holder, notedAt: toTimestamp(now), keys }))
        .map(() => undefined),
    );
  }

  /** Of all processes, those of the one that noted something last first; none twice. */
  list(limit: number): ResultAsync<readonly DocumentKey[], StoreError> {
    return this.deps.store
      .read((view) => view.scan(documentRecents, { limit: MAX_PROCESSES }))
      .map(({ items }) => {
        const latest = items.map(({ value }) => value).sort((one, other) => (one.notedAt > other.notedAt ? -1 : 1));
        const keys = new Map<string, DocumentKey>();
        for (const key of latest.flatMap((each) => each.keys)) {
          const name = JSON.stringify([key.tenantId, key.sessionId, key.name]);
          if (!keys.has(name)) keys.set(name, key);
        }
        return [...keys.values()].slice(0, limit);
      });
  }
}
