import { createHash, createHmac } from 'node:crypto';
import type { AuditHead, SealedRecord, StoredAuditRecord } from './audit-record.js';

/** What the first record of a chain has as the hash before it. */
export const FIRST_HASH = '0'.repeat(64);

const FINGERPRINT_LENGTH = 16;

/** A place in a chain: after `sequence` records, the last of which has `hash`. */
export type ChainEnd = Pick<AuditHead, 'sequence' | 'hash'>;

/** The record as the next one of the chain. */
export function seal(record: StoredAuditRecord, end: ChainEnd, key: string): SealedRecord {
  const { sealAfter: _sealAfter, ...kept } = record;
  const placed = { ...kept, sequence: end.sequence + 1, previousHash: end.hash };
  const sealed = key === '' ? placed : { ...placed, chainKey: fingerprint(key) };
  return { ...sealed, hash: hashOf(sealed, key) };
}

/** What the record hashes to, with everything in it but the hash itself. */
export function hashOf(record: StoredAuditRecord, key: string): string {
  const { hash: _hash, ...content } = record;
  const text = canonicalJson(content);
  return (key === '' ? createHash('sha256') : createHmac('sha256', key)).update(text).digest('hex');
}

/** Names a key without telling it. */
export function fingerprint(key: string): string {
  return createHash('sha256').update(`carrel audit chain\n${key}`).digest('hex').slice(0, FINGERPRINT_LENGTH);
}

/** One text for one value: the keys of objects in order, without white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, of]) => of !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, of]) => `${JSON.stringify(name)}:${canonicalJson(of)}`);
  return `{${entries.join(',')}}`;
}
