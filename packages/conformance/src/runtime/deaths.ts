import assert from 'node:assert/strict';
import type { RuntimeEvent, RuntimeHandle } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { numbered, within, type Reading } from './process-events.js';
import { needs, needsKeptFiles, type RuntimeKitOptions } from './runtime-subject.js';

/** What holds when a box is killed, with everything in it. */
export function describeDeaths(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('deaths of boxes', () => {
    describeDeath(cases, options);
    describeAfterDeath(cases, options);
  });
}

/** A reader may be told that nothing is known, never of an end that nobody saw. */
function assertNoGoodEnd({ last }: Reading): void {
  assert.notEqual(last, null, 'the reading ended without a last event');
  if (last?.type === 'failed') assert.equal(last.error.type, 'connection/lost');
  else assert.deepEqual([last?.exit.code, last?.exit.reason === 'exited'], [null, false], JSON.stringify(last));
}

function describeDeath(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const kills = needs(options, 'killBox');

  cases.itWhen(kills, 'a process whose box is killed is never reported to have ended well', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const readers = await allAtOnce(3, async () => {
      const reader = await open.attach(connection, await open.spawn(connection, open.programs.tick('1000', '0.01')));
      await reader.until(numbered(3));
      return reader;
    });
    const readings = readers.map((reader) => reader.rest());
    await open.subject.killBox(handle);
    for (const reading of readings) assertNoGoodEnd(await reading);
  });

  cases.itWhen(kills, 'the links to a box that is killed are over, and their calls fail', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    await open.subject.killBox(handle);
    await within(connection.closed, 'the end of the link');
    await expectErr(connection.processes.list(), 'connection/lost');
    await expectErr(connection.files.write('late', Buffer.from('x')), 'connection/lost');
  });

  cases.itWhen(kills, 'a box that was killed is seen to be, and takes no connection', async (open) => {
    const handle = await open.box();
    await open.subject.killBox(handle);
    await eventually(async () => {
      assert.equal((await expectOk(open.runtime.inspect(handle))).state, 'exited');
    });
    const [info] = await expectOk(open.runtime.list({ installationId: INSTALLATION }));
    assert.equal(info?.state, 'exited');
    await expectErr(open.runtime.connect(handle), 'runtime/not-running');
    await expectOk(open.runtime.stop(handle));
  });
}

function describeAfterDeath(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const kills = needs(options, 'killBox');

  cases.itWhen(kills, 'events tells of a box that was killed', async (open) => {
    const [handle, other] = [await open.box(), await open.box()];
    const controller = new AbortController();
    const next = nextAbout(open.runtime.events(controller.signal), [handle, other]);
    await open.subject.killBox(handle);
    const { value, done } = await within(next, 'the event');
    assert.ok(done !== true && value.type === 'died', JSON.stringify(value));
    assert.deepEqual(value.handle, handle);
    assert.equal((await expectOk(open.runtime.inspect(other))).state, 'running');
    controller.abort();
  });

  cases.itWhen(kills, 'events tells of a box that was killed while a link to it was open', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const controller = new AbortController();
    const next = nextAbout(open.runtime.events(controller.signal), [handle]);
    await expectOk(connection.processes.list());
    await open.subject.killBox(handle);
    const { value, done } = await within(next, 'the event');
    assert.ok(done !== true && value.type === 'died', JSON.stringify(value));
    assert.deepEqual(value.handle, handle);
    controller.abort();
  });

  cases.it('events ends with its signal', async (open) => {
    const controller = new AbortController();
    const next = open.runtime.events(controller.signal)[Symbol.asyncIterator]().next();
    controller.abort();
    assert.equal((await within(next, 'the end of the events')).done, true);
  });

  const keeps = needsKeptFiles(options, 'killBox');
  cases.itWhen(keeps, 'a box that was killed starts again with its files, and none of its processes', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    await open.write(connection, 'kept', 'kept');
    await open.spawn(connection, open.programs.sleep('600'));
    await open.subject.killBox(handle);
    await open.must('start', open.runtime.start(handle));
    const again = await open.connect(handle);
    assert.equal(await open.text(again, 'kept'), 'kept');
    assert.deepEqual(await expectOk(again.processes.list()), []);
  });

  const daemons = options.lacks?.killBox === undefined ? needs(options, 'spawnDaemon', 'isAlive') : kills;
  cases.itWhen(daemons, 'nothing of a box that was killed goes on, daemons neither', async (open) => {
    const handle = await open.box();
    const { child } = await open.spawnTree(await open.connect(handle), 'spawnDaemon');
    await open.subject.killBox(handle);
    await open.must('start', open.runtime.start(handle));
    await open.expectAlive(await open.connect(handle), child, false);
  });
}

/** The next event about one of these boxes; the backend may have others, of which the runtime may tell too. */
async function nextAbout(
  events: AsyncIterable<RuntimeEvent>,
  boxes: readonly RuntimeHandle[],
): Promise<IteratorResult<RuntimeEvent, unknown>> {
  const iterator = events[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next();
    if (next.done === true || boxes.some(({ boxId }) => boxId === next.value.handle.boxId)) return next;
  }
}
