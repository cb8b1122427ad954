import type { ResultAsync } from '@carrel/core/kernel';
import {
  collection,
  MAX_WATCHES,
  type CollectionSchema,
  type RecordKey,
  type RecordStore,
  type Stored,
  type StoreError,
  type Transaction,
} from '@carrel/core/store';
import type { CaseSubject } from '../cases.js';
import { expectOk } from '../expect-result.js';

/** A store to be proven, with what is needed to look at it from other sides. */
export interface RecordStoreSubject extends CaseSubject {
  /** A store that was not opened, over data that is empty and nobody else's. */
  readonly subject: RecordStore;
  /** Another store over the same data, not opened, as if the process had been started again. @default durability is not looked at */
  readonly reopen?: () => Promise<RecordStore>;
  /** The time limit that the store was given, in milliseconds. A short one makes for a short test. @default 5000 */
  readonly transactionTimeoutMs?: number;
  /** The most watches that the store was told to keep; at least 1,000. @default 10000 */
  readonly maxWatches?: number;
}

/** What the cases write. */
export interface Note {
  readonly tenantId: string;
  readonly id: string;
  readonly owner?: string | null;
  readonly rank?: number | null;
  readonly slug?: string | null;
  readonly body?: unknown;
}

export interface Counter {
  readonly name: string;
  readonly count: number;
}

export const notes = collection<Note>()('kit_notes', {
  key: ['tenantId', 'id'],
  indexes: { byRank: ['tenantId', 'rank'], byOwner: ['tenantId', 'owner', 'rank'] },
  unique: { bySlug: ['tenantId', 'slug'] },
});

export const counters = collection<Counter>()('kit_counters', { key: ['name'] });

/** Keys of one part, of either type. */
export const words = collection<{ readonly word: string }>()('kit_words', { key: ['word'] });
export const numbers = collection<{ readonly value: number }>()('kit_numbers', { key: ['value'] });

export const KIT_COLLECTIONS: readonly CollectionSchema[] = [notes, counters, words, numbers];

/** A store that is open, as each case gets it. */
export class OpenStore implements CaseSubject {
  private constructor(
    readonly store: RecordStore,
    private readonly subject: RecordStoreSubject,
  ) {}

  static async open(subject: RecordStoreSubject): Promise<OpenStore> {
    await expectOk(subject.subject.open(KIT_COLLECTIONS));
    return new OpenStore(subject.subject, subject);
  }

  /** The value the subject was given for its time limit. */
  get transactionTimeoutMs(): number {
    return this.subject.transactionTimeoutMs ?? 5_000;
  }

  /** The value the subject was given for its limit of watches. */
  get maxWatches(): number {
    return this.subject.maxWatches ?? MAX_WATCHES;
  }

  /** Another open store over the same data; this one stays open, unless it was disposed. */
  async reopen(): Promise<RecordStore | null> {
    const store = (await this.subject.reopen?.()) ?? null;
    if (store !== null) await expectOk(store.open(KIT_COLLECTIONS));
    return store;
  }

  /** What one transaction gives that must succeed. */
  write<T, E>(work: (tx: Transaction) => ResultAsync<T, E>): Promise<T> {
    return expectOk<T, E | StoreError>(this.store.transact(work));
  }

  /** Notes with these fields over those of a plain one, in one transaction. */
  async insertNotes(...fields: readonly Partial<Note>[]): Promise<void> {
    await this.write((tx) => insertAll(tx, fields));
  }

  note(id: string, tenantId = 'ten_a'): Promise<Stored<Note> | null> {
    return expectOk(this.store.read((view) => view.get(notes, [tenantId, id])));
  }

  async count(name: string): Promise<number> {
    const stored = await expectOk(this.store.read((view) => view.get(counters, [name])));
    return stored?.value.count ?? 0;
  }

  async dispose(): Promise<void> {
    await this.store.dispose();
    await this.subject.dispose();
  }
}

export function note(fields: Partial<Note> = {}): Note {
  return { tenantId: 'ten_a', id: 'one', ...fields };
}

export function keyOf({ tenantId, id }: Note): RecordKey {
  return [tenantId, id];
}

/** Adds one to a counter, by reading it and writing it. */
export function increment(tx: Transaction, name: string, by = 1) {
  return tx
    .get(counters, [name])
    .andThen((stored) => tx.put(counters, { name, count: (stored?.value.count ?? 0) + by }));
}

function insertAll(tx: Transaction, fields: readonly Partial<Note>[]) {
  const [first = {}, ...rest] = fields;
  return rest.reduce(
    (before, next) => before.andThen(() => tx.insert(notes, note(next))),
    tx.insert(notes, note(first)),
  );
}
