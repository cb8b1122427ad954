import type { CollectionSchema, KeyPart } from './collection.js';
import { indexEntry, orderingFields } from './key-order.js';
import { recordKeyTooLong, type RecordTooLarge } from './store-errors.js';
import { MAX_KEY_BYTES } from './store-limits.js';

/** What is wrong with a record whose key, or whose entry in an index, is longer than every store takes; `null` when nothing is. */
export function tooLongKey(schema: CollectionSchema, record: object, jsonBytes: number): RecordTooLarge | null {
  // A number has 8 bytes and at least 6 of JSON, with its name: what is short as a whole has no long part.
  if (jsonBytes * 2 <= MAX_KEY_BYTES) return null;
  for (const index of [undefined, ...Object.keys(schema.indexes), ...Object.keys(schema.unique)]) {
    const entry = indexEntry(record, orderingFields(schema, index));
    const bytes = entry === null ? 0 : entry.reduce<number>((total, part) => total + sizeOf(part), 0);
    if (bytes > MAX_KEY_BYTES) return recordKeyTooLong(schema.name, bytes, MAX_KEY_BYTES);
  }
  return null;
}

function sizeOf(part: KeyPart): number {
  return typeof part === 'number' ? 8 : Buffer.byteLength(part);
}
