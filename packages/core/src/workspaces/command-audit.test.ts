import { expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually, memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import { memoryRuntime, type Program } from '../memory/index.js';

const python3: Program = async ({ write }) => write('stdout', 'ran');

async function world() {
  const carrel = await memoryCarrel({ runtime: memoryRuntime({ programs: { python3 } }) });
  const caller = { ...(await newCaller(carrel)), requestId: 'req_mine' };
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const workspace = expectOk(await carrel.workspaces.open(caller, id));
  const entries = async () => {
    const { items } = expectOk(await carrel.audit.list(caller, { limit: 200 }));
    return items.filter(({ action }) => action.startsWith('command.')).reverse();
  };
  const told = async (count: number) => {
    await eventually(async () => expect((await entries()).length).toBe(count));
    return entries();
  };
  return { carrel, caller, id, workspace, told, [Symbol.asyncDispose]: () => carrel.dispose() };
}

it('has who ran a program and how it ended, with the name of the program alone', async () => {
  await using it = await world();
  const secret = { stdin: 'password', env: { TOKEN: 'secret' } };
  const { id } = expectOk(await it.workspace.commands.run(['exit', '3', '--token=secret'], secret));
  const entries = await it.told(2);
  expect(entries).toMatchObject([
    {
      ...{ action: 'command.started', actor: { type: 'user', id: it.caller.userId }, requestId: 'req_mine' },
      ...{ subject: id, outcome: 'success', details: { sessionId: it.id, incarnation: 1, program: 'exit' } },
    },
    {
      ...{ action: 'command.ended', actor: { type: 'system' }, subject: id },
      details: { sessionId: it.id, exitCode: 3, signal: null, reason: 'exited', outputBytes: 0 },
    },
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/secret|password/);
});

it('has a program that was started, from then on, and its end once that is known', async () => {
  await using it = await world();
  const command = expectOk(await it.workspace.commands.start(['cat']));
  expect(await it.told(1)).toMatchObject([{ action: 'command.started', subject: command.id }]);
  expectOk(await command.kill());
  await eventually(async () => expect(expectOk(await command.status()).state).toBe('exited'));
  const [, ...later] = await it.told(3);
  const killed = { action: 'command.killed', subject: command.id, actor: { type: 'user', id: it.caller.userId } };
  expect(later).toContainEqual(expect.objectContaining(killed));
  const ended = later.find(({ action }) => action === 'command.ended');
  expect(ended).toMatchObject({ details: { reason: 'cancelled' } });
});

it('has one that could not be started as failed', async () => {
  await using it = await world();
  expectErr(await it.workspace.commands.start(['missing']), 'process/not-startable');
  expect(await it.told(2)).toMatchObject([
    { action: 'command.started', details: { program: 'missing' } },
    { action: 'command.ended', outcome: 'failed' },
  ]);
});

it('has each stage of a run of code, which stays on no other record', async () => {
  await using it = await world();
  expectOk(await it.workspace.run({ language: 'python', files: [{ path: 'main.py', content: 'print("secret")' }] }));
  const entries = await it.told(2);
  expect(entries[0]).toMatchObject({ action: 'command.started', details: { program: 'python3' } });
  expect(entries[1]).toMatchObject({ action: 'command.ended', details: { exitCode: 0, outputBytes: 3 } });
  expect(expectOk(await it.workspace.commands.list())).toEqual([]);
});
