/** A part of a key or of an index entry. Strings order by their UTF-8 bytes, numbers by value. */
export type KeyPart = string | number;

export type RecordKey = readonly KeyPart[];

/**
 * One kind of record: where it lives, what identifies it, and in which orders it can be read.
 *
 * A record without a value (`undefined` or `null`) in one of an index's fields has no entry in that index; that is also how
 * a record leaves a unique index without being removed.
 */
export interface CollectionSchema {
  /** Letters, digits and underscores; a SQL store uses it as the table's name. */
  readonly name: string;
  /** The fields that identify a record, in order. They never change once it is inserted. */
  readonly key: readonly string[];
  /** Named orders over fields; entries that are equal in all of them follow the order of the key. */
  readonly indexes: Readonly<Record<string, readonly string[]>>;
  /** Named sets of fields that no two records share. Each can be read like an index. */
  readonly unique: Readonly<Record<string, readonly string[]>>;
}

declare const recordType: unique symbol;

/** A collection schema that knows the type of its records. */
export interface Collection<R extends object> extends CollectionSchema {
  readonly [recordType]?: R;
}

/** The fields of a record that can be part of a key or an index. */
export type KeyField<R> = {
  [F in keyof R & string]-?: R[F] extends KeyPart | null | undefined ? F : never;
}[keyof R & string];

interface CollectionOptions<R> {
  readonly key: readonly [KeyField<R>, ...KeyField<R>[]];
  readonly indexes?: Readonly<Record<string, readonly [KeyField<R>, ...KeyField<R>[]]>>;
  readonly unique?: Readonly<Record<string, readonly [KeyField<R>, ...KeyField<R>[]]>>;
}

/**
 * Declares a collection of records of type `R`.
 *
 * @example
 * const notes = collection<Note>()('notes', { key: ['tenantId', 'id'], indexes: { byTitle: ['tenantId', 'title'] } });
 */
export function collection<R extends object>() {
  return (name: string, options: CollectionOptions<R>): Collection<R> =>
    Object.freeze<Collection<R>>({
      name,
      key: options.key,
      indexes: options.indexes ?? {},
      unique: options.unique ?? {},
    });
}
