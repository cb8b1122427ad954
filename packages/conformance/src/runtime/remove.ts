import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { within } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** What `remove` promises. */
export function describeRemove(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('remove', () => {
    describeStates(cases, options);
    describeWhatIsLeft(cases, options);
  });
}

async function expectGone(open: OpenRuntime, handle: Awaited<ReturnType<OpenRuntime['create']>>): Promise<void> {
  await expectErr(open.runtime.inspect(handle), 'runtime/not-found');
  await expectErr(open.runtime.connect(handle), 'runtime/not-found');
  assert.deepEqual(await expectOk(open.runtime.list({ installationId: INSTALLATION })), []);
}

function describeStates(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('a box that never ran can be removed', async (open) => {
    const handle = await open.create();
    await expectOk(open.runtime.remove(handle));
    await expectGone(open, handle);
  });

  cases.it('a box that runs can be removed, with processes in it', async (open) => {
    const handle = await open.box();
    await open.spawn(await open.connect(handle), open.programs.sleep('600'));
    await open.must('remove', open.runtime.remove(handle));
    await expectGone(open, handle);
  });

  cases.it('a stopped box can be removed', async (open) => {
    const handle = await open.box();
    await expectOk(open.runtime.stop(handle));
    await expectOk(open.runtime.remove(handle));
    await expectGone(open, handle);
  });

  cases.itWhen(needs(options, 'killBox'), 'a box that died can be removed', async (open) => {
    const handle = await open.box();
    await open.spawn(await open.connect(handle), open.programs.sleep('600'));
    await open.subject.killBox(handle);
    await open.must('remove', open.runtime.remove(handle));
    await expectGone(open, handle);
  });

  cases.it('remove is ok when there is no such box', async (open) => {
    const handle = await open.create();
    await expectOk(open.runtime.remove(handle));
    await expectOk(open.runtime.remove(handle));
    await expectOk(open.runtime.remove({ ...handle, boxId: 'no-such-box', intentToken: 'never-used' }));
  });

  cases.it('remove may be called for one box many times at the same time', async (open) => {
    const handle = await open.box();
    for (const result of await allAtOnce(5, () => open.runtime.remove(handle))) await expectOk(result);
    await expectGone(open, handle);
  });
}

function describeWhatIsLeft(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.it('remove touches no other box, also of the same session', async (open) => {
    const sessionId = open.name('ses');
    const [old, current] = [await open.box({ sessionId }), await open.box({ sessionId, incarnation: 2 })];
    const connection = await open.connect(current);
    await open.write(connection, 'kept', 'kept');
    await expectOk(open.runtime.remove(old));
    assert.equal(await open.text(connection, 'kept'), 'kept');
    assert.equal((await expectOk(open.runtime.inspect(current))).state, 'running');
  });

  cases.it('the files of a removed box are not in the next one of the session', async (open) => {
    const sessionId = open.name('ses');
    const old = await open.box({ sessionId });
    await open.write(await open.connect(old), 'old', 'old');
    await expectOk(open.runtime.remove(old));
    const connection = await open.connect(await open.box({ sessionId, incarnation: 2 }));
    assert.deepEqual(await expectOk(connection.files.list('')), []);
  });

  cases.it('remove ends the links to the box, and their readers do not see a good end', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const reader = await open.attach(connection, await open.spawn(connection, open.programs.sleep('600')));
    const reading = reader.rest();
    await expectOk(open.runtime.remove(handle));
    await within(connection.closed, 'the end of the link');
    await expectErr(connection.processes.list(), 'connection/lost');
    const { last } = await reading;
    assert.notEqual(last, null);
    if (last?.type === 'exit') assert.equal(last.exit.code, null);
    else assert.equal(last?.error.type, 'connection/lost');
  });

  // Only where boxes share their processes can one be asked about those of another.
  const shared = options.capabilities.isolation
    ? { has: false, lacks: 'its boxes do not see the processes of others' }
    : needs(options, 'spawnDaemon', 'isAlive');
  cases.itWhen(shared, 'nothing of a removed box runs, daemons neither', async (open) => {
    const [handle, other] = [await open.box(), await open.box()];
    const { child } = await open.spawnTree(await open.connect(handle), 'spawnDaemon');
    await expectOk(open.runtime.remove(handle));
    await open.expectAlive(await open.connect(other), child, false);
  });
}
