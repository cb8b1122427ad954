import { unwrap, type SessionId } from '@carrel/core/kernel';
import { memoryStreamLog } from '@carrel/core/streams';
import type { StreamWriter } from '@carrel/core/streaming';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Answer } from '../api-client.js';
import { agentsIn } from '../processes-in.js';
import { AttachedTerminal } from '../terminals/attached-terminal.js';
import { eventually } from '../eventually.js';
import { openServer, type OpenServer } from './open-server.js';
import { firstOf, socketEnd } from './resumed.js';

/** What only its owner may ever be told. */
const SECRET = 'the-secret-of-ada';
const PASSWORD = 'correct horse battery';
let server: OpenServer;
let session: string;
let command: string;
let terminal: string;
let writer: StreamWriter;

beforeAll(async () => {
  server = await openServer({
    ...{ runtime: 'local', streams: memoryStreamLog() },
    limits: { terminals: { retainBytes: 4_194_304 } },
    sockets: { stallTimeoutMs: 2_000, maxBufferedBytes: 65_536 },
  });
  session = await server.start();
  command = await started(session, `echo ${SECRET}; exec cat`);
  terminal = await opened(session, `echo ${SECRET}; exec cat`);
  await server.client.put(`/sessions/${session}/files/content?path=${SECRET}`, SECRET);
  writer = await unwrap(
    server.carrel.streams.create(server.caller, { purpose: 'test', sessionId: session as SessionId }),
  );
  await unwrap(writer.write(SECRET));
});
afterAll(() => server[Symbol.asyncDispose]());

const idOf = (answer: Answer) => answer.json<{ readonly id: string }>().id;

async function started(of: string, shell: string): Promise<string> {
  return idOf(await server.client.post(`/sessions/${of}/commands`, { shell, background: true }));
}

async function opened(of: string, shell: string): Promise<string> {
  return idOf(await server.client.post(`/sessions/${of}/terminals`, { argv: ['sh', '-c', shell] }));
}

const url = (path: string) => `ws://127.0.0.1:${String(server.port)}/api/v5${path}`;

describe('a place that was learned of somebody else', () => {
  let strangers: readonly ApiClient[];
  let own: string;

  beforeAll(async () => {
    const eve = await server.client.register('eve@example.com');
    own = await eve.session(['bash']);
    const made = await server.client.post('/tenant/users', { email: 'bob@example.com', password: PASSWORD });
    expect(made.status, made.text).toBe(201);
    strangers = [eve, await server.client.logIn('bob@example.com')];
  });

  it('is missing in the session of others, and in an own one, from whatever position', async () => {
    const places = (of: string) => [
      `/sessions/${of}/commands/${command}/output`,
      `/sessions/${of}/files/watch?path=`,
      `/sessions/${of}/workspace/events`,
      `/streams/${writer.id}`,
    ];
    for (const [at, client] of strangers.entries()) {
      const paths = [...places(session), ...(at === 0 ? places(own).slice(0, 1) : [])];
      for (const path of paths) {
        for (const position of ['0', '1', '7', '99999']) {
          const resumed = await firstOf(client, path, { 'Last-Event-ID': position });
          expect([path, resumed.status]).toEqual([path, 404]);
          expect(resumed.text).toMatch(/"type":"[a-z]+\/not-found"/);
          expect(resumed.text).not.toContain(SECRET);
        }
      }
      for (const path of [`/ws/terminals/${terminal}?since=`, `/ws/streams/${writer.id}?from=`]) {
        for (const position of ['0', '3', '99999']) {
          const end = await socketEnd(url(path + position), client.token ?? '');
          expect(end).toMatchObject({ code: 4404, messages: [] });
        }
      }
    }
  });
});

describe('a position', () => {
  const events = () => [
    `/sessions/${session}/commands/${command}/output`,
    `/sessions/${session}/files/watch`,
    `/sessions/${session}/workspace/events`,
    `/streams/${writer.id}`,
  ];
  const sockets = () => [`/ws/terminals/${terminal}?since=`, `/ws/streams/${writer.id}?from=`];

  it.each(['-1', '-2', 'x', '1e3', '0x10', '1.5', '9007199254740993'])(
    '%s, which none is, is refused',
    async (position) => {
      for (const path of events()) {
        // Where a watch that saw nothing began.
        if (position === '-1' && path.endsWith('watch')) continue;
        const query = `from=${position}${path.endsWith('watch') ? '&path=' : ''}`;
        const root = path.endsWith('watch') ? '?path=' : '';
        const answers = [
          await firstOf(server.client, `${path}?${query}`),
          await firstOf(server.client, path + root, { 'Last-Event-ID': position }),
        ];
        for (const { status, text } of answers) {
          expect([path, status]).toEqual([path, 400]);
          expect(text).toContain('"type":"request/invalid"');
        }
      }
      for (const path of sockets())
        expect(await socketEnd(url(path + position), server.client.token ?? '')).toEqual({
          ...{ code: 4400, reason: 'request/invalid', messages: [] },
        });
    },
  );

  it('of a watch or a workspace that is still to come is told as a gap', async () => {
    for (const path of [`/sessions/${session}/files/watch?path=`, `/sessions/${session}/workspace/events`]) {
      const { status, text } = await firstOf(server.client, path, { 'Last-Event-ID': '999999999' });
      expect([status, text.split('\n')[0]]).toEqual([200, 'event: gap']);
    }
  });

  it('of a terminal that is still to come is refused', async () => {
    const end = await socketEnd(url(`/ws/terminals/${terminal}?since=99999`), server.client.token ?? '');
    expect(end).toMatchObject({ code: 4400, reason: 'request/invalid', messages: [] });
  });

  it('of output and chunks that never come ends with them, and tells nothing of what was before', async () => {
    const id = await started(session, `echo ${SECRET}; exec cat`);
    const chunks = await unwrap(server.carrel.streams.create(server.caller, { purpose: 'test' }));
    await unwrap(chunks.write(SECRET));
    const whole = { isEnough: () => false };
    const reading = [
      firstOf(server.client, `/sessions/${session}/commands/${id}/output?from=99999`, {}, whole),
      firstOf(server.client, `/streams/${chunks.id}?from=99999`, {}, whole),
    ];
    const socket = socketEnd(url(`/ws/streams/${chunks.id}?from=99999`), server.client.token ?? '');
    await server.client.post(`/sessions/${session}/commands/${id}/stdin?end=true`, 'the rest\n');
    await unwrap(chunks.end());

    const [output, stream] = await Promise.all(reading);
    expect(output?.text).toMatch(/event: exit\n/);
    expect(stream?.text).toMatch(/event: end\n/);
    const { code, messages } = await socket;
    expect([code, messages.length]).toEqual([1000, 1]);
    for (const text of [output?.text, stream?.text, messages.join('')]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toMatch(/event: (output|chunk)/);
    }
  });

  it('of a former life goes on nowhere in this one', async () => {
    const { client } = server;
    const own = await server.start();
    const id = await started(own, `echo ${SECRET}`);
    const output = `/sessions/${own}/commands/${id}/output`;
    await firstOf(client, output, {}, { isEnough: (text) => text.includes('event: exit') });
    const shell = await opened(own, `echo ${SECRET}; exec cat`);
    await client.delete(`/sessions/${own}/workspace`);
    await client.post(`/sessions/${own}/workspace?waitMs=60000`);
    for (const since of ['0', '3', '99999']) {
      const end = await socketEnd(url(`/ws/terminals/${shell}?since=${since}`), client.token ?? '');
      expect(end).toMatchObject({ code: 4410, messages: [] });
    }
    for (const from of ['0', '3', '99999']) {
      const { text } = await firstOf(client, `${output}?from=${from}`, {}, { isEnough: () => false });
      expect(text).toMatch(/event: exit\n/);
      expect(text).not.toContain('event: output');
    }
    const watch = `/sessions/${own}/files/watch?path=`;
    const other = await client.open('GET', watch);
    for (const name of ['a', 'b', 'c', 'd']) await client.put(`/sessions/${own}/files/content?path=${name}`, name);
    const { text } = await firstOf(client, watch, { 'Last-Event-ID': '1' });
    expect(text.split('\n')[0]).toBe('event: gap');
    await other.body?.cancel();
  });
});

it('a paste of 1 MiB in a storm of sizes comes whole, and once to a reader that comes and goes', async () => {
  const paste = Buffer.from(Array.from({ length: 131_072 }, (_, at) => `${String(at).padStart(7, '0')}\n`).join(''));
  const script = `stty raw -echo; printf go; head -c ${String(paste.length)} | tee pasted; cksum < pasted; exit 3`;
  const id = await opened(session, script);
  const attach = (since: number) =>
    AttachedTerminal.open(url(`/ws/terminals/${id}?since=${String(since)}`), server.client.token ?? '');
  const typist = await attach(0);
  await typist.shows('go', 60_000);
  typist.type(paste);
  const got: Buffer[] = [];
  let offset = 0;
  for (let visit = 0, isOver = false; !isOver; visit += 1) {
    const reader = await attach(offset);
    for (let size = 0; size < 50; size += 1) {
      const resize = { type: 'resize', cols: 20 + ((visit + size) % 100), rows: 10 + (size % 40) };
      reader.socket.send(Buffer.concat([Buffer.of(0x12), Buffer.from(JSON.stringify(resize))]));
    }
    const enough = offset + ((visit * 7_919) % 90_000);
    await eventually(() => reader.offset > enough || reader.closed !== null, 60_000);
    isOver = reader.closed !== null;
    reader.socket.terminate();
    expect([reader.fault, reader.controls.filter(({ type }) => type === 'gap')]).toEqual([null, []]);
    got.push(reader.output);
    offset += reader.output.length;
    if (isOver) expect([reader.closed, reader.controls.at(-1)]).toMatchObject([{ code: 1000 }, { exitCode: 3 }]);
  }
  const all = Buffer.concat(got);
  expect(all.subarray(0, 2).toString()).toBe('go');
  expect(all.subarray(2, 2 + paste.length).equals(paste)).toBe(true);
  expect(all.subarray(2 + paste.length).toString()).toMatch(/^\d+ 1048576\s*$/);
});

it('readers that stall while their box dies are told, each in its way, and hold nobody up', async () => {
  const { client, directory } = server;
  const before = new Set(agentsIn(directory).map(({ pid }) => pid));
  const own = await server.start();
  const flood = await opened(own, 'exec yes');
  const attach = async () => AttachedTerminal.open(url(`/ws/terminals/${flood}`), client.token ?? '');
  const [stalled, quick] = [await attach(), await attach()];
  stalled.socket.pause();
  const output = await client.open('GET', `/sessions/${own}/commands/${await started(own, 'exec yes')}/output`);
  const watch = await client.open('GET', `/sessions/${own}/files/watch?path=`);
  const workspace = await client.open('GET', `/sessions/${own}/workspace/events`);
  await eventually(() => quick.offset > 20_000_000, 60_000);

  for (const { pid } of agentsIn(directory)) if (!before.has(pid)) kill(pid);

  await eventually(() => quick.closed !== null, 60_000);
  expect(quick.closed?.code).toBe(4410);
  stalled.socket.resume();
  await eventually(() => stalled.closed !== null, 60_000);
  expect([1013, 4410]).toContain(stalled.closed?.code);
  expect([stalled.fault, quick.fault]).toEqual([null, null]);
  const again = await socketEnd(url(`/ws/terminals/${flood}?since=${String(stalled.offset)}`), client.token ?? '');
  expect(again).toMatchObject({ code: 4410 });
  expect((await output.text()).split('\n\n').at(-2)).toMatch(/^event: exit\n.*\n.*"exitCode":null,.*"reason":"lost"/);
  expect((await watch.text()).split('\n\n').at(-2)).toMatch(
    /^event: failed\n.*"type":"(workspace\/replaced|connection\/lost)"/,
  );
  await workspace.body?.cancel();
  const other = await firstOf(client, `/sessions/${session}/commands/${command}/output?from=0`);
  expect(other.text).toContain('event: output');
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with another.
  }
}
