import { applyAtomic, SET_VERSIONSTAMPED_KEY, SET_VERSIONSTAMPED_VALUE } from './atomic-operations.js';
import { NativeFailure } from './fdb-errors.js';
import { contains, firstAtOrAfter, singleKey, subtract, type Key, type Range } from './key-ranges.js';

export type Mutation =
  | { readonly type: 'set'; readonly key: Key; readonly value: Buffer }
  | { readonly type: 'clear'; readonly range: Range }
  | { readonly type: 'atomic'; readonly operation: number; readonly key: Key; readonly operand: Buffer };

interface Pending {
  readonly operation: number;
  readonly operand: Buffer;
}

/** What a transaction has written and not committed, as its own reads see it. */
export class OwnWrites {
  readonly mutations: Mutation[] = [];
  private readonly known = new Map<Key, Buffer | null>();
  /** Atomic operations on values that are not known yet. */
  private readonly pending = new Map<Key, Pending[]>();
  private readonly unreadable = new Set<Key>();
  private readonly cleared: Range[] = [];
  /** Every key that was written, in order. */
  private readonly sorted: Key[] = [];

  set(key: Key, value: Buffer): void {
    this.mutations.push({ type: 'set', key, value });
    this.learn(key, value);
  }

  clear(range: Range): void {
    this.mutations.push({ type: 'clear', range });
    for (const key of this.keysIn(range)) this.learn(key, null);
    this.cleared.push(range);
  }

  atomic(operation: number, key: Key, operand: Buffer): void {
    this.mutations.push({ type: 'atomic', operation, key, operand });
    if (operation === SET_VERSIONSTAMPED_KEY) return;
    this.remember(key);
    if (operation === SET_VERSIONSTAMPED_VALUE) this.unreadable.add(key);
    else if (this.isKnown(key)) this.learn(key, applyAtomic(operation, this.known.get(key) ?? null, operand));
    else this.pending.set(key, [...(this.pending.get(key) ?? []), { operation, operand }]);
  }

  /** What a read gives, where the database has `base`. */
  value(key: Key, base: () => Buffer | null): Buffer | null {
    if (this.unreadable.has(key)) throw new NativeFailure(1036);
    if (this.isKnown(key)) return this.known.get(key) ?? null;
    const operations = this.pending.get(key) ?? [];
    return operations.reduce<Buffer | null>(
      (before, { operation, operand }) => applyAtomic(operation, before, operand),
      base(),
    );
  }

  /** The keys written in the range, in order. */
  keysIn(range: Range): readonly Key[] {
    return this.sorted.slice(firstAtOrAfter(this.sorted, range.start), firstAtOrAfter(this.sorted, range.end));
  }

  /** What of a range a read has to ask the database for; the rest cannot conflict. */
  foreign(range: Range): readonly Range[] {
    const own = this.keysIn(range).filter((key) => this.known.has(key));
    return subtract(range, [...this.cleared, ...own.map(singleKey)]);
  }

  /** The bytes that count against the limit of a transaction. */
  get bytes(): number {
    return this.mutations.reduce((total, mutation) => {
      if (mutation.type === 'clear') return total + mutation.range.start.length + mutation.range.end.length;
      const value = mutation.type === 'set' ? mutation.value : mutation.operand;
      return total + mutation.key.length + value.length;
    }, 0);
  }

  private learn(key: Key, value: Buffer | null): void {
    this.remember(key);
    this.known.set(key, value);
    this.pending.delete(key);
    this.unreadable.delete(key);
  }

  private remember(key: Key): void {
    const at = firstAtOrAfter(this.sorted, key);
    if (this.sorted[at] !== key) this.sorted.splice(at, 0, key);
  }

  private isKnown(key: Key): boolean {
    if (this.known.has(key)) return true;
    return !this.pending.has(key) && this.cleared.some((range) => contains(range, key));
  }
}

/** The ranges in which a mutation conflicts with the reads of others. */
export function writeRange(mutation: Mutation): Range {
  return mutation.type === 'clear' ? mutation.range : singleKey(mutation.key);
}
