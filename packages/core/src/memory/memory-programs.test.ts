import { describe, expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import type { ProcessEvent, SpawnSpec } from '../runtime/index.js';
import type { Program } from './memory-program.js';
import { memoryRuntime } from './memory-runtime.js';

async function openBox(programs: Readonly<Record<string, Program>> = {}) {
  const runtime = memoryRuntime({ programs });
  const limits = { memoryBytes: 1_000_000, cpus: 1, pids: 32 };
  const identity = { installationId: 'ins', tenantId: 'ten', sessionId: 'ses', incarnation: 1, intentToken: 'token' };
  const handle = expectOk(await runtime.create({ ...identity, env: { BOX: 'yes' }, limits }));
  expectOk(await runtime.start(handle));
  return expectOk(await runtime.connect(handle));
}

async function run(argv: readonly string[], programs: Readonly<Record<string, Program>> = {}) {
  return runIn(await openBox(programs), { id: 'run', argv });
}

async function runIn({ processes }: Awaited<ReturnType<typeof openBox>>, spec: SpawnSpec) {
  const events = expectOk(await processes.spawnAttached(spec));
  const text = { stdout: '', stderr: '', tty: '' };
  let last: ProcessEvent | undefined;
  for await (const event of events) {
    if (event.type === 'output') text[event.channel] += new TextDecoder().decode(event.data);
    last = event;
  }
  return { ...text, exit: last?.type === 'exit' ? last.exit : undefined };
}

describe('the programs of every simulated box', () => {
  it.each<[readonly string[], { readonly stdout?: string; readonly code?: number }]>([
    [['true'], {}],
    [['false'], { code: 1 }],
    [['exit', '7'], { code: 7 }],
    [['exit', '256'], { code: 0 }],
    [['echo', 'a', 'b c'], { stdout: 'a b c\n' }],
    [['echo'], { stdout: '\n' }],
    [['/bin/echo', 'by path'], { stdout: 'by path\n' }],
    [['printf', 'no newline'], { stdout: 'no newline' }],
    [['printf', '%s=%d%%\\n', 'a', '1', 'b', '2x'], { stdout: 'a=1%\nb=2%\n' }],
    [['printf', '\\101\\t\\\\'], { stdout: 'A\t\\' }],
    [['printf', 'x', 'unused'], { stdout: 'x' }],
    [['pwd'], { stdout: '/workspace\n' }],
    [['sleep', '0.01', '0.01s'], {}],
    [['env', 'A=1', 'B=x=y', 'printf', 'ran'], { stdout: 'ran' }],
    [['env', 'no-such-program'], { code: 127 }],
  ])('%j', async (argv, { stdout = '', code = 0 }) => {
    const result = await run(argv);
    expect(result).toEqual({ stdout, stderr: '', tty: '', exit: { code, signal: null, reason: 'exited' } });
  });

  it('env shows the whole environment', async () => {
    const { stdout } = await run(['env', 'A=1']);
    expect(stdout.split('\n').sort()).toEqual(
      ['', 'A=1', 'BOX=yes', 'HOME=/workspace', 'LANG=C.UTF-8', 'PATH=/usr/bin:/bin'].sort(),
    );
  });

  it('cat writes files one after the other, and says which are missing', async () => {
    const box = await openBox();
    expectOk(await box.files.write('a', new TextEncoder().encode('A')));
    expectOk(await box.files.write('b', new TextEncoder().encode('B')));
    const { stdout, stderr, exit } = await runIn(box, { id: 'run', argv: ['cat', 'a', 'none', 'b'] });
    expect([stdout, stderr, exit?.code]).toEqual(['AB', 'cat: none: file/not-found\n', 1]);
  });

  it('yes writes without end', async () => {
    const box = await openBox();
    const limits = { maxOutputBytes: 10_000 };
    const { stdout, exit } = await runIn(box, { id: 'run', argv: ['yes', 'on'], limits });
    expect([stdout.slice(0, 6), stdout.length, exit?.reason]).toEqual(['on\non\n', 10_000, 'output-limit']);
  });

  it('sleep refuses what is no time', async () => {
    const { stderr, exit } = await run(['sleep', 'long']);
    expect([stderr, exit?.code]).toEqual(['Broken invariant: sleep: invalid time interval "long"\n', 1]);
  });
});

describe('a program of the host', () => {
  it('ends with code 1 and its message when it throws', async () => {
    const { stderr, exit } = await run(['bad'], {
      bad: () => {
        throw new Error('it went wrong');
      },
    });
    expect([stderr, exit]).toEqual(['it went wrong\n', { code: 1, signal: null, reason: 'exited' }]);
  });

  it('stops at the next thing it awaits when its process is ended, and is told by its signal', async () => {
    const steps: string[] = [];
    const box = await openBox({
      stuck: async (process) => {
        process.signal.addEventListener('abort', () => steps.push('told'));
        steps.push('began');
        await process.write('stdout', 'ready');
        await process.sleep(60_000);
        steps.push('went on');
      },
    });
    const events = expectOk(await box.processes.spawnAttached({ id: 'run', argv: ['stuck'] }));
    for await (const event of events) {
      if (event.type === 'output') expectOk(await box.processes.kill('run'));
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(steps).toEqual(['began', 'told']);
  });

  it('can wait for a child, and sees how it ended', async () => {
    const { stdout } = await run(['parent'], {
      parent: async (process) => {
        const child = process.spawn(['exit', '9'])._unsafeUnwrap();
        const killed = process.spawn(['sleep', '60'])._unsafeUnwrap();
        process.kill(killed.pid, 'SIGKILL');
        await process.write('stdout', JSON.stringify([await child.exited, await killed.exited]));
        await process.write('stdout', String(process.kill(killed.pid, '0')));
      },
    });
    expect(stdout).toBe('[{"code":9,"signal":null},{"code":null,"signal":"SIGKILL"}]false');
  });

  it('sees the files of the whole box from its directory', async () => {
    const box = await openBox({
      look: async ({ cwd, files, write }) => {
        files.write('note', 'a')._unsafeUnwrap();
        files.append('note', 'b')._unsafeUnwrap();
        files.rename('note', '../moved')._unsafeUnwrap();
        files.link('link', '/workspace/moved')._unsafeUnwrap();
        const names = files
          .list('/workspace')
          ._unsafeUnwrap()
          .map(({ path }) => path);
        const content = new TextDecoder().decode(files.read('link')._unsafeUnwrap());
        await write('stdout', JSON.stringify([cwd, names, content]));
      },
    });
    expectOk(await box.files.makeDirectory('deep'));
    const { stdout } = await runIn(box, { id: 'run', argv: ['look'], cwd: 'deep' });
    expect(JSON.parse(stdout)).toEqual(['/workspace/deep', ['workspace/deep', 'workspace/moved'], 'ab']);
  });
});
