import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../memory/index.js';
import { CHUNK_BYTES, chunkCollection, readChunks, removeChunks, writeChunks } from './chunking.js';
import type { RecordStore } from './record-store.js';

const blobs = chunkCollection('blobs');
const owner = { tenantId: 'ten_1', ownerId: 'doc_1' };
const neighbour = { tenantId: 'ten_1', ownerId: 'doc_10' };

let store: RecordStore;

beforeEach(async () => {
  store = memoryStore();
  (await store.open([blobs]))._unsafeUnwrap();
});

const write = (bytes: Uint8Array, of = owner) => store.transact((tx) => writeChunks(tx, blobs, of, bytes));
const read = async (of = owner) => (await store.read((view) => readChunks(view, blobs, of)))._unsafeUnwrap();
const countParts = async () =>
  (await store.read((view) => view.scan(blobs, { limit: 1_000 })))._unsafeUnwrap().items.length;

describe('a value in chunks', () => {
  it.each([0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5_000_000])(
    'reads back as it was written, at %i bytes',
    async (size) => {
      const bytes = new Uint8Array(randomBytes(size));
      (await write(bytes))._unsafeUnwrap();
      // `toEqual` on millions of bytes takes seconds.
      expect(Buffer.compare((await read()) ?? Buffer.alloc(0), bytes)).toBe(0);
      expect(await countParts()).toBe(Math.max(1, Math.ceil(size / CHUNK_BYTES)));
    },
  );

  it('is null when there is none', async () => {
    expect(await read()).toBeNull();
  });

  it('replaces a longer one whole', async () => {
    (await write(new Uint8Array(3 * CHUNK_BYTES)))._unsafeUnwrap();
    const shorter = new Uint8Array(randomBytes(10));
    (await write(shorter))._unsafeUnwrap();
    expect(await read()).toEqual(shorter);
    expect(await countParts()).toBe(1);
  });

  it('leaves the values of others alone', async () => {
    const theirs = new Uint8Array(2 * CHUNK_BYTES).fill(7);
    (await write(theirs, neighbour))._unsafeUnwrap();
    (await write(new Uint8Array(5)))._unsafeUnwrap();
    (await store.transact((tx) => removeChunks(tx, blobs, owner)))._unsafeUnwrap();
    expect(await read()).toBeNull();
    expect(await read(neighbour)).toEqual(theirs);
  });

  it.each([0, 1, 2])('is corrupt when part %i is missing', async (part) => {
    (await write(new Uint8Array(3 * CHUNK_BYTES)))._unsafeUnwrap();
    (await store.transact((tx) => tx.remove(blobs, [owner.tenantId, owner.ownerId, part])))._unsafeUnwrap();
    const result = await store.read((view) => readChunks(view, blobs, owner));
    expect(result._unsafeUnwrapErr().type).toBe('store/corrupt');
  });

  it('fails past the size of a transaction, and keeps the value before', async () => {
    const before = new Uint8Array(randomBytes(100));
    (await write(before))._unsafeUnwrap();
    const result = await write(new Uint8Array(9_000_000));
    expect(result._unsafeUnwrapErr().type).toBe('store/too-large');
    expect(await read()).toEqual(before);
  });
});
