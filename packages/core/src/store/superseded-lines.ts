import { createHash } from 'node:crypto';
import { decodeArchiveEntry } from './archive-format.js';
import type { CollectionSchema } from './collection.js';
import { indexEntry, indexFields } from './key-order.js';

/**
 * Finds the records of an archive that cannot be in a store together. Parts that were read at different times may have a record
 * with a value that is to be unique, and another one that took the value over before it was read. The first has changed or gone
 * by the time of the second, so it is the one that is left out.
 */
export class SupersededLines {
  /** The numbers of the lines that are left out. */
  readonly lines = new Set<number>();
  private schema: CollectionSchema | null = null;
  /** By digests of unique values, the lines that have them: about 100 bytes for each. */
  private holders = new Map<string, number>();

  /** The next line between the header and the end. */
  see(line: string, number: number): void {
    try {
      this.look(line, number);
    } catch {
      // A line that was damaged is told by the hash, which is not known before the end.
    }
  }

  private look(line: string, number: number): void {
    // Only a collection, and the records of one with unique values, have to be looked into.
    if (line.startsWith('[') && (this.schema === null || Object.keys(this.schema.unique).length === 0)) return;
    const entry = decodeArchiveEntry(line);
    if (entry.isErr()) return;
    if (entry.value.type === 'collection') {
      this.schema = entry.value.schema;
      this.holders = new Map();
    } else if (this.schema !== null) {
      this.seeRecord(this.schema, JSON.parse(entry.value.record.json) as object, number);
    }
  }

  private seeRecord(schema: CollectionSchema, value: object, number: number): void {
    for (const index of Object.keys(schema.unique)) {
      const parts = indexEntry(value, indexFields(schema, index));
      if (parts === null) continue;
      const digest = createHash('sha256')
        .update(JSON.stringify([index, parts]))
        .digest('base64url');
      const holder = this.holders.get(digest);
      if (holder !== undefined) this.lines.add(holder);
      this.holders.set(digest, number);
    }
  }
}
