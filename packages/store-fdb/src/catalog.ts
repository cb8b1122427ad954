import { invariant } from '@carrel/core/kernel';
import type { CollectionSchema } from '@carrel/core/store';
import type { EpochKeys, RecordKeys } from './keyspace.js';

/** A collection that the store was opened with, and its keys. */
export interface OpenCollection {
  readonly schema: CollectionSchema;
  readonly keys: RecordKeys;
}

/** What a process takes the store for: the collections that it opened, in the state that the store was in. */
export class Catalog {
  private readonly collections: ReadonlyMap<string, OpenCollection>;

  /** @param state the value of the state's key; while it is the same, nobody has changed what is here. */
  constructor(
    readonly state: Buffer,
    readonly epoch: EpochKeys,
    readonly schemas: ReadonlyMap<string, CollectionSchema>,
  ) {
    this.collections = new Map(Array.from(schemas, ([name, schema]) => [name, { schema, keys: epoch.records(name) }]));
  }

  get({ name }: CollectionSchema): OpenCollection {
    const found = this.collections.get(name);
    invariant(found !== undefined, `the store was opened with the collection "${name}"`);
    return found;
  }
}
