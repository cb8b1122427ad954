import assert from 'node:assert/strict';
import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  MAX_KEY_BYTES,
  MAX_RECORD_BYTES,
  MAX_TRANSACTION_BYTES,
  type RecordError,
  type StoreError,
  type Transaction,
} from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { counters, increment, note, notes, words, type OpenStore } from './record-store-subject.js';

/** What happens at the limits of a store: in bytes of a record, in bytes of a transaction, and in time. */
export function describeLimits(cases: Cases<OpenStore>): void {
  cases.group('limits', () => {
    describeRecordSize(cases);
    describeKeySize(cases);
    describeTransactionSize(cases);
    describeTime(cases);
  });
}

const jsonBytes = (value: object) => Buffer.byteLength(JSON.stringify(value));

function describeRecordSize(cases: Cases<OpenStore>): void {
  cases.it('a record may have 90,000 bytes at least', ({ store }) => {
    assert.ok(store.capabilities.maxRecordBytes >= MAX_RECORD_BYTES);
    return Promise.resolve();
  });

  cases.it('a record of exactly maxRecordBytes is kept, JSON and bytes together', async (open) => {
    const { maxRecordBytes } = open.store.capabilities;
    const text = note({ body: 'é'.repeat(20_000) });
    const bytes = new Uint8Array(maxRecordBytes - jsonBytes(text)).fill(7);
    await open.write((tx) => tx.insert(notes, text, bytes));
    const stored = await open.note('one');
    assert.deepEqual(stored?.value, text);
    assert.equal(Buffer.compare(stored.bytes ?? new Uint8Array(), bytes), 0);
  });

  cases.it('insert and put fail with record/too-large past maxRecordBytes, and write nothing', async (open) => {
    const { maxRecordBytes } = open.store.capabilities;
    const bytes = new Uint8Array(maxRecordBytes - jsonBytes(note()) + 1);
    const error = await expectErr(
      open.store.transact((tx) => tx.insert(notes, note(), bytes)),
      'record/too-large',
    );
    assert.deepEqual([error.collection, error.bytes, error.maxBytes], [notes.name, maxRecordBytes + 1, maxRecordBytes]);
    assert.equal(await open.note('one'), null);
    await open.insertNotes({});
    await expectErr(
      open.store.transact((tx) => tx.put(notes, note(), { bytes })),
      'record/too-large',
    );
    assert.deepEqual(await open.note('one'), { value: note(), version: 1 });
  });
}

function describeKeySize(cases: Cases<OpenStore>): void {
  const ofBytes = (bytes: number) => '\0é'.repeat(bytes / 3) + 'x'.repeat(bytes % 3);
  const rest = Buffer.byteLength('ten_a' + 'one');

  cases.it('a key, and an entry of an index with the key, may have 4,000 bytes', async (open) => {
    const word = ofBytes(MAX_KEY_BYTES);
    await open.write((tx) => tx.insert(words, { word }));
    assert.equal((await expectOk(open.store.read((view) => view.get(words, [word]))))?.value.word, word);
    const owner = ofBytes(MAX_KEY_BYTES - rest - 8);
    await open.insertNotes({ owner, rank: 1, slug: ofBytes(MAX_KEY_BYTES - rest) });
    const scan = { index: 'byOwner', prefix: ['ten_a', owner], limit: 2 };
    const { items } = await expectOk(open.store.read((view) => view.scan(notes, scan)));
    assert.deepEqual(
      items.map(({ value }) => value.id),
      ['one'],
    );
  });

  cases.it('insert and put fail with record/too-large past the bytes of a key, and write nothing', async (open) => {
    const word = ofBytes(MAX_KEY_BYTES + 1);
    const tooLong = [
      (tx: Transaction) => tx.insert(words, { word }),
      (tx: Transaction) => tx.put(words, { word }),
      (tx: Transaction) => tx.insert(notes, note({ owner: ofBytes(MAX_KEY_BYTES - rest - 7), rank: 1 })),
      (tx: Transaction) => tx.put(notes, note({ slug: ofBytes(MAX_KEY_BYTES - rest + 1) })),
    ];
    for (const write of tooLong) {
      const result: ResultAsync<unknown, RecordError | StoreError> = open.store.transact<
        unknown,
        RecordError | StoreError
      >(write);
      const error = await expectErr(result, 'record/too-large');
      assert.deepEqual([error.bytes, error.maxBytes], [MAX_KEY_BYTES + 1, MAX_KEY_BYTES]);
    }
    assert.equal(await open.note('one'), null);
    assert.equal(await expectOk(open.store.read((view) => view.get(words, [word]))), null);
  });

  cases.it('a long text that no key and no index holds is taken', async (open) => {
    await open.insertNotes({ body: ofBytes(MAX_KEY_BYTES * 2), owner: ofBytes(MAX_KEY_BYTES * 2) });
    assert.equal((await open.note('one'))?.value.rank, undefined);
  });
}

function describeTransactionSize(cases: Cases<OpenStore>): void {
  const size = 80_000;

  cases.it('a transaction may write 8 MB', async (open) => {
    const records = Math.floor(MAX_TRANSACTION_BYTES / (size + 100));
    await open.write((tx) => insertLarge(tx, records, size));
    assert.notEqual(await expectOk(open.store.read((view) => view.get(notes, ['ten_a', `n${records - 1}`]))), null);
  });

  cases.it('a transaction fails with store/too-large past its size, and writes nothing', async (open) => {
    const written = open.store.transact((tx) => insertLarge(tx, MAX_TRANSACTION_BYTES / size + 1, size));
    await expectErr(written, 'store/too-large');
    assert.equal(await open.note('n0'), null);
    await open.insertNotes({});
  });
}

function describeTime(cases: Cases<OpenStore>): void {
  const never = () => new ResultAsync<never, never>(new Promise(() => undefined));

  cases.it('a transaction fails with store/contention past its time, and the store goes on', async (open) => {
    const startedAt = performance.now();
    const stuck = open.store.transact((tx) => tx.put(words, { word: 'stuck' }).andThen(never));
    const behind = open.write((tx) => increment(tx, 'behind'));
    const error = await expectErr(stuck, 'store/contention');
    assert.equal(error.retryable, true);
    assert.ok(performance.now() - startedAt >= open.transactionTimeoutMs * 0.9, 'not before its time');
    await behind;
    assert.equal(await open.count('behind'), 1);
    assert.equal(await expectOk(open.store.read((view) => view.get(words, ['stuck']))), null);
  });

  cases.it('what work does after its time is refused with store/closed', async (open) => {
    const late: Transaction[] = [];
    const stuck = open.store.transact((tx) => {
      late.push(tx);
      return never();
    });
    await expectErr(stuck, 'store/contention');
    for (const tx of late) await expectErr(tx.put(counters, { name: 'late', count: 1 }), 'store/closed');
    assert.equal(await open.count('late'), 0);
  });

  cases.it('views that are not ended hold up nothing for longer than their time', async (open) => {
    const stuck = Array.from({ length: 20 }, () =>
      open.store.read((view) => view.get(counters, ['none']).andThen(never)),
    );
    const write = open.write((tx) => increment(tx, 'free'));
    for (const view of stuck) await expectErr(view, 'store/contention');
    await write;
    assert.equal(await open.count('free'), 1);
  });
}

function insertLarge(tx: Transaction, records: number, size: number): ResultAsync<void, RecordError | StoreError> {
  const insert = async (): Promise<Result<void, RecordError | StoreError>> => {
    for (let number = 0; number < records; number += 1) {
      const inserted = await tx.insert(notes, note({ id: `n${number}` }), new Uint8Array(size));
      if (inserted.isErr()) return err(inserted.error);
    }
    return ok(undefined);
  };
  return new ResultAsync(insert());
}
