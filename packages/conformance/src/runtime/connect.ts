import assert from 'node:assert/strict';
import type { WorkspaceConnection } from '@carrel/core/runtime';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import type { Operation } from '../traits/when-closed.js';
import { exited, type OpenRuntime } from './open-runtime.js';
import { within } from './process-events.js';

/** What a link to a box promises of itself. */
export function describeConnect(cases: Cases<OpenRuntime>): void {
  cases.group('connect', () => {
    describeLinks(cases);
    describeClosing(cases);
  });
}

/** One of each kind of call. */
const calls: Readonly<Record<string, Operation<WorkspaceConnection>>> = {
  'processes.spawn': ({ processes }) => processes.spawn({ id: 'late', argv: ['true'] }),
  'processes.spawnAttached': ({ processes }) => processes.spawnAttached({ id: 'late', argv: ['true'] }),
  'processes.attach': ({ processes }) => processes.attach('late'),
  'processes.list': ({ processes }) => processes.list(),
  'processes.get': ({ processes }) => processes.get('late'),
  'processes.writeStdin': ({ processes }) => processes.writeStdin('late', new Uint8Array(1)),
  'processes.signal': ({ processes }) => processes.signal('late', 'SIGTERM'),
  'processes.kill': ({ processes }) => processes.kill('late'),
  'processes.forget': ({ processes }) => processes.forget('late'),
  'files.read': ({ files }) => files.read('late'),
  'files.write': ({ files }) => files.write('late', new Uint8Array(1)),
  'files.list': ({ files }) => files.list(''),
  'files.watch': ({ files }) => files.watch(''),
  openPort: (connection) => connection.openPort(80),
  stats: (connection) => connection.stats(),
};

function describeLinks(cases: Cases<OpenRuntime>): void {
  cases.it('a link belongs to the incarnation of its box', async (open) => {
    const connection = await open.connect(await open.box({ incarnation: 4 }));
    assert.equal(connection.incarnation, 4);
  });

  cases.it('all links to one life of a box name it, and none to another life of it', async (open) => {
    const handle = await open.box();
    const [one, other] = [await open.connect(handle), await open.connect(handle)];
    assert.ok(one.life.length > 0);
    assert.equal(one.life, other.life);
    await open.must('stop', open.runtime.stop(handle));
    await open.must('start', open.runtime.start(handle));
    assert.notEqual((await open.connect(handle)).life, one.life);
    assert.notEqual((await open.connect()).life, one.life);
  });

  cases.it('many links to one box may be open at once', async (open) => {
    const handle = await open.box();
    const links = await allAtOnce(8, () => open.connect(handle));
    const readings = await Promise.all(
      links.map((link, number) => open.run(link, open.programs.echo(`link ${number}`))),
    );
    assert.deepEqual(
      readings.map(({ stdout }) => stdout),
      links.map((_, number) => `link ${number}\n`),
    );
  });

  cases.it('what one link starts, another one sees', async (open) => {
    const handle = await open.box();
    const [one, other] = [await open.connect(handle), await open.connect(handle)];
    const id = await open.spawn(one, open.programs.cat(), { stdin: true });
    assert.equal((await expectOk(other.processes.get(id))).exit, null);
    await expectOk(other.processes.writeStdin(id, Buffer.from('from another'), { end: true }));
    assert.equal((await open.finish(one, id)).stdout, 'from another');
  });

  cases.it('stats count what a box uses', async (open) => {
    const connection = await open.connect();
    const before = await expectOk(connection.stats());
    await open.spawn(connection, open.programs.sleep('600'));
    const after = await expectOk(connection.stats());
    assert.ok(after.processes > before.processes, `${after.processes} processes`);
    for (const value of Object.values(after)) assert.ok(Number.isFinite(value) && value >= 0, `${value}`);
    assert.ok(after.uptimeMs >= before.uptimeMs && after.cpuMs >= before.cpuMs);
  });
}

function describeClosing(cases: Cases<OpenRuntime>): void {
  for (const [name, call] of Object.entries(calls)) {
    cases.it(`${name} fails with connection/lost after close`, async (open) => {
      const connection = await open.connect();
      await connection.close();
      await expectErr(call(connection), 'connection/lost');
    });
  }

  cases.it('closed resolves when the link is closed, which may be done again', async (open) => {
    const connection = await open.connect();
    await Promise.all([connection.close(), connection.close()]);
    await within(connection.closed, 'closed');
    await connection.close();
  });

  cases.it('closing a link ends no other link', async (open) => {
    const handle = await open.box();
    const [one, other] = [await open.connect(handle), await open.connect(handle)];
    await one.close();
    assert.equal((await open.run(other, open.programs.echo('here'))).stdout, 'here\n');
    const state = await Promise.race([other.closed.then(() => 'closed'), Promise.resolve('open')]);
    assert.equal(state, 'open');
  });

  cases.it('closing a link ends no process, and nothing of its output is lost', async (open) => {
    const handle = await open.box();
    const first = await open.connect(handle);
    const id = await open.spawn(first, open.programs.cat(), { stdin: true });
    await expectOk(first.processes.writeStdin(id, Buffer.from('before, ')));
    await first.close();
    const second = await open.connect(handle);
    await expectOk(second.processes.writeStdin(id, Buffer.from('after'), { end: true }));
    const { stdout, exit } = await open.finish(second, id);
    assert.deepEqual([stdout, exit], ['before, after', exited(0)]);
  });

  cases.it('a reader on a link that is closed gets failed, never an exit', async (open) => {
    const connection = await open.connect();
    const reader = await open.attach(connection, await open.spawn(connection, open.programs.sleep('600')));
    const reading = reader.rest();
    await connection.close();
    const { last } = await reading;
    assert.equal(last?.type === 'failed' && last.error.type, 'connection/lost');
  });

  cases.it('connect fails with runtime/not-running for a box that does not run', async (open) => {
    const handle = await open.box();
    await expectOk(open.runtime.stop(handle));
    await expectErr(open.runtime.connect(handle), 'runtime/not-running');
  });
}
