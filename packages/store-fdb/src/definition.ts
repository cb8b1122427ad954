import type { CollectionSchema } from '@carrel/core/store';

type Indexes = Readonly<Record<string, readonly string[]>>;

/** What is kept about a collection: its key and its indexes, and how far indexes are that are being filled. */
export interface Definition {
  readonly name: string;
  readonly key: readonly string[];
  readonly indexes: Indexes;
  readonly unique: Indexes;
  /** Absent when every index has an entry for every record. */
  readonly filling?: Filling;
}

export interface Filling {
  /** The indexes that do not have all their entries yet. */
  readonly names: readonly string[];
  /** The key of the last record whose entries are there, in base64; absent before the first. */
  readonly after?: string;
}

export function definitionOf({ name, key, indexes, unique }: CollectionSchema): Definition {
  return { name, key, indexes: sorted(indexes), unique: sorted(unique) };
}

export function encodeDefinition({ name, key, indexes, unique, filling }: Definition): Buffer {
  const plain = {
    name,
    key,
    indexes: sorted(indexes),
    unique: sorted(unique),
    ...(filling === undefined ? {} : { filling }),
  };
  return Buffer.from(JSON.stringify(plain));
}

export function decodeDefinition(value: Buffer): Definition {
  return JSON.parse(value.toString()) as Definition;
}

/** Whether both have the same key and indexes, however far these are. */
export function isSameDefinition(left: Definition, right: Definition): boolean {
  return encodeDefinition(withoutIndexes(left, [])).equals(encodeDefinition(withoutIndexes(right, [])));
}

/** The indexes of `definition` that `other` does not have, of the same kind and over the same fields. */
export function indexesNotIn(definition: Definition, other: Definition): readonly string[] {
  const { indexes, unique } = definition;
  return [
    ...Object.keys(indexes).filter((name) => other.indexes[name]?.join() !== indexes[name]?.join()),
    ...Object.keys(unique).filter((name) => other.unique[name]?.join() !== unique[name]?.join()),
  ];
}

/** The definition without some of its indexes, and with nothing to fill. */
export function withoutIndexes({ name, key, indexes, unique }: Definition, names: readonly string[]): Definition {
  const kept = (all: Indexes) => Object.fromEntries(Object.entries(all).filter(([index]) => !names.includes(index)));
  return { name, key, indexes: kept(indexes), unique: kept(unique) };
}

function sorted(indexes: Indexes): Indexes {
  return Object.fromEntries(Object.entries(indexes).sort(([left], [right]) => (left < right ? -1 : 1)));
}
