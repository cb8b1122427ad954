import assert from 'node:assert/strict';
import { CarrelException } from '@carrel/core/kernel';
import type { ConnectionError } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { exited, INSTALLATION, type OpenRuntime } from './open-runtime.js';
import { numbered, within, type Reading } from './process-events.js';
import { needs, type RuntimeKitOptions } from './runtime-subject.js';

/** What holds when boxes die, links break, and the control plane is started anew. */
export function describeFaults(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  cases.group('faults', () => {
    describeDeaths(cases, options);
    describeCuts(cases, options);
    describeRestarts(cases, options);
  });
}

/** A reader may be told that nothing is known, never of an end that nobody saw. */
function assertNoGoodEnd({ last }: Reading): void {
  assert.notEqual(last, null, 'the reading ended without a last event');
  if (last?.type === 'failed') assert.equal(last.error.type, 'connection/lost');
  else assert.deepEqual([last?.exit.code, last?.exit.reason === 'exited'], [null, false], JSON.stringify(last));
}

function describeDeaths(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
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

  cases.itWhen(kills, 'events tells of a box that was killed', async (open) => {
    const [handle, other] = [await open.box(), await open.box()];
    const controller = new AbortController();
    const iterator = open.runtime.events(controller.signal)[Symbol.asyncIterator]();
    const next = iterator.next();
    await open.subject.killBox(handle);
    const { value, done } = await within(next, 'the event');
    assert.ok(done !== true && value.type === 'died', JSON.stringify(value));
    assert.deepEqual(value.handle, handle);
    assert.equal((await expectOk(open.runtime.inspect(other))).state, 'running');
    controller.abort();
  });

  cases.it('events ends with its signal', async (open) => {
    const controller = new AbortController();
    const next = open.runtime.events(controller.signal)[Symbol.asyncIterator]().next();
    controller.abort();
    assert.equal((await within(next, 'the end of the events')).done, true);
  });

  cases.itWhen(kills, 'a box that was killed starts again with its files, and none of its processes', async (open) => {
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

function describeCuts(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const cuts = needs(options, 'cutConnections');

  cases.itWhen(cuts, 'a reader whose link is cut gets failed, never an exit', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const reader = await open.attach(connection, await open.spawn(connection, open.programs.sleep('600')));
    const reading = reader.rest();
    await open.subject.cutConnections(handle);
    const { last } = await reading;
    assert.equal(last?.type === 'failed' && last.error.type, 'connection/lost');
  });

  cases.itWhen(
    cuts,
    'a process whose link is cut goes on, and each byte is read once over many links',
    async (open) => {
      const handle = await open.box();
      const id = await open.spawn(await open.connect(handle), open.programs.tick('80', '0.01'));
      let text = '';
      let position = 0;
      for (let cut = 0; cut < 5; cut += 1) {
        const reader = await open.attach(await open.connect(handle), id, position);
        await reader.take();
        await open.subject.cutConnections(handle);
        await reader.rest();
        text += reader.reading().stdout;
        position = reader.position;
      }
      const { stdout, exit } = await open.finish(await open.connect(handle), id, position);
      assert.equal(text + stdout, numbered(80));
      assert.deepEqual(exit, exited(0));
    },
  );

  cases.itWhen(cuts, 'calls under way fail with connection/lost when the link is cut', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const id = await open.spawn(connection, open.programs.sleep('600'), { stdin: true });
    const stuck = connection.processes.writeStdin(id, Buffer.alloc(4_194_304));
    await expectOk(connection.stats());
    await open.subject.cutConnections(handle);
    await expectErr(within(stuck, 'the write'), 'connection/lost');
    await within(connection.closed, 'the end of the link');
    await expectErr(connection.stats(), 'connection/lost');
    assert.equal((await expectOk((await open.connect(handle)).processes.get(id))).exit, null);
  });

  cases.itWhen(cuts, 'a read whose link is cut ends with a thrown error, never like a whole file', async (open) => {
    const handle = await open.box();
    const connection = await open.connect(handle);
    const size = 33_554_432;
    await expectOk(connection.files.write('large', Buffer.alloc(size)));
    const whole = await expectOk(connection.files.read('large'));
    const archive = await expectOk(connection.files.download(''));
    for (const data of [whole.data, archive]) {
      let received = 0;
      const read = async () => {
        for await (const chunk of data) {
          if (received === 0) await open.subject.cutConnections(handle);
          received += chunk.length;
        }
      };
      await assert.rejects(within(read(), 'the read'), (error) => {
        assert.ok(error instanceof CarrelException, String(error));
        assert.equal((error.error as ConnectionError).type, 'connection/lost');
        return true;
      });
      assert.ok(received < size, 'the whole file was read');
    }
  });

  cases.itWhen(cuts, 'a watch whose link is cut ends with failed, and can be taken up again', async (open) => {
    const handle = await open.box();
    const events = await expectOk((await open.connect(handle)).files.watch(''));
    const iterator = events[Symbol.asyncIterator]();
    await open.write(await open.connect(handle), 'one', 'x');
    const first = await within(iterator.next(), 'the first event');
    assert.ok(first.done !== true && first.value.type === 'created' && first.value.path === 'one');
    await open.subject.cutConnections(handle);
    let item = await within(iterator.next(), 'the end of the watch');
    while (item.done !== true && item.value.type !== 'failed') item = await iterator.next();
    assert.ok(item.done !== true && item.value.type === 'failed', JSON.stringify(item));
    const connection = await open.connect(handle);
    await open.write(connection, 'two', 'x');
    const seen = await expectOk(connection.files.watch('', { from: first.value.position + 1 }));
    for await (const event of seen) {
      assert.ok('path' in event, JSON.stringify(event));
      if (event.type === 'created' && event.path === 'two') break;
    }
  });
}

function describeRestarts(cases: Cases<OpenRuntime>, options: RuntimeKitOptions): void {
  const survives = { has: options.capabilities.survivesRestart, lacks: 'its boxes end with the control plane' };

  cases.itWhen(survives, 'a control plane that starts anew after create finds the box of its intent', async (open) => {
    const spec = open.spec();
    const handle = await expectOk(open.runtime.create(spec));
    const runtime = await open.restart();
    const [info] = await expectOk(runtime.list({ installationId: INSTALLATION }));
    assert.deepEqual([info?.handle, info?.state], [handle, 'created']);
    assert.deepEqual(await expectOk(runtime.create(spec)), handle);
    assert.equal((await expectOk(runtime.list({ installationId: INSTALLATION }))).length, 1);
    await expectOk(runtime.start(handle));
    const connection = await open.connect(handle, runtime);
    assert.equal((await open.run(connection, open.programs.echo('anew'))).stdout, 'anew\n');
  });

  cases.itWhen(survives, 'what runs goes on while the control plane starts anew, and loses no output', async (open) => {
    const handle = await open.box();
    const id = await open.spawn(await open.connect(handle), open.programs.tick('60', '0.01'), { label: 'kept' });
    await open.runtime.dispose();
    const runtime = await open.restart();
    const [info] = await expectOk(runtime.list({ installationId: INSTALLATION }));
    assert.deepEqual([info?.handle, info?.state], [handle, 'running']);
    const connection = await open.connect(handle, runtime);
    assert.equal((await expectOk(connection.processes.get(id))).label, 'kept');
    const { stdout, exit } = await open.finish(connection, id);
    assert.deepEqual([stdout, exit], [numbered(60), exited(0)]);
  });

  cases.itWhen(survives, 'a box can be stopped and removed by a control plane that did not make it', async (open) => {
    const handle = await open.box();
    await open.spawn(await open.connect(handle), open.programs.sleep('600'));
    const runtime = await open.restart();
    await open.must('stop', runtime.stop(handle, { graceMs: 0 }));
    assert.equal((await expectOk(runtime.inspect(handle))).state, 'exited');
    await open.must('remove', runtime.remove(handle));
    await expectErr(open.runtime.inspect(handle), 'runtime/not-found');
  });
}
