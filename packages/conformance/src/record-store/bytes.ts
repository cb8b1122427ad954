import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectOk } from '../expect-result.js';
import { keyOf, note, notes, type OpenStore } from './record-store-subject.js';

/** What a store promises about the bytes of a record, and that nothing it gives or takes is shared with it. */
export function describeBytes(cases: Cases<OpenStore>): void {
  cases.group('bytes', () => {
    describeContent(cases);
    describeIsolation(cases);
  });
}

function describeContent(cases: Cases<OpenStore>): void {
  cases.it('bytes are read as they were written', async (open) => {
    const bytes = Uint8Array.from({ length: 1_024 }, (_, index) => index % 256);
    await open.write((tx) => tx.insert(notes, note(), bytes));
    assert.deepEqual(plain((await open.note('one'))?.bytes), plain(bytes));
    const [scanned] = (await expectOk(open.store.read((view) => view.scan(notes, { limit: 1 })))).items;
    assert.deepEqual(plain(scanned?.bytes), plain(bytes));
    const [many] = await expectOk(open.store.read((view) => view.getMany(notes, [keyOf(note())])));
    assert.deepEqual(plain(many?.bytes), plain(bytes));
  });

  cases.it('no bytes and zero bytes are not the same', async (open) => {
    await open.write((tx) => tx.insert(notes, note(), new Uint8Array(0)));
    await open.insertNotes({ id: 'without' });
    assert.deepEqual(plain((await open.note('one'))?.bytes), []);
    const without = await open.note('without');
    assert.ok(without !== null && !('bytes' in without));
  });

  cases.it('put replaces the bytes, and takes them away when it has none', async (open) => {
    await open.write((tx) => tx.insert(notes, note(), Uint8Array.of(1, 2, 3)));
    const replaced = await open.write((tx) => tx.put(notes, note(), { bytes: Uint8Array.of(4) }));
    assert.deepEqual(plain(replaced.bytes), [4]);
    assert.deepEqual(plain((await open.note('one'))?.bytes), [4]);
    await open.write((tx) => tx.put(notes, note()));
    assert.equal((await open.note('one'))?.bytes, undefined);
  });
}

function describeIsolation(cases: Cases<OpenStore>): void {
  cases.it('what the caller does with a value that it wrote changes nothing in the store', async (open) => {
    const body = { list: [1] };
    const bytes = Uint8Array.of(1);
    const inserted = await open.write((tx) => tx.insert(notes, note({ body }), bytes));
    body.list.push(2);
    bytes[0] = 9;
    tamper(inserted);
    assert.deepEqual((await open.note('one'))?.value.body, { list: [1] });
    assert.deepEqual(plain((await open.note('one'))?.bytes), [1]);
  });

  cases.it('what the caller does with a value that it read changes nothing in the store', async (open) => {
    await open.write((tx) => tx.insert(notes, note({ body: { list: [1] } }), Uint8Array.of(1)));
    tamper(await open.note('one'));
    const { items } = await expectOk(open.store.read((view) => view.scan(notes, { limit: 1 })));
    tamper(items[0] ?? null);
    assert.deepEqual((await open.note('one'))?.value.body, { list: [1] });
    assert.deepEqual(plain((await open.note('one'))?.bytes), [1]);
  });
}

function plain(bytes: Uint8Array | undefined): readonly number[] | undefined {
  return bytes === undefined ? undefined : [...bytes];
}

/** Writes to whatever can be written to. */
function tamper(stored: { readonly value: { readonly body?: unknown }; readonly bytes?: Uint8Array } | null): void {
  const body = stored?.value.body as { list: number[] } | undefined;
  if (body !== undefined && !Object.isFrozen(body.list)) body.list.push(3);
  if (stored?.bytes !== undefined) stored.bytes[0] = 8;
}
