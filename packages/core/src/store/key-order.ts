import { invariant } from '../kernel/index.js';
import type { CollectionSchema, KeyPart } from './collection.js';

/** Compares two parts of a key: numbers by value, before strings, and strings by their UTF-8 bytes. */
export function compareKeyParts(left: KeyPart, right: KeyPart): number {
  if (typeof left === 'number') return typeof right === 'number' ? left - right : -1;
  if (typeof right === 'number') return 1;
  return compareUtf8(left, right);
}

/** Compares two keys part by part, over the parts that both have; the order of every index. */
export function compareKeys(left: readonly KeyPart[], right: readonly KeyPart[]): number {
  const parts = Math.min(left.length, right.length);
  for (let index = 0; index < parts; index += 1) {
    const order = compareKeyParts(left[index] as KeyPart, right[index] as KeyPart);
    if (order !== 0) return order;
  }
  return 0;
}

/** The record's entry in an index over `fields`, or `null` when a field has no value and the record has no entry. */
export function indexEntry(record: object, fields: readonly string[]): readonly KeyPart[] | null {
  const entry: KeyPart[] = [];
  for (const field of fields) {
    const part = (record as Readonly<Record<string, unknown>>)[field];
    if (part === undefined || part === null) return null;
    invariant(isKeyPart(part), `"${field}" is a string or a finite number, because an index holds it`);
    entry.push(part);
  }
  return entry;
}

/** The key of a record of this collection. */
export function recordKey(schema: CollectionSchema, record: object): readonly KeyPart[] {
  const key = indexEntry(record, schema.key);
  invariant(key !== null, `a record of ${schema.name} has a value in each of ${schema.key.join(', ')}`);
  return key;
}

/** The fields that an index orders by: its own, then those of the key that are not among them. Scan positions follow it. */
export function orderingFields(schema: CollectionSchema, index?: string): readonly string[] {
  if (index === undefined) return schema.key;
  const fields = indexFields(schema, index);
  return [...fields, ...schema.key.filter((field) => !fields.includes(field))];
}

/** The fields that the index, or unique index, `index` was declared with. */
export function indexFields(schema: CollectionSchema, index: string): readonly string[] {
  const fields = schema.indexes[index] ?? schema.unique[index];
  invariant(fields !== undefined, `${schema.name} declares the index "${index}"`);
  return fields;
}

function isKeyPart(part: unknown): part is KeyPart {
  return typeof part === 'string' || (typeof part === 'number' && Number.isFinite(part));
}

const SURROGATE = /[\ud800-\udfff]/;

/** UTF-16 units order like UTF-8 bytes as long as no surrogate is among them. */
function compareUtf8(left: string, right: string): number {
  if (left === right) return 0;
  if (SURROGATE.test(left) || SURROGATE.test(right)) return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : 1;
}
