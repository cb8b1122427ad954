import {
  compareKeys,
  indexEntry,
  indexFields,
  orderingFields,
  recordKey,
  type CollectionSchema,
  type KeyPart,
  type RecordKey,
  type ScanOptions,
} from '../store/index.js';

/** A record as it is kept: as text, so that nothing outside can reach it. */
export interface MemoryRow {
  readonly json: string;
  readonly bytes: Uint8Array | undefined;
  readonly version: number;
}

interface Entry {
  readonly at: readonly KeyPart[];
  readonly row: MemoryRow;
}

/** The name under which the order of the key is kept; no index can have it. */
const KEY = '';

/** The rows of one collection in the order of its key and of each index. A fork shares nothing that changes. */
export class MemoryTable {
  private constructor(
    readonly schema: CollectionSchema,
    private readonly orders: ReadonlyMap<string, Entry[]>,
  ) {}

  static create(schema: CollectionSchema, rows: Iterable<MemoryRow> = []): MemoryTable {
    const names = [KEY, ...Object.keys(schema.indexes), ...Object.keys(schema.unique)];
    const table = new MemoryTable(schema, new Map(names.map((name) => [name, []])));
    for (const row of rows) table.write(row);
    return table;
  }

  fork(): MemoryTable {
    return new MemoryTable(this.schema, new Map(Array.from(this.orders, ([name, order]) => [name, order.slice()])));
  }

  *rows(): Iterable<MemoryRow> {
    for (const entry of this.order(KEY)) yield entry.row;
  }

  get(key: RecordKey): MemoryRow | null {
    const order = this.order(KEY);
    const found = order[firstAtOrAfter(order, key)];
    return found !== undefined && compareKeys(found.at, key) === 0 ? found.row : null;
  }

  /** The first unique index that holds the record's values for another record. */
  violatedIndex(record: object): string | null {
    const key = recordKey(this.schema, record);
    for (const [name, fields] of Object.entries(this.schema.unique)) {
      const values = indexEntry(record, fields);
      if (values === null) continue;
      const order = this.order(name);
      const found = order[firstAtOrAfter(order, values)];
      if (found === undefined || compareKeys(found.at, values) !== 0) continue;
      if (compareKeys(recordKey(this.schema, parse(found.row)), key) !== 0) return name;
    }
    return null;
  }

  /** Puts the row in place of the one that has its key. */
  write(row: MemoryRow): void {
    const record = parse(row);
    this.remove(recordKey(this.schema, record));
    for (const { at, order } of this.entries(record)) order.splice(firstAtOrAfter(order, at), 0, { at, row });
  }

  remove(key: RecordKey): void {
    const row = this.get(key);
    if (row === null) return;
    for (const { at, order } of this.entries(parse(row))) order.splice(firstAtOrAfter(order, at), 1);
  }

  /** Up to `limit` entries, and whether more follow. */
  scan(options: ScanOptions): { readonly entries: readonly Entry[]; readonly more: boolean } {
    const order = this.order(options.index ?? KEY);
    const { from, to } = rangeOf(order, options);
    const count = Math.min(options.limit, Math.max(0, to - from));
    const entries = options.reverse === true ? order.slice(to - count, to).reverse() : order.slice(from, from + count);
    return { entries, more: to - from > count };
  }

  private order(name: string): Entry[] {
    if (name !== KEY) indexFields(this.schema, name);
    return this.orders.get(name) ?? [];
  }

  private *entries(record: object) {
    for (const [name, order] of this.orders) {
      const indexed = name === KEY || indexEntry(record, indexFields(this.schema, name)) !== null;
      const at = indexed ? indexEntry(record, orderingFields(this.schema, name === KEY ? undefined : name)) : null;
      if (at !== null) yield { at, order };
    }
  }
}

function rangeOf(order: readonly Entry[], { prefix = [], start = [], end, after, reverse }: ScanOptions) {
  const from = firstAtOrAfter(order, [...prefix, ...start]);
  const to = end === undefined ? firstAfter(order, prefix) : firstAtOrAfter(order, [...prefix, ...end]);
  if (after === undefined) return { from, to };
  return reverse === true
    ? { from, to: Math.min(to, firstAtOrAfter(order, after)) }
    : { from: Math.max(from, firstAfter(order, after)), to };
}

function firstAtOrAfter(order: readonly Entry[], bound: readonly KeyPart[]): number {
  return firstWhere(order, (entry) => compareKeys(entry.at, bound) >= 0);
}

function firstAfter(order: readonly Entry[], bound: readonly KeyPart[]): number {
  return firstWhere(order, (entry) => compareKeys(entry.at, bound) > 0);
}

/** The first position at which `holds` is true; it is false before and true from there on. */
function firstWhere(order: readonly Entry[], holds: (entry: Entry) => boolean): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(order[middle] as Entry)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function parse(row: MemoryRow): object {
  return JSON.parse(row.json) as object;
}
