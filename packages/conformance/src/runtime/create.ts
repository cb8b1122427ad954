import assert from 'node:assert/strict';
import type { RuntimeHandle } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce, concurrently } from '../traits/concurrently.js';
import { INSTALLATION, OTHER_INSTALLATION, type OpenRuntime } from './open-runtime.js';

/** What `create` promises: one box for each intent, with the identity it was made with. */
export function describeCreate(cases: Cases<OpenRuntime>): void {
  cases.group('create', () => {
    describeNewBoxes(cases);
    describeIntents(cases);
  });
}

function describeNewBoxes(cases: Cases<OpenRuntime>): void {
  cases.it('create gives a handle with the identity of its spec', async (open) => {
    const spec = open.spec({ incarnation: 7 });
    const { boxId, ...identity } = await expectOk(open.runtime.create(spec));
    const { installationId, tenantId, sessionId, incarnation, intentToken } = spec;
    assert.deepEqual(identity, { installationId, tenantId, sessionId, incarnation, intentToken });
    assert.ok(typeof boxId === 'string' && boxId.length > 0);
  });

  cases.it('a handle is plain JSON that names the same box after it was written and read', async (open) => {
    const handle = await open.box();
    const copy = JSON.parse(JSON.stringify(handle)) as RuntimeHandle;
    assert.deepEqual(copy, handle);
    assert.deepEqual((await expectOk(open.runtime.inspect(copy))).handle, handle);
    await open.connect(copy);
  });

  cases.it('a created box does not run yet', async (open) => {
    const before = Date.now();
    const handle = await open.create();
    const info = await expectOk(open.runtime.inspect(handle));
    assert.equal(info.state, 'created');
    assert.ok(info.createdAt > before - 60_000 && info.createdAt < Date.now() + 60_000, `made at ${info.createdAt}`);
    await expectErr(open.runtime.connect(handle), 'runtime/not-running');
  });

  cases.it('each box has files of its own', async (open) => {
    const [one, other] = [await open.connect(), await open.connect()];
    await open.write(one, 'mine', 'one');
    await expectErr(other.files.read('mine'), 'file/not-found');
  });

  cases.it('one session may have boxes of several incarnations', async (open) => {
    const sessionId = open.name('ses');
    const boxes = await allAtOnce(3, (number) => open.create({ sessionId, incarnation: number + 1 }));
    assert.equal(new Set(boxes.map(({ boxId }) => boxId)).size, 3);
    const listed = await expectOk(open.runtime.list({ installationId: INSTALLATION }));
    assert.deepEqual(listed.map(({ handle }) => handle.incarnation).sort(), [1, 2, 3]);
  });
}

function describeIntents(cases: Cases<OpenRuntime>): void {
  cases.it('the same intent token never makes a second box', async (open) => {
    const spec = open.spec();
    const first = await expectOk(open.runtime.create(spec));
    assert.deepEqual(await expectOk(open.runtime.create(spec)), first);
    assert.equal((await expectOk(open.runtime.list({ installationId: INSTALLATION }))).length, 1);
  });

  cases.it('the same intent token leaves a box that runs as it is', async (open) => {
    const spec = open.spec();
    const handle = await expectOk(open.runtime.create(spec));
    await expectOk(open.runtime.start(handle));
    const connection = await open.connect(handle);
    await open.write(connection, 'kept', 'kept');
    assert.deepEqual(await expectOk(open.runtime.create(spec)), handle);
    assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'running');
    assert.equal(await open.text(connection, 'kept'), 'kept');
  });

  concurrently(cases, {
    name: 'there is exactly one box for an intent',
    callers: 10,
    work: (open) => open.runtime.create(open.spec({ sessionId: 'ses', intentToken: 'shared' })),
    verify: async (open, results) => {
      const handles = await Promise.all(results.map((result) => expectOk(result)));
      for (const handle of handles) assert.deepEqual(handle, handles[0]);
      assert.equal((await expectOk(open.runtime.list({ installationId: INSTALLATION }))).length, 1);
    },
  });

  cases.it('installations may use the same intent token, and get boxes of their own', async (open) => {
    const spec = open.spec();
    const mine = await expectOk(open.runtime.create(spec));
    const theirs = await expectOk(open.runtime.create({ ...spec, installationId: OTHER_INSTALLATION }));
    assert.equal(theirs.installationId, OTHER_INSTALLATION);
    await expectOk(open.runtime.remove(theirs));
    assert.deepEqual((await expectOk(open.runtime.inspect(mine))).handle, mine);
  });
}
