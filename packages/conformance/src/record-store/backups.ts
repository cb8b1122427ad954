import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordStore, StoreCapabilities } from '@carrel/core/store';
import type { Cases, CaseSubject } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { increment, KIT_COLLECTIONS, note, notes, OpenStore, type RecordStoreSubject } from './record-store-subject.js';

/** What `backup` and `restore` promise. */
export function describeBackups(
  cases: Cases<RecordStoreSubject>,
  capabilities: StoreCapabilities,
  createSubject: () => Promise<RecordStoreSubject> | RecordStoreSubject,
): void {
  const pairs = cases.prepared(async (subject) => Pair.create(subject, await createSubject()));
  const capability = { has: capabilities.backup, lacks: 'the store has no backup' };
  const it = (name: string, body: (pair: Pair) => Promise<void>) => {
    pairs.itWhen(capability, name, body);
  };
  pairs.group('backups', () => {
    describeRoundTrip(it);
    describeFiles(it);
  });
}

type It = (name: string, body: (pair: Pair) => Promise<void>) => void;

function describeRoundTrip(it: It): void {
  it('a restored backup has everything that was committed before it, and nothing after', async ({
    open,
    empty,
    file,
  }) => {
    await open.write((tx) => tx.insert(notes, note({ rank: 1, slug: 's' }), Uint8Array.of(1, 2, 3)));
    await expectOk(open.store.backup(file('backup')));
    await open.insertNotes({ id: 'after' });
    const store = await restored(empty, file('backup'));
    const stored = await expectOk(store.read((view) => view.scan(notes, { index: 'byRank', limit: 10 })));
    assert.deepEqual(
      stored.items.map(({ value, bytes, version }) => [value.id, [...(bytes ?? [])], version]),
      [['one', [1, 2, 3], 1]],
    );
    assert.equal(await expectOk(store.read((view) => view.get(notes, ['ten_a', 'after']))), null);
    await expectErr(
      store.transact((tx) => tx.insert(notes, note({ id: 'two', slug: 's' }))),
      'record/exists',
    );
  });

  it('a portable backup is restored like its own, and says in text what it holds', async ({ open, empty, file }) => {
    await open.write((tx) => tx.insert(notes, note({ rank: 1.5, body: 'é\u2028' }), Uint8Array.of(0, 1)));
    await open.write((tx) =>
      tx.put(notes, note({ rank: 2, slug: 's', body: 'é\u2028' }), { bytes: Uint8Array.of(0, 1) }),
    );
    await open.insertNotes({ id: 'plain' });
    await expectOk(open.store.backup(file('backup'), { format: 'portable' }));
    const lines = (await readFile(file('backup'), 'utf8')).split('\n');
    assert.equal(lines[0], '{"carrel":"records","format":1}');
    assert.ok(lines.includes('[1,{"tenantId":"ten_a","id":"plain"}]'), lines.join('\n'));
    const copy = await OpenStore.open({
      subject: await restored(empty, file('backup')),
      dispose: () => Promise.resolve(),
    });
    const both = await expectOk(copy.store.read((view) => view.scan(notes, { limit: 10 })));
    const before = await expectOk(open.store.read((view) => view.scan(notes, { limit: 10 })));
    assert.deepEqual(both, before);
    await expectErr(
      copy.store.transact((tx) => tx.insert(notes, note({ id: 'two', slug: 's' }))),
      'record/exists',
    );
    await copy.dispose();
  });

  it('a portable backup that is damaged is refused, and the data is as it was', async ({ open, empty, file }) => {
    for (let number = 0; number < 10; number += 1)
      await open.insertNotes({ id: `n${number}`, body: 'x'.repeat(20_000) });
    await expectOk(open.store.backup(file('backup'), { format: 'portable' }));
    await damage(file('backup'));
    await expectErr(empty.subject.restore(file('backup')), 'store/corrupt');
    await expectOk(empty.subject.open(KIT_COLLECTIONS));
  });

  it('a backup is of one state, and the store goes on working meanwhile', async ({ open, empty, file }) => {
    for (let number = 0; number < 20; number += 1)
      await open.insertNotes({ id: `n${number}`, body: 'x'.repeat(50_000) });
    let transfers = 0;
    const transfer = () => open.write((tx) => increment(tx, 'from', -1).andThen(() => increment(tx, 'to')));
    const backup = expectOk(open.store.backup(file('backup')));
    let done = false;
    void backup.finally(() => (done = true)).catch(() => undefined);
    while (!done && transfers < 10_000) {
      await transfer();
      transfers += 1;
    }
    await backup;
    const copy = await OpenStore.open({
      subject: await restored(empty, file('backup')),
      dispose: () => Promise.resolve(),
    });
    assert.equal((await copy.count('from')) + (await copy.count('to')), 0);
    assert.equal(await open.count('to'), transfers);
  });

  it('restore replaces everything that was there', async ({ open, empty, file }) => {
    await open.insertNotes({ id: 'new' });
    await expectOk(open.store.backup(file('backup')));
    await expectOk(empty.subject.open(KIT_COLLECTIONS));
    await expectOk(empty.subject.transact((tx) => tx.insert(notes, note({ id: 'old' }))));
    await empty.subject.dispose();
    const again = await empty.reopen?.();
    assert.ok(again !== undefined, 'a subject with backups has "reopen"');
    const store = await restored({ ...empty, subject: again }, file('backup'));
    const { items } = await expectOk(store.read((view) => view.scan(notes, { limit: 10 })));
    await store.dispose();
    assert.deepEqual(
      items.map(({ value }) => value.id),
      ['new'],
    );
  });
}

function describeFiles(it: It): void {
  it('a backup replaces the file that is there, and leaves no other', async ({ open, directory, file }) => {
    await writeFile(file('backup'), 'something else');
    await expectOk(open.store.backup(file('backup')));
    assert.deepEqual(await readdir(directory), ['backup']);
    assert.ok(!(await readFile(file('backup'), 'latin1')).includes('something else'));
  });

  it('a backup that fails leaves nothing', async ({ open, directory, file }) => {
    await expectErr(open.store.backup(join(file('missing'), 'backup')), 'store/unavailable');
    assert.deepEqual(await readdir(directory), []);
    await open.insertNotes({});
  });

  it('restore refuses a file that is missing, and a store can be opened afterwards', async ({ empty, file }) => {
    await expectErr(empty.subject.restore(file('missing')), 'store/unavailable');
    await expectOk(empty.subject.open(KIT_COLLECTIONS));
  });

  it('restore refuses what is damaged, and the data is as it was', async ({ open, empty, file }) => {
    for (let number = 0; number < 10; number += 1)
      await open.insertNotes({ id: `n${number}`, body: 'x'.repeat(20_000) });
    await expectOk(open.store.backup(file('backup')));
    await damage(file('backup'));
    await expectOk(empty.subject.open(KIT_COLLECTIONS));
    await expectOk(empty.subject.transact((tx) => tx.insert(notes, note({ id: 'old' }))));
    await empty.subject.dispose();
    const again = await empty.reopen?.();
    assert.ok(again !== undefined, 'a subject with backups has "reopen"');
    await expectErr(again.restore(file('backup')), 'store/corrupt');
    await expectOk(again.open(KIT_COLLECTIONS));
    assert.notEqual(await expectOk(again.read((view) => view.get(notes, ['ten_a', 'old']))), null);
    await again.dispose();
  });

  it('restore refuses to replace a store that is open', async ({ open, file }) => {
    await open.insertNotes({});
    await expectOk(open.store.backup(file('backup')));
    await expectErr(open.store.restore(file('backup')), 'store/busy');
    assert.notEqual(await open.note('one'), null);
  });
}

/** A store with something in it, an empty one that was not opened, and a directory for backups. */
class Pair implements CaseSubject {
  private constructor(
    readonly open: OpenStore,
    readonly empty: RecordStoreSubject,
    readonly directory: string,
  ) {}

  static async create(subject: RecordStoreSubject, empty: RecordStoreSubject): Promise<Pair> {
    return new Pair(await OpenStore.open(subject), empty, await mkdtemp(join(tmpdir(), 'carrel-backup-')));
  }

  readonly file = (name: string): string => join(this.directory, name);

  async dispose(): Promise<void> {
    await this.open.dispose();
    await this.empty.subject.dispose();
    await this.empty.dispose();
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function restored({ subject }: RecordStoreSubject, path: string): Promise<RecordStore> {
  await expectOk(subject.restore(path));
  await expectOk(subject.open(KIT_COLLECTIONS));
  return subject;
}

/** Overwrites the middle half of a file. */
async function damage(path: string): Promise<void> {
  const content = await readFile(path);
  await writeFile(path, content.fill(0xa5, content.length >> 2, (content.length >> 2) * 3));
}
