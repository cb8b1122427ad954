import { readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { processesIn } from './processes-in.js';
import { DataDir, ServerProcess } from './server-process.js';

const DRAIN_MS = 60_000;
const CLIENTS = 8;
const UPLOAD = 'x'.repeat(2_000_000);

/** What became of the requests of clients that go on until they are refused. */
interface Tally {
  done: number;
  refused: number;
  readonly broken: string[];
}

/** Asks one thing after another until the server takes no more. */
async function load(tally: Tally, ask: () => Promise<Response>): Promise<void> {
  for (;;) {
    try {
      const answer = await ask();
      const text = await answer.text();
      if (answer.status === 503) {
        const problem = JSON.parse(text) as { readonly type?: unknown };
        const { headers } = answer;
        if (problem.type !== 'service/shutting-down') tally.broken.push(text);
        if (headers.get('connection') !== 'close' || headers.get('retry-after') === null)
          tally.broken.push('no headers');
        tally.refused += 1;
        return;
      }
      if (!answer.ok) tally.broken.push(`${String(answer.status)} ${text}`);
      tally.done += 1;
    } catch (cause) {
      if (isRefused(cause)) tally.refused += 1;
      else tally.broken.push(`${ask.toString()} ${String(cause)} ${String((cause as Error).cause)}`);
      return;
    }
  }
}

/** Whether nobody listened any more, so that nothing was asked. */
function isRefused(cause: unknown): boolean {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && 'code' in inner && inner.code === 'ECONNREFUSED';
}

/** A raw body that is written in two halves, the second one when it is let go. */
function slowUpload(caller: ApiClient, base: string, path: string) {
  let go: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (go = resolve));
  async function* chunks() {
    yield Buffer.from('first ');
    await gone;
    yield Buffer.from('second');
  }
  const headers = { Authorization: `Bearer ${caller.token ?? ''}` };
  const asked = { method: 'PUT', headers, body: chunks(), duplex: 'half' };
  const answer = fetch(base + path, asked as unknown as RequestInit);
  answer.catch(() => undefined);
  return { answer, go };
}

function openSocket(url: string, token: string) {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers: { Authorization: `Bearer ${token}` } });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { opened, closed };
}

const idIn = async (answer: Promise<{ json<T>(): T }>) => (await answer).json<{ readonly id: string }>().id;

it('under load ends without a broken answer, and what went on goes on', { timeout: 240_000 }, async () => {
  await using dataDir = new DataDir();
  const env = { CARREL_SERVER__DRAIN_MS: String(DRAIN_MS) };
  const server = await ServerProcess.launch(dataDir, ['--quiet'], env).listening;
  const base = `${server.origin}/api/v5`;
  const ada = await server.client.register('ada@example.com');
  const session = await ada.session();
  await ada.post(`/sessions/${session}/workspace?waitMs=20000`);
  const shell = 'i=0; while [ ! -e go ]; do i=$((i+1)); echo line $i; sleep 0.05; done; echo over';
  const background = await idIn(ada.post(`/sessions/${session}/commands`, { shell, background: true }));
  const terminal = await idIn(ada.post(`/sessions/${session}/terminals`, { cols: 80, rows: 24 }));
  const output = await ada.open('GET', `/sessions/${session}/commands/${background}/output?from=0`);
  const states = await ada.open('GET', `/sessions/${session}/workspace/events`);
  const watch = await ada.open('GET', `/sessions/${session}/files/watch?path=`);
  const attached = openSocket(`${base}/ws/terminals/${terminal}`, ada.token ?? '');
  await attached.opened;
  const upload = slowUpload(ada, base, `/sessions/${session}/files/content?path=slow.txt`);
  const waiting = ada.post(`/sessions/${session}/commands`, {
    shell: 'until [ -e done ]; do sleep 0.05; done; echo ok',
  });
  const tally: Tally = { done: 0, refused: 0, broken: [] };
  const loads = Array.from({ length: CLIENTS }, (_, index) => [
    load(tally, () => ada.open('GET', '/users/me')),
    load(tally, () => ada.open('PUT', `/settings/load/key-${String(index)}`, { value: index })),
    load(tally, () => ada.open('PUT', `/sessions/${session}/files/content?path=f${String(index)}`, UPLOAD)),
  ]).flat();
  await eventually(() => tally.done > CLIENTS * 6);

  const ended = server.end('SIGTERM');
  await Promise.all(loads);
  expect(tally.broken).toEqual([]);
  expect(tally.refused).toBe(loads.length);
  expect(await attached.closed).toBe(1012);
  const text = await output.text();
  for (const stream of [text, await states.text(), await watch.text()]) expect(stream).toMatch(/retry: \d+\n/);
  expect(text).not.toContain('event: exit');
  const probe = async () => {
    try {
      return (await ada.get('/users/me')).status;
    } catch (cause) {
      return isRefused(cause) ? 'refused' : 'broken';
    }
  };
  await eventually(async () => (await probe()) === 'refused');
  upload.go();
  const uploaded = await upload.answer;
  expect([201, 200]).toContain(uploaded.status);
  await goOn(dataDir, 'done');
  expect((await waiting).json()).toMatchObject({ exitCode: 0, stdout: 'ok\n' });
  expect(await ended).toMatchObject({ code: 0, signal: null });

  await using again = await ServerProcess.start(dataDir, ['--quiet']);
  const back = await again.client.logIn('ada@example.com');
  const command = async () => (await back.get(`/sessions/${session}/commands/${background}`)).json();
  expect(await command()).toMatchObject({ state: 'running' });
  const lastId = [...text.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] ?? '';
  await goOn(dataDir, 'go');
  const rest = await back.call('GET', `/sessions/${session}/commands/${background}/output`, undefined, {
    'Last-Event-ID': lastId,
  });
  expect(linesIn(text + rest.text)).toEqual(expectedLines(linesIn(text + rest.text).length));
  expect(rest.text).toContain('event: exit');
});

/** Makes the file in the directory of the session's workspace that the commands wait for, past the server. */
async function goOn(dataDir: DataDir, name: string): Promise<void> {
  const shell = () => processesIn(dataDir.path).find(({ command }) => command.includes(`-e ${name} ]`));
  await eventually(() => shell() !== undefined);
  writeFileSync(join(readlinkSync(`/proc/${String(shell()?.pid)}/cwd`), name), '');
}

/** The output that the events carry. */
function linesIn(events: string): readonly string[] {
  const data = [...events.matchAll(/^event: output\n(?:id: .*\n)?data: (.*)$/gm)].map(([, json = '']) => {
    const event = JSON.parse(json) as { readonly data: string };
    return Buffer.from(event.data, 'base64').toString();
  });
  return data.join('').trimEnd().split('\n');
}

function expectedLines(count: number): readonly string[] {
  return [...Array.from({ length: count - 1 }, (_, index) => `line ${String(index + 1)}`), 'over'];
}
