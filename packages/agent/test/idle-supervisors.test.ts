import { readFile, readdir } from 'node:fs/promises';
import { eventually, expectErr, expectOk } from '@carrel/conformance';
import type { ProcessConnection, SpawnSpec } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { runAgent, sanitizedBinary, type RunningAgent } from './running-agent.js';

/** The children of the agent: its supervisors, those that wait for another command included. */
async function supervisorsOf({ pid }: RunningAgent): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').filter(Boolean).map(Number);
}

async function outputOf(processes: ProcessConnection, spec: SpawnSpec): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const event of await expectOk(processes.spawnAttached(spec))) {
    if (event.type === 'output') chunks.push(event.data);
  }
  return Buffer.concat(chunks).toString();
}

describe('a supervisor', () => {
  it('takes one command after the other, each with what is its own', { timeout: 120_000 }, async () => {
    await using agent = await runAgent({}, sanitizedBinary());
    const { files, processes } = await agent.connect();
    await expectOk(files.makeDirectory('below'));
    const seen = new Set<number>();
    const argv = ['sh', '-c', 'echo "$PPID $WHO $(basename "$PWD") $(test -t 0 && echo tty) $#"', 'sh'];

    for (let index = 0; index < 30; index += 1) {
      const id = `p${index}`;
      if (index % 3 === 2)
        await expectErr(await processes.spawn({ id, argv: ['/no/such/program'] }), 'process/not-startable');
      const tty = index % 5 === 4 ? { tty: { cols: 80, rows: 24 } } : {};
      const cwd = index % 2 === 1 ? { cwd: 'below' } : {};
      const spec = {
        id: `${id}-ok`,
        argv: [...argv, ...Array<string>(index).fill('a')],
        env: { WHO: id },
        ...tty,
        ...cwd,
      };
      const [supervisor, ...said] = (await outputOf(processes, spec)).trim().split(/\s+/);
      seen.add(Number(supervisor));
      const terminal = 'tty' in tty ? ['tty'] : [];
      expect(said).toEqual([id, index % 2 === 1 ? 'below' : 'root', ...terminal, String(index)]);
    }

    expect(seen.size).toBeLessThan(20);
    await eventually(async () => {
      expect(await supervisorsOf(agent)).toEqual([]);
    });
  });

  it('that waits holds no descriptor of the commands before', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    const count = ['sh', '-c', 'ls /proc/$PPID/fd 2>/dev/null | wc -l; ls /proc/self/fd | wc -l'];

    const first = await outputOf(processes, { id: 'first', argv: count });
    for (let index = 0; index < 20; index += 1) await outputOf(processes, { id: `p${index}`, argv: ['true'] });
    const last = await outputOf(processes, { id: 'last', argv: count });

    expect(last).toBe(first);
  });

  it('is made anew for a command that is too long to be told, or when the one that waits was killed', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    await outputOf(processes, { id: 'warm', argv: ['true'] });

    const long = 'x'.repeat(100_000);
    expect(await outputOf(processes, { id: 'long', argv: ['sh', '-c', 'echo ${#1}', 'sh', long] })).toBe('100000\n');

    for (const pid of await supervisorsOf(agent)) process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      expect(await supervisorsOf(agent)).toEqual([]);
    });
    expect(await outputOf(processes, { id: 'after', argv: ['echo', 'still'] })).toBe('still\n');
  });

  it('that waits and was stopped delays a command, and no more', { timeout: 120_000 }, async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    await outputOf(processes, { id: 'warm', argv: ['true'] });
    for (const pid of await supervisorsOf(agent)) process.kill(pid, 'SIGSTOP');

    const refused = await processes.spawn({ id: 'one', argv: ['true'] });

    if (refused.isErr()) expect(refused.error.type).toBe('connection/limit');
    expect(await outputOf(processes, { id: 'two', argv: ['echo', 'still'] })).toBe('still\n');
    expect((await readdir(`/proc/${agent.pid}/task`)).length).toBe(1);
  });

  it('of a tree that still lives takes no other command', async () => {
    await using agent = await runAgent();
    const { processes } = await agent.connect();
    const daemon = ['sh', '-c', 'sleep 60 > /dev/null 2>&1 < /dev/null & echo $PPID'];
    const keeper = await outputOf(processes, { id: 'daemon', argv: daemon });

    for (let index = 0; index < 10; index += 1) {
      expect(await outputOf(processes, { id: `p${index}`, argv: ['sh', '-c', 'echo $PPID'] })).not.toBe(keeper);
    }
    await expectOk(processes.signal('daemon', 'SIGKILL', { scope: 'tree' }));
  });
});
