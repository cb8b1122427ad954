import {
  indexEntry,
  indexFields,
  orderingFields,
  type CollectionSchema,
  type KeyPart,
  type RecordKey,
  type ScanOptions,
} from '@carrel/core/store';
import { afterTuple, packTuple } from './tuple.js';
import { WatchKeys } from './watch-keys.js';

/** A range of keys: `start` is in it, `end` is not. */
export interface KeyRange {
  readonly start: Buffer;
  readonly end: Buffer;
}

/**
 * Names every key of a store. All are tuples under one prefix:
 *
 * | key                                                         | value                                              |
 * | ----------------------------------------------------------- | -------------------------------------------------- |
 * | `(prefix, 'state')`                                          | the format, the epoch, and a count of changes      |
 * | `(prefix, 'e', epoch, 'c', name)`                            | the key and the indexes of a collection            |
 * | `(prefix, 'e', epoch, 'r', collection, ...key)`              | a record                                           |
 * | `(prefix, 'e', epoch, 'i', collection, index, ...fields, …)` | the packed key of the record with these fields     |
 * | `(prefix, 't', made at, id)`                                 | that a transaction was committed, and in which try |
 * | `(prefix, 'probe')`                                          | nothing: it is written to find out what else was   |
 * | `(prefix, 'o', id)`                                          | until when a process has the store open            |
 * | `(prefix, 'w', collection, kind, share)`                     | bytes that are others after each write in a share  |
 *
 * The entry of an index ends with those fields of the key that are not among its own; that of a unique index does, too. An epoch
 * is all data at once: a restored backup is a new one, and takes the place of the old one in a single transaction.
 */
export class Keyspace {
  readonly state: Buffer;
  /** What is watched. Not of one epoch: a watch goes on when another takes its place. */
  readonly watches: WatchKeys;
  private readonly root: Buffer;

  constructor(prefix: string) {
    this.root = packTuple([prefix]);
    this.state = this.key('state');
    this.watches = new WatchKeys(this.key('w'));
  }

  /** Everything that the store has. */
  get everything(): KeyRange {
    return rangeOf(this.root);
  }

  epoch(epoch: number): EpochKeys {
    return new EpochKeys(this.key('e', epoch));
  }

  /** Marks of transactions, in the order of `madeAt`. */
  mark(madeAt: number, id: string): Buffer {
    return this.key('t', madeAt, id);
  }

  marksBefore(madeAt: number): KeyRange {
    return { start: this.key('t'), end: this.key('t', madeAt) };
  }

  /** Who has the store open. */
  presence(id: string): Buffer {
    return this.key('o', id);
  }

  get presences(): KeyRange {
    return rangeOf(this.key('o'));
  }

  /** A key whose value means nothing, for asking whether anything was written. */
  get probe(): Buffer {
    return this.key('probe');
  }

  private key(...parts: readonly KeyPart[]): Buffer {
    return Buffer.concat([this.root, packTuple(parts)]);
  }
}

/** The keys of one epoch. */
export class EpochKeys {
  constructor(private readonly root: Buffer) {}

  /** The whole epoch. */
  get range(): KeyRange {
    return rangeOf(this.root);
  }

  definition(name: string): Buffer {
    return this.key('c', name);
  }

  get definitions(): KeyRange {
    return rangeOf(this.key('c'));
  }

  records(name: string): RecordKeys {
    return new RecordKeys(this.key('r', name), (index) => this.key('i', name, index));
  }

  private key(...parts: readonly KeyPart[]): Buffer {
    return Buffer.concat([this.root, packTuple(parts)]);
  }
}

/** The keys of one collection. */
export class RecordKeys {
  private readonly indexes = new Map<string, Buffer>();

  constructor(
    private readonly root: Buffer,
    private readonly indexRoot: (index: string) => Buffer,
  ) {}

  get range(): KeyRange {
    return rangeOf(this.root);
  }

  record(key: RecordKey): Buffer {
    return Buffer.concat([this.root, packTuple(key)]);
  }

  /** The record that the value of an index's entry names. */
  recordOf(entry: Buffer): Buffer {
    return Buffer.concat([this.root, entry]);
  }

  /** What the entries of a record have for their value. */
  entryValue(key: RecordKey): Buffer {
    return packTuple(key);
  }

  index(name: string): KeyRange {
    return rangeOf(this.indexPrefix(name));
  }

  /** The record's entry in an index, or `null` when it has none. */
  entry(schema: CollectionSchema, name: string, record: object): Buffer | null {
    if (indexEntry(record, indexFields(schema, name)) === null) return null;
    const parts = indexEntry(record, orderingFields(schema, name));
    return parts === null ? null : Buffer.concat([this.indexPrefix(name), packTuple(parts)]);
  }

  /** Where every entry is that has the record's values in the index's own fields; `null` when it lacks one. */
  holders(schema: CollectionSchema, name: string, record: object): KeyRange | null {
    const parts = indexEntry(record, indexFields(schema, name));
    return parts === null ? null : rangeOf(Buffer.concat([this.indexPrefix(name), packTuple(parts)]));
  }

  /** What a scan reads: keys of records, or entries of the index that it names. */
  scan(schema: CollectionSchema, options: ScanOptions): KeyRange {
    const { index, prefix = [], start = [], end, after, reverse } = options;
    const root = index === undefined ? this.root : this.indexPrefix(index);
    const fields = orderingFields(schema, index).length;
    const at = (parts: readonly KeyPart[]) => Buffer.concat([root, packTuple(parts.slice(0, fields))]);
    const from = at([...prefix, ...start]);
    const to = end === undefined ? afterTuple(at(prefix)) : at([...prefix, ...end]);
    if (after === undefined) return { start: from, end: to };
    return reverse === true
      ? { start: from, end: earlier(to, at(after)) }
      : { start: later(from, afterTuple(at(after))), end: to };
  }

  private indexPrefix(name: string): Buffer {
    const known = this.indexes.get(name) ?? this.indexRoot(name);
    this.indexes.set(name, known);
    return known;
  }
}

function rangeOf(packed: Buffer): KeyRange {
  return { start: packed, end: afterTuple(packed) };
}

function earlier(left: Buffer, right: Buffer): Buffer {
  return Buffer.compare(left, right) <= 0 ? left : right;
}

function later(left: Buffer, right: Buffer): Buffer {
  return Buffer.compare(left, right) >= 0 ? left : right;
}
