import type { CollectionSchema, KeyPart, RecordKey } from '@carrel/core/store';
import { afterTuple, packTuple } from './tuple.js';

/**
 * Keys that are written together with records, so that FoundationDB, which watches single keys, can watch what may be there or
 * not, and many records at once. Each stands for a share of a collection: by the whole key of a record, and by its first part.
 * So however much is watched, a process has a bounded number of watches in the cluster, and is woken for a stranger now and then.
 */
export class WatchKeys {
  constructor(private readonly root: Buffer) {}

  /** All of them; `end` is not in it. */
  get range(): { readonly start: Buffer; readonly end: Buffer } {
    return { start: this.root, end: afterTuple(this.root) };
  }

  /** The keys that the write of a record writes, too. */
  written(name: string, key: RecordKey): readonly Buffer[] {
    return [this.key(name, 'record', shareOf(key, RECORD_SHARES)), this.first(name, key)];
  }

  /** The keys one of which is written with every change of what `watch` calls this prefix. */
  watched({ name, key }: CollectionSchema, prefix: readonly KeyPart[]): readonly Buffer[] {
    if (prefix.length === key.length) return [this.key(name, 'record', shareOf(prefix, RECORD_SHARES))];
    if (prefix.length > 0) return [this.first(name, prefix)];
    return Array.from({ length: FIRST_SHARES }, (_, share) => this.key(name, 'first', share));
  }

  private first(name: string, key: readonly KeyPart[]): Buffer {
    return this.key(name, 'first', shareOf(key.slice(0, 1), FIRST_SHARES));
  }

  private key(...parts: readonly KeyPart[]): Buffer {
    return Buffer.concat([this.root, packTuple(parts)]);
  }
}

// All processes of a store must have the same.
const RECORD_SHARES = 256;
const FIRST_SHARES = 16;

/** FNV-1a, which spreads well over few shares. */
function shareOf(key: readonly KeyPart[], shares: number): number {
  let hash = 0x811c9dc5;
  for (const byte of packTuple(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash ^ (hash >>> 16)) >>> 0) % shares;
}
