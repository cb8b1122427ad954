import { contains, firstAtOrAfter, type Key, type Range } from './key-ranges.js';

interface Written {
  readonly version: number;
  /** `null` when it was cleared. */
  readonly value: Buffer | null;
}

/** Ordered keys with the values they had at every version of the last seconds. */
export class VersionHistory {
  /** Every key that has or had a value, in order. */
  private readonly keys: Key[] = [];
  private readonly values = new Map<Key, Written[]>();

  get(key: Key, version: number): Buffer | null {
    const history = this.values.get(key) ?? [];
    for (let index = history.length - 1; index >= 0; index -= 1) {
      const written = history[index] as Written;
      if (written.version <= version) return written.value;
    }
    return null;
  }

  /** The keys with a value in the range at that version, one by one, from its start or from its end. */
  *entries(range: Range, version: number, reverse: boolean): Iterable<readonly [Key, Buffer]> {
    const step = reverse ? -1 : 1;
    let index = reverse ? firstAtOrAfter(this.keys, range.end) - 1 : firstAtOrAfter(this.keys, range.start);
    for (; index >= 0 && index < this.keys.length; index += step) {
      const key = this.keys[index] as Key;
      if (!contains(range, key)) return;
      const value = this.get(key, version);
      if (value !== null) yield [key, value];
    }
  }

  write(key: Key, value: Buffer | null, version: number): void {
    let history = this.values.get(key);
    if (history === undefined) {
      if (value === null) return;
      history = [];
      this.values.set(key, history);
      this.keys.splice(firstAtOrAfter(this.keys, key), 0, key);
    }
    history.push({ version, value });
  }

  clear(range: Range, version: number): void {
    for (const [key] of [...this.entries(range, version, false)]) this.write(key, null, version);
  }

  /** Forgets what nobody can read any more, who reads at `oldest` or later. */
  forget(oldest: number): void {
    const gone = new Set<Key>();
    for (const [key, history] of this.values) {
      const last = history.findLastIndex(({ version }) => version <= oldest);
      if (last > 0) history.splice(0, last);
      if (history.length === 1 && history[0]?.value === null && history[0].version <= oldest) gone.add(key);
    }
    if (gone.size === 0) return;
    for (const key of gone) this.values.delete(key);
    this.keys.splice(0, this.keys.length, ...this.keys.filter((key) => !gone.has(key)));
  }
}
