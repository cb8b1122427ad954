import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = readFileSync(at('../README.md'), 'utf8');

let directory: string;
let runner: Awaited<ReturnType<typeof startRunner>>;

/** The example as its README has it. */
async function startRunner(more: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [at('../src/main.mjs')], {
    env: { ...process.env, DATA_DIR: join(directory, 'data'), PORT: '0', ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [unknown];
  const [, origin] = /^programs run at (http:.*)\/execute$/.exec(String(line)) ?? [];
  if (origin === undefined) throw new Error(`It did not start: ${String(line)}`);
  const execute = async (body: string | object, signal: AbortSignal | null = null) => {
    const answer = await fetch(`${origin}/execute`, {
      ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, signal },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return [answer.status, await answer.json()] as const;
  };
  const runtimes = async () => (await fetch(`${origin}/runtimes`)).json() as Promise<unknown>;
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ((await ended) as [number | null])[0];
  };
  return { execute, runtimes, end };
}

const python = (content: string, more = {}) => ({ language: 'python', version: '*', files: [{ content }], ...more });

/** A program that says which process it is, and stays. */
function staying(name: string) {
  const file = join(directory, name);
  const request = python(`import os,time\nopen(${JSON.stringify(file)},'w').write(str(os.getpid()))\ntime.sleep(25)`);
  const runs = () => {
    try {
      return process.kill(Number(readFileSync(file, 'utf8')), 0);
    } catch {
      return false;
    }
  };
  return { request, hasBegun: () => existsSync(file) && readFileSync(file, 'utf8') !== '', runs };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'carrel-code-runner-'));
  runner = await startRunner();
});

afterAll(async () => {
  expect(await runner.end('SIGTERM')).toBe(0);
  await rm(directory, { recursive: true });
});

it('answers the request of its README as it says', async () => {
  const request = /-d '(.*)'/.exec(readme)?.[1] ?? '';
  const answer = JSON.parse(/```json\n(.*?)```/s.exec(readme)?.[1] ?? '') as object;

  const answered = await runner.execute(request);

  expect(answered).toEqual([200, { ...answer, version: expect.stringMatching(/^3\.\d+/) }]);
});

it('lists what is installed, with versions to ask for', async () => {
  const runtimes = (await runner.runtimes()) as { language: string; version: string }[];
  const found = runtimes.find(({ language }) => language === 'python');

  expect(found).toEqual({ language: 'python', version: expect.any(String), aliases: ['py', 'python3'] });
  const [, answer] = await runner.execute(python('print(1)', { version: found?.version }));
  expect(answer).toMatchObject({ run: { stdout: '1\n' } });
});

it('tells how a program or its compilation failed', async () => {
  const c = (content: string) => ({ language: 'c', version: '*', files: [{ name: 'a.c', content }] });
  const [[, broken], [, failed], [, endless]] = await Promise.all([
    runner.execute(c('int main(void) { retur 0; }')),
    runner.execute(c('int main(void) { return 3; }')),
    runner.execute({ ...python('while True: pass'), run_timeout: 300 }),
  ]);

  expect(broken).toMatchObject({ compile: { code: 1, status: 'RE', stderr: expect.stringContaining('retur') } });
  expect(broken).not.toHaveProperty('run');
  expect(failed).toMatchObject({ compile: { code: 0, status: null }, run: { code: 3, status: 'RE', signal: null } });
  expect(endless).toMatchObject({ run: { code: null, status: 'TO', message: 'timeout' } });
});

it('takes files in base64, and the first one as the main one', async () => {
  const files = [
    { name: 'start', content: Buffer.from('import other\nprint(other.ANSWER)').toString('base64'), encoding: 'base64' },
    { name: 'other.py', content: 'ANSWER = 42' },
  ];

  expect(await runner.execute(python('', { files }))).toMatchObject([200, { run: { stdout: '42\n' } }]);
});

it('has no program see what another one left', async () => {
  await runner.execute(python('open("../../../left.txt", "w").write("here")'));

  const [, answer] = await runner.execute(python('import os\nprint(os.listdir("../../.."))'));

  expect(answer).toMatchObject({ run: { stdout: "['.carrel']\n" } });
});

it('refuses what it does not understand', async () => {
  expect(await runner.execute({ ...python(''), version: '2.x' })).toEqual([
    400,
    { message: 'python-2.x runtime is unknown' },
  ]);
  expect(await runner.execute({ language: 'python', version: '*' })).toMatchObject([
    400,
    { message: expect.stringMatching(/^files: /) },
  ]);
  expect(await runner.execute('{')).toMatchObject([400, { message: expect.stringMatching(/JSON/) }]);
  expect(await runner.execute(python('', { files: [{ content: 'ff', encoding: 'hex' }] }))).toEqual([
    400,
    { message: 'files: expected UTF-8' },
  ]);
});

it('kills the program of a client that goes away', async () => {
  const gone = new AbortController();
  const program = staying('abandoned');
  const asking = runner.execute(program.request, gone.signal).catch(() => 'gone');
  await expect.poll(program.hasBegun, { timeout: 20_000 }).toBe(true);
  expect(program.runs()).toBe(true);

  gone.abort();

  expect(await asking).toBe('gone');
  await expect.poll(program.runs, { timeout: 20_000 }).toBe(false);
});

it('ends what it left when it was killed', async () => {
  const program = staying('left');
  const asking = runner.execute(program.request).catch(() => 'cut');
  await expect.poll(program.hasBegun, { timeout: 20_000 }).toBe(true);
  await runner.end('SIGKILL');
  expect(await asking).toBe('cut');

  runner = await startRunner();

  await expect.poll(program.runs, { timeout: 20_000 }).toBe(false);
  expect(await runner.execute(python('print("again")'))).toMatchObject([200, { run: { stdout: 'again\n' } }]);
});

it('keeps what it made ahead for its next start, unless nothing is to be ahead', async () => {
  const waiting = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${directory}/data/workspaces`);
      } catch {
        return false;
      }
    });
  await expect.poll(() => waiting().length, { timeout: 20_000 }).toBe(4);
  await runner.end('SIGTERM');
  expect(waiting()).not.toEqual([]);

  runner = await startRunner({ AHEAD: '0' });

  await expect.poll(waiting, { timeout: 20_000 }).toEqual([]);
  expect(await runner.execute(python('print("not ahead")'))).toMatchObject([200, { run: { stdout: 'not ahead\n' } }]);
  await expect.poll(waiting, { timeout: 20_000 }).toEqual([]);
});
