import { unwrap } from '@carrel/core';
import type { RunCode } from '@carrel/core/workspaces';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasDocker } from '../run-docker.js';
import { LiveWorkspaces } from './live-workspace.js';

const python = (content: string): Pick<RunCode, 'language' | 'files'> => ({
  language: 'python',
  files: [{ path: 'main.py', content }],
});
const bash = (content: string): Pick<RunCode, 'language' | 'files'> => ({
  language: 'bash',
  files: [{ path: 'main.sh', content }],
});

describe.skipIf(!hasDocker)('a run of code that turns on what runs it', () => {
  let live: LiveWorkspaces;
  beforeAll(async () => {
    live = await LiveWorkspaces.open();
  });
  afterEach(() => live.expectNothingLeft());
  afterAll(() => live[Symbol.asyncDispose]());

  /** The run stage; an honest program works afterwards. */
  async function run(request: RunCode) {
    const { run } = await live.run({ timeoutMs: 2_000, ...request });
    const honest = await live.run(python('print("honest")\n'));
    expect(honest.run).toMatchObject({ exitCode: 0, stdout: 'honest\n' });
    return run!;
  }

  it.each([
    ['kills its supervisor', 'os.kill(os.getppid(), signal.SIGKILL)'],
    ['kills all it may', 'os.kill(-1, signal.SIGKILL)'],
    ['stops its supervisor', 'os.kill(os.getppid(), signal.SIGSTOP)'],
    ['stops all it may', 'os.kill(-1, signal.SIGSTOP)'],
    ['kills the agent', 'os.kill(1, signal.SIGKILL)'],
    ['stops the agent', 'os.kill(1, signal.SIGSTOP)'],
    ['ends the agent in good order', 'os.kill(1, signal.SIGTERM)'],
  ])('%s, and is over by its time limit', async (_, attack) => {
    const stage = await run(python(`import os, signal\n${attack}\nwhile True: pass\n`));

    expect(['timeout', 'signalled']).toContain(stage.reason);
    expect(stage.durationMs).toBeLessThan(15_000);
  });

  it('stops all it may again and again, and files are worked on all the same', async () => {
    const stopping = 'import os, signal, time\nwhile True:\n    os.kill(-1, signal.SIGSTOP)\n    time.sleep(0.05)\n';
    let over = false;
    const running = run(python(stopping)).finally(() => {
      over = true;
    });
    running.catch(() => undefined);
    const { files } = live.workspace;

    while (!over) {
      await unwrap(files.write('probe/file', ''));
      expect(await unwrap(files.list('probe'))).toHaveLength(1);
      await unwrap(files.remove('probe'));
    }

    expect((await running).reason).toBe('timeout');
  });

  it('forks without end where nothing supervises it, and is over', async () => {
    const bomb = `import os, signal
os.kill(os.getppid(), signal.SIGKILL)
while True:
    try:
        if os.fork() == 0: os.setsid()
    except OSError: pass
`;

    const stage = await run(python(bomb));

    expect(['timeout', 'signalled']).toContain(stage.reason);
  });

  it.each([
    ['directories that nobody may enter', 'import os\nos.makedirs("a/b/c")\nos.chmod("a/b", 0)\nos.chmod("a", 0)\n'],
    ['a directory that nobody may change', 'import os\nos.makedirs("a/b")\nos.chmod("a", 0o555)\n'],
    ['5,000 directories in each other', 'import os\nfor _ in range(5_000):\n    os.mkdir("d")\n    os.chdir("d")\n'],
    ['5,000 files', 'for n in range(5_000): open(f"{n}", "w").close()\n'],
    ['pipes, sockets and links', 'import os\nos.mkfifo("f")\nos.symlink("/", "l")\nos.link("main.py", "h")\n'],
    ['names that are no text', 'import os\nos.mkdir(b"\\xff\\xfe\\n")\nopen(b"\\xff\\xfe\\n/*", "w")\n'],
    ['nothing, its own directory neither', 'import os, shutil\nshutil.rmtree(os.getcwd())\n'],
  ])('leaves %s, and they are gone', async (_, content) => {
    expect(await run({ ...python(content), timeoutMs: 20_000 })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each(['/etc/x', '/usr/bin/x', '/.carrel/agent/x', '/dev/x', '/proc/sys/kernel/hostname', '/sys/x'])(
    'writes to nothing outside: %s',
    async (path) => {
      expect(await run({ ...bash('(echo x > "$1") 2>&- && echo written\n'), args: [path] })).toMatchObject({
        exitCode: 1,
        stdout: '',
      });
    },
  );

  it('is what it says in 5 MB of source', async () => {
    const content = `print(len('${'x'.repeat(5_000_000)}'))\n`;

    expect(await run(python(content))).toMatchObject({ exitCode: 0, stdout: '5000000\n' });
  });

  it('reads none of 16 MiB of input, and ends by its time limit', async () => {
    const stage = await run({ ...python('while True: pass\n'), stdin: Buffer.alloc(16 * 1_048_576, 'x') });

    expect(stage).toMatchObject({ signal: 'SIGTERM', reason: 'timeout' });
  });

  it('prints what is no text', async () => {
    const stage = await run(python('import sys\nsys.stdout.buffer.write(bytes(range(256)))\n'));

    expect(stage.exitCode).toBe(0);
    expect(stage.stdout).toContain('abc');
    expect(stage.stdout).toContain('\uFFFD');
  });
});
