import assert from 'node:assert/strict';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { exited, type OpenRuntime } from './open-runtime.js';

/** What is known of processes: `list`, `get`, `forget`, and the ids. */
export function describeProcessRecords(cases: Cases<OpenRuntime>): void {
  cases.group('process records', () => {
    describeKnown(cases);
    describeForget(cases);
  });
}

function describeKnown(cases: Cases<OpenRuntime>): void {
  cases.it('list gives every process that runs, and those that ended', async (open) => {
    const connection = await open.connect();
    assert.deepEqual(await expectOk(connection.processes.list()), []);
    const running = await open.spawn(connection, open.programs.sleep('600'), { label: 'the first' });
    const ended = await open.spawn(connection, open.programs.exitCode('5'), { label: 'the second' });
    await open.finish(connection, ended);
    const listed = await expectOk(connection.processes.list());
    assert.deepEqual(
      new Map(listed.map(({ id, label, exit }) => [id, [label, exit]])),
      new Map<string, unknown>([
        [running, ['the first', null]],
        [ended, ['the second', exited(5)]],
      ]),
    );
  });

  cases.it('get says how a process ended, when, and how much it wrote', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.count('50'));
    await open.finish(connection, id);
    const info = await expectOk(connection.processes.get(id));
    assert.deepEqual([info.id, info.label, info.exit], [id, '', exited(0)]);
    assert.deepEqual([info.firstOffset, info.endOffset, info.truncated], [0, 400, false]);
    assert.ok(info.endedAt !== null && info.endedAt >= info.startedAt, `${info.startedAt} to ${info.endedAt}`);
  });

  cases.it('get fails with process/not-found for an unknown id', async (open) => {
    const { processes } = await open.connect();
    await expectErr(processes.get('nobody'), 'process/not-found');
  });

  cases.it('spawn fails with process/exists when the id is taken, also by a process that ended', async (open) => {
    const connection = await open.connect();
    const argv = open.programs.cat();
    await open.spawn(connection, argv, { id: 'taken', stdin: true });
    await expectErr(connection.processes.spawn({ id: 'taken', argv }), 'process/exists');
    await expectErr(connection.processes.spawnAttached({ id: 'taken', argv }), 'process/exists');
    await expectOk(connection.processes.writeStdin('taken', Buffer.from('mine'), { end: true }));
    assert.equal((await open.finish(connection, 'taken')).stdout, 'mine');
    await expectErr(connection.processes.spawn({ id: 'taken', argv }), 'process/exists');
  });

  cases.it('one id makes one process, however many ask for it at the same time', async (open) => {
    const connection = await open.connect();
    const argv = open.programs.sleep('600');
    const results = await allAtOnce(10, () => connection.processes.spawn({ id: 'wanted', argv }));
    assert.equal(results.filter((result) => result.isOk()).length, 1);
    for (const result of results) if (result.isErr()) assert.equal(result.error.type, 'process/exists');
    assert.equal((await expectOk(connection.processes.list())).length, 1);
  });
}

function describeForget(cases: Cases<OpenRuntime>): void {
  cases.it('a process that is forgotten is not known any more, and its id is free', async (open) => {
    const connection = await open.connect();
    await open.run(connection, open.programs.echo('old'), { id: 'mine' });
    await expectOk(connection.processes.forget('mine'));
    await expectErr(connection.processes.get('mine'), 'process/not-found');
    await expectErr(connection.processes.attach('mine'), 'process/not-found');
    assert.deepEqual(await expectOk(connection.processes.list()), []);
    assert.equal((await open.run(connection, open.programs.echo('new'), { id: 'mine' })).stdout, 'new\n');
  });

  cases.it('forget is ok for an unknown process, and may be called again', async (open) => {
    const connection = await open.connect();
    await expectOk(connection.processes.forget('nobody'));
    await open.run(connection, open.programs.echo('old'), { id: 'mine' });
    await expectOk(connection.processes.forget('mine'));
    await expectOk(connection.processes.forget('mine'));
  });

  cases.it('forget fails with process/running for a process that runs, which goes on', async (open) => {
    const connection = await open.connect();
    const id = await open.spawn(connection, open.programs.cat(), { stdin: true });
    await expectErr(connection.processes.forget(id), 'process/running');
    await expectOk(connection.processes.writeStdin(id, Buffer.from('here'), { end: true }));
    assert.equal((await open.finish(connection, id)).stdout, 'here');
  });
}
