import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { Caller, SessionId } from '../kernel/index.js';
import type { Carrel, CarrelOptions } from '../index.js';
import { memoryRuntime, memoryStorage, memoryStore, VirtualClock, type MemoryStorage } from '../memory/index.js';
import { contentDigest } from '../storage/index.js';

interface World extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly storage: MemoryStorage;
  readonly caller: Caller;
  readonly id: SessionId;
}

async function world(options: Partial<CarrelOptions> = {}): Promise<World> {
  const storage = memoryStorage({ name: 'database' });
  const carrel = await memoryCarrel({ runtime: memoryRuntime(), storages: [storage], ...options });
  const caller = await newCaller(carrel);
  const id = await newSession(carrel, caller);
  return { carrel, storage, caller, id, [Symbol.asyncDispose]: () => carrel.dispose() };
}

async function newSession(carrel: Carrel, caller: Caller): Promise<SessionId> {
  const made = await carrel.sessions.create(caller, { kind: 'room', languages: ['python'], storage: 'database' });
  return expectOk(made).id;
}

async function write({ carrel, caller, id }: World, path: string, text: string): Promise<void> {
  expectOk(await carrel.files.write(caller, { sessionId: id, path, data: Buffer.from(text) }));
}

async function tree({ carrel, caller, id }: World): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const { path } of expectOk(await carrel.files.list(caller, { sessionId: id, path: '' }))) {
    const { data } = expectOk(await carrel.files.read(caller, { sessionId: id, path }));
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);
    found[path] = Buffer.concat(chunks).toString();
  }
  return found;
}

describe('backups', () => {
  it('are not put back into an archived session, and can be read of one', async () => {
    await using it = await world();
    await write(it, 'a', 'one');
    const { id: backupId } = expectOk(await it.carrel.backups.create(it.caller, it.id));
    await write(it, 'a', 'two');
    const other = await newSession(it.carrel, it.caller);
    expectOk(await it.carrel.sessions.update(it.caller, it.id, { changes: { status: 'archived' } }));

    expectErr(await it.carrel.backups.restore(it.caller, it.id, { backupId }), 'session/archived');
    expect(await tree(it)).toEqual({ a: 'two' });
    expectOk(await it.carrel.backups.restore(it.caller, it.id, { backupId, into: other }));
    expect(await tree({ ...it, id: other })).toEqual({ a: 'one' });
    expectOk(await it.carrel.sessions.update(it.caller, it.id, { changes: { status: 'active' } }));
    expectOk(await it.carrel.backups.restore(it.caller, it.id, { backupId }));
  });

  it('hold what a running workspace has, and put it back with what was there kept', async () => {
    await using it = await world();
    expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    await write(it, 'a', 'one');
    const backup = expectOk(await it.carrel.backups.create(it.caller, it.id, { label: 'good' }));
    await write(it, 'a', 'two');
    await write(it, 'b', 'new');

    const restored = expectOk(await it.carrel.backups.restore(it.caller, it.id, { backupId: backup.id }));

    expect(restored.current?.files).toBe(1);
    expect(expectOk(await it.carrel.workspaces.get(it.caller, it.id)).state).toBe('stopped');
    expect(await tree(it)).toEqual({ a: 'one' });
    const listed = expectOk(await it.carrel.backups.list(it.caller, it.id)).items;
    expect(listed.map(({ label }) => label)).toEqual(['before a restore', 'good']);
    const before = listed[0]?.id ?? '';
    expectOk(await it.carrel.backups.restore(it.caller, it.id, { backupId: before }));
    expect(await tree(it)).toEqual({ a: 'two', b: 'new' });
    const workspace = expectOk(await it.carrel.workspaces.open(it.caller, it.id));
    expect(expectOk(await workspace.files.readText('b'))).toBe('new');
    expectOk(await workspace.files.write('c', 'saved again'));
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));
    expect(Object.keys(await tree(it))).toEqual(['a', 'b', 'c']);
  });

  it('are restored into another session, without a byte copied', async () => {
    await using it = await world();
    await write(it, 'a', 'one');
    const backup = expectOk(await it.carrel.backups.create(it.caller, it.id));
    const stored = expectOk(await it.storage.list(it.caller.tenantId)).items.length;
    const into = await newSession(it.carrel, it.caller);

    expectOk(await it.carrel.backups.restore(it.caller, it.id, { backupId: backup.id, into }));

    expect(await tree({ ...it, id: into })).toEqual({ a: 'one' });
    expect(expectOk(await it.storage.list(it.caller.tenantId)).items.length).toBe(stored);
  });

  it('show what is damaged', async () => {
    await using it = await world();
    await write(it, 'a', 'good');
    await write(it, 'b', 'bad');
    const { id } = expectOk(await it.carrel.backups.create(it.caller, it.id));
    expect(expectOk(await it.carrel.backups.verify(it.caller, it.id, id))).toMatchObject({ bytes: 7, damaged: [] });

    it.storage.damage(it.caller.tenantId, contentDigest(Buffer.from('bad')));

    expect(expectOk(await it.carrel.backups.verify(it.caller, it.id, id))).toMatchObject({ bytes: 4, damaged: ['b'] });
  });

  it('are kept up to a number, and in pages', async () => {
    await using it = await world({ storage: { keepVersions: 3 } });
    for (const label of ['1', '2', '3', '4']) {
      await write(it, 'a', label);
      expectOk(await it.carrel.backups.create(it.caller, it.id, { label }));
    }

    const first = expectOk(await it.carrel.backups.list(it.caller, it.id, { limit: 2 }));
    const rest = await it.carrel.backups.list(it.caller, it.id, { limit: 2, cursor: first.nextCursor ?? '' });

    const labels = [...first.items, ...expectOk(rest).items].map(({ label }) => label);
    expect(labels).toEqual(['4', '3', '2']);
  });

  it('are kept for some days', async () => {
    const clock = new VirtualClock(Date.UTC(2030, 0, 1));
    const hour = 3_600_000;
    await using it = await world({
      ...{ clock, store: memoryStore({ clock }), storage: { keepDays: 2 } },
      workspaces: { reconcileIntervalMs: hour, leaseTtlMs: 12 * hour },
    });
    await write(it, 'a', 'one');
    const { id } = expectOk(await it.carrel.backups.create(it.caller, it.id));

    await clock.advance(24 * hour);
    expectOk(await it.carrel.backups.get(it.caller, it.id, id));
    await clock.advance(26 * hour);

    expectErr(await it.carrel.backups.get(it.caller, it.id, id), 'backup/not-found');
  });

  it('are nobody else’s, and not of a session without a storage', async () => {
    await using it = await world();
    await write(it, 'a', 'one');
    const { id } = expectOk(await it.carrel.backups.create(it.caller, it.id));
    const stranger = await newCaller(it.carrel);
    const own = await newSession(it.carrel, stranger);
    const none = expectOk(await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'] }));

    expectErr(await it.carrel.backups.list(stranger, it.id), 'session/not-found');
    expectErr(await it.carrel.backups.restore(stranger, own, { backupId: id }), 'backup/not-found');
    expectErr(await it.carrel.backups.restore(it.caller, it.id, { backupId: id, into: own }), 'session/not-found');
    expectErr(await it.carrel.backups.create(it.caller, none.id), 'storage/unsupported');
  });
});
