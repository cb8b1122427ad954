import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel } from '../../test/platform-fixture.js';
import { poolWorld, type PoolWorldOptions } from '../../test/pool-fixture.js';
import type { Carrel } from '../index.js';
import type { SessionId } from '../kernel/index.js';
import { memoryRuntime, memoryStorage, type MemoryRuntimeOperation } from '../memory/index.js';
import { runtimeFailed } from '../runtime/index.js';

/** Longer than the hold of a start, the lease of a leader and the time between two sweeps. */
const LATER_MS = 200_000;

async function world({ size = 0, options, ...rest }: Partial<PoolWorldOptions> = {}) {
  const made = await poolWorld({ size, options: { keptFiles: 'rooms', ...options }, ...rest });
  const { boxes, caller } = made;
  return {
    ...made,
    installationId: () => {
      const [box] = boxes.all();
      if (box === undefined) throw new Error('There is no box.');
      return box.handle.installationId;
    },
    write: async (carrel: Carrel, id: SessionId, path: string) => {
      const workspace = expectOk(await carrel.workspaces.open(caller, id));
      expectOk(await workspace.files.write(path, path));
    },
    names: async (carrel: Carrel, id: SessionId) => {
      const workspace = expectOk(await carrel.workspaces.open(caller, id));
      return expectOk(await workspace.files.list()).map(({ path }) => path);
    },
  };
}

/** The sessions whose files are on the runtime. */
async function keptOn(boxes: Awaited<ReturnType<typeof world>>['boxes'], installationId: string) {
  const listed = await memoryRuntime({ durableState: boxes }).listSessionFiles({ installationId });
  return expectOk(listed).map(({ sessionId }) => sessionId);
}

/** A room with a file, and nothing that runs. */
async function stoppedRoom(it: Awaited<ReturnType<typeof world>>) {
  const id = await it.session({ kind: 'room' });
  await it.write(it.carrel, id, 'kept');
  const installationId = it.installationId();
  expectOk(await it.carrel.workspaces.stop(it.caller, id));
  return { id, kept: () => keptOn(it.boxes, installationId) };
}

/** Does not wait for what a replica does that stands still. */
function leave(result: { match(ok: () => undefined, err: () => undefined): unknown }): void {
  void result.match(
    () => undefined,
    () => undefined,
  );
}

describe('workspaces.keptFiles', () => {
  it('brings the files of a room back in each of its workspaces, whatever ended the last', async () => {
    const it = await world();
    const { id } = await stoppedRoom(it);

    expect(await it.names(it.carrel, id)).toEqual(['kept']);
    await it.write(it.carrel, id, 'more');
    const [box] = it.boxes.all();
    if (box === undefined) throw new Error('There is no box.');
    it.runtime.killBox(box.handle, 'out-of-memory');
    await it.eventually(async () => {
      expect(expectOk(await it.carrel.workspaces.get(it.caller, id)).state).toBe('failed');
    });

    expect(await it.names(it.carrel, id)).toEqual(['kept', 'more']);
  });

  it.each([
    ['rooms', 'solo', []],
    ['all', 'solo', ['kept']],
    ['none', 'room', []],
  ] as const)('%s is for a %s session as it says', async (keptFiles, kind, names) => {
    const it = await world({ options: { keptFiles } });
    const id = await it.session({ kind });
    await it.write(it.carrel, id, 'kept');
    expectOk(await it.carrel.workspaces.stop(it.caller, id));

    expect(await it.names(it.carrel, id)).toEqual(names);
  });

  it('leaves sessions alone whose files come from elsewhere', async () => {
    const storages = [memoryStorage({ name: 'database' })];
    const it = await world({ options: { keptFiles: 'all' }, carrel: { storages, sources: { clone: false } } });
    const create = async (fields: object) =>
      expectOk(await it.carrel.sessions.create(it.caller, { kind: 'solo', languages: ['python'], ...fields })).id;
    const stored = await create({ storage: 'database' });
    const sourced = await create({ source: { gitUrl: 'https://example.com/a.git' } });
    for (const id of [stored, sourced]) await it.write(it.carrel, id, 'a');

    expect(await keptOn(it.boxes, it.installationId())).toEqual([]);
  });

  it('gives such a session no box that was made ahead, which would not have its files', async () => {
    const it = await world({ size: 1 });
    await it.filled(1);
    const { id } = await stoppedRoom(it);
    expect(await it.names(it.carrel, id)).toEqual(['kept']);
    expect(it.counted('carrel_pool_hits_total')).toBe(0);

    const solo = await it.session();
    expectOk(await it.carrel.workspaces.start(it.caller, solo));
    expect(it.counted('carrel_pool_hits_total')).toBe(1);
  });

  it('restores no snapshot in such a session, whose own files would be lost with it', async () => {
    const it = await world();
    const id = await it.session({ kind: 'room' });
    await it.write(it.carrel, id, 'kept');
    const taken = expectOk(await it.carrel.snapshots.take(it.caller, id));

    const refused = await it.carrel.snapshots.restore(it.caller, id, taken.id);

    expect(expectErr(refused, 'snapshot/not-restorable').reason).toBe('storage');
  });

  it('is refused at the start where the runtime keeps no files, so that nobody relies on it', async () => {
    const runtime = memoryRuntime({ sessionFiles: false });
    const starting = memoryCarrel({ runtime, workspaces: { keptFiles: 'rooms' } });
    await expect(starting).rejects.toMatchObject({
      error: { type: 'runtime/unsupported', capability: 'sessionFiles' },
    });
  });
});

describe('the end of a session that keeps files', () => {
  it.each(['running', 'stopped'])('takes them away at once when it is deleted %s', async (state) => {
    const it = await world();
    const { id, kept } = await stoppedRoom(it);
    if (state === 'running') expectOk(await it.carrel.workspaces.start(it.caller, id));
    expect(await kept()).toEqual([id]);

    expectOk(await it.carrel.sessions.remove(it.caller, id));

    expect(await kept()).toEqual([]);
  });

  it('takes away those of no other session, nor does any sweep', async () => {
    const it = await world();
    const [one, other] = [await stoppedRoom(it), await stoppedRoom(it)];
    expectOk(await it.carrel.sessions.update(it.caller, other.id, { changes: { status: 'archived' } }));

    expectOk(await it.carrel.sessions.remove(it.caller, one.id));
    await it.advance(LATER_MS);

    expect(await other.kept()).toEqual([other.id]);
  });

  it('is tried again when the runtime failed', async () => {
    const it = await world();
    const { id, kept } = await stoppedRoom(it);
    it.runtime.failNext('forgetSessionFiles', runtimeFailed('broken'));
    expectOk(await it.carrel.sessions.remove(it.caller, id));
    expect(await kept()).toEqual([id]);
    it.runtime.failNext('listSessionFiles', runtimeFailed('broken'));

    await it.advance(60_000);
    await it.advance(60_000);
    await it.advance(10_000);

    await eventually(async () => expect(await kept()).toEqual([]));
  });

  it.each([
    ['stop', 'before'],
    ['stop', 'after'],
    ['remove', 'before'],
    ['remove', 'after'],
    ['forgetSessionFiles', 'before'],
    ['forgetSessionFiles', 'after'],
  ] satisfies [MemoryRuntimeOperation, 'before' | 'after'][])(
    'is brought to its end by the next control plane when it was killed in %s (%s)',
    async (operation, when) => {
      const it = await world();
      const { id, kept } = await stoppedRoom(it);
      expectOk(await it.carrel.workspaces.start(it.caller, id));
      const held = it.runtime.holdNext(operation, { when });
      leave(it.carrel.sessions.remove(it.caller, id));
      await held.reached;

      await it.startAgain({}, LATER_MS);
      await it.advance(LATER_MS);

      await eventually(async () => {
        expect(it.boxes.size).toBe(0);
        expect(await kept()).toEqual([]);
      });
    },
  );

  it('is brought to its end when the option was taken back before', async () => {
    const it = await world();
    const { id, kept } = await stoppedRoom(it);

    const again = await it.startAgain({ keptFiles: 'none' }, LATER_MS);
    expectOk(await again.sessions.remove(it.caller, id));
    await it.advance(LATER_MS);

    await eventually(async () => expect(await kept()).toEqual([]));
  });

  it.each(['before', 'after'] as const)(
    'leaves nothing of a start that another replica has under way, held %s its box is made',
    async (when) => {
      const it = await world();
      const { id, kept } = await stoppedRoom(it);
      const held = it.runtime.holdNext('create', { when });
      leave(it.carrel.workspaces.start(it.caller, id));
      await held.reached;
      const other = await it.replica();

      leave(other.sessions.remove(it.caller, id));
      await eventually(async () => {
        expectErr(await other.sessions.get(it.caller, id), 'session/not-found');
      });
      held.release();
      await it.advance(LATER_MS);
      await it.advance(LATER_MS);

      await eventually(async () => {
        expect(it.boxes.size).toBe(0);
        expect(await kept()).toEqual([]);
      });
    },
  );
});
