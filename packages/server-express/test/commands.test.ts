import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readUntil, type ReadEvent } from './event-reader.js';
import { eventually } from './eventually.js';
import type { HttpClient } from './http-client.js';
import { marks } from './test-programs.js';
import { testServer } from './test-server.js';
import { register, startCommand, startedSession } from './world.js';

const server = await testServer();
let client: HttpClient;
let session: string;
let commands: string;

beforeAll(async () => {
  ({ client } = await register(server.client));
  session = await startedSession(client);
  commands = `/sessions/${session}/commands`;
});

afterAll(() => server[Symbol.asyncDispose]());

const isExit = ({ event }: ReadEvent) => event === 'exit';
const text = (events: readonly ReadEvent[]) =>
  events
    .filter(({ event }) => event === 'output')
    .map(({ data }) => Buffer.from(String(data['data']), 'base64').toString())
    .join('');

describe('running a command', () => {
  it('answers with its end and its output', async () => {
    const answer = await client.post(commands, { argv: ['echo', 'a', 'b'] });
    expect(answer.json()).toEqual({
      id: expect.stringMatching(/^cmd_/) as string,
      exitCode: 0,
      signal: null,
      reason: 'exited',
      stdout: 'a b\n',
      stderr: '',
      truncated: false,
      durationMs: expect.any(Number) as number,
    });
  });

  it('gives it its input, its environment and its directory', async () => {
    await client.post(`/sessions/${session}/files/directories`, { path: 'deep' });
    expect((await client.post(commands, { argv: ['cat'], stdin: 'typed' })).json()['stdout']).toBe('typed');
    expect((await client.post(commands, { argv: ['env'], env: { MY_NAME: 'x' } })).json()['stdout']).toContain(
      'MY_NAME=x',
    );
    expect((await client.post(commands, { argv: ['pwd'], cwd: 'deep' })).json()['stdout']).toMatch(/\/deep\n$/);
  });

  it('tells another end as a value', async () => {
    expect((await client.post(commands, { argv: ['false'] })).json()).toMatchObject({ exitCode: 1, reason: 'exited' });
    expect((await client.post(commands, { argv: ['sleep', '60'], timeoutMs: 30 })).json()).toMatchObject({
      exitCode: null,
      reason: 'timeout',
    });
    expect((await client.post(commands, { argv: ['yes'], maxOutputBytes: 1_000 })).json()).toMatchObject({
      reason: 'output-limit',
      truncated: true,
    });
  });

  it('that there is not is refused', async () => {
    const answer = await client.post(commands, { argv: ['no-such-program'] });
    expect([answer.status, answer.json()['type']]).toEqual([422, 'process/not-startable']);
  });

  it('leaves it on record, with its output', async () => {
    const { id } = (await client.post(commands, { argv: ['echo', 'kept'] })).json<{ readonly id: string }>();
    expect((await client.get(`${commands}/${id}`)).json()).toMatchObject({ id, state: 'exited', exitCode: 0 });
    expect(text(await readUntil(await client.open('GET', `${commands}/${id}/output`), isExit))).toBe('kept\n');
  });

  it('that the client no longer waits for is ended', async () => {
    const leaving = new AbortController();
    const answer = client.call('POST', commands, { json: { argv: ['marked', 'left'] }, signal: leaving.signal });
    answer.catch(() => undefined);
    await eventually(() => marks.includes('began left'));
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await eventually(() => marks.includes('ended left'));
  });

  it.each([
    ['', {}],
    ['', { argv: ['echo'], shell: 'echo' }],
    ['argv', { argv: [] }],
    ['argv.0', { argv: [1] }],
    ['timeoutMs', { argv: ['echo'], timeoutMs: 0 }],
    ['timeoutMs', { argv: ['echo'], timeoutMs: '5' }],
    ['env.A=B', { argv: ['echo'], env: { 'A=B': 'x' } }],
    ['maxOutputBytes', { argv: ['echo'], maxOutputBytes: 1e12 }],
    ['', { argv: ['echo'], sudo: true }],
  ])('names %j as wrong', async (path, json) => {
    const answer = await client.post(commands, json);
    expect([answer.status, answer.json()['type']]).toEqual([400, 'request/invalid']);
    expect(answer.json<{ readonly issues: readonly object[] }>().issues[0]).toMatchObject({ path });
  });
});

describe('a command in the background', () => {
  it('is answered at once, and can be looked at', async () => {
    const answer = await client.post(commands, { argv: ['cat'], background: true });
    const { id } = answer.json<{ readonly id: string }>();
    expect([answer.status, answer.json()]).toEqual([201, { id, state: 'running' }]);
    expect(answer.headers.get('location')).toBe(`/api/v5${commands}/${id}`);
    expect((await client.get(`${commands}/${id}`)).json()).toMatchObject({
      id,
      argv: ['cat'],
      cwd: '',
      state: 'running',
    });
    const { items } = (await client.get(commands)).json<{ readonly items: readonly { readonly id: string }[] }>();
    expect(items[0]?.id).toBe(id);
  });

  it('takes bytes until its input ends', async () => {
    const id = await startCommand(client, session, ['cat']);
    const write = (query: string, body: Uint8Array) =>
      client.call('POST', `${commands}/${id}/stdin${query}`, { body: Buffer.from(body) });
    expect((await write('', Buffer.from([0, 1, 2, 255]))).status).toBe(204);
    expect((await write('?end=true', Buffer.from('bye'))).status).toBe(204);
    const events = await readUntil(await client.open('GET', `${commands}/${id}/output`), isExit);
    const bytes = Buffer.concat(
      events.filter(({ event }) => event === 'output').map(({ data }) => Buffer.from(String(data['data']), 'base64')),
    );
    expect(bytes).toEqual(Buffer.concat([Buffer.from([0, 1, 2, 255]), Buffer.from('bye')]));
    expect(events.at(-1)).toEqual({
      event: 'exit',
      id: 7,
      data: { exitCode: 0, signal: null, reason: 'exited', truncated: false, offset: 7 },
    });
    expect((await client.get(`${commands}/${id}`)).json()).toMatchObject({
      state: 'exited',
      exitCode: 0,
      signal: null,
      reason: 'exited',
    });
  });

  it('can be signalled and killed', async () => {
    const signalled = await startCommand(client, session, ['sleep', '600']);
    expect((await client.post(`${commands}/${signalled}/signal`, { signal: 'SIGINT' })).status).toBe(204);
    await eventually(async () => (await client.get(`${commands}/${signalled}`)).json()['signal'] === 'SIGINT');
    const killed = await startCommand(client, session, ['sleep', '600']);
    expect((await client.delete(`${commands}/${killed}`)).status).toBe(204);
    await eventually(async () => (await client.get(`${commands}/${killed}`)).json()['reason'] === 'cancelled');
  });

  it('takes nothing once it is over, or its life of the workspace is', async () => {
    const own = await startedSession(client);
    const id = await startCommand(client, own, ['true']);
    const path = `/sessions/${own}/commands/${id}`;
    await readUntil(await client.open('GET', `${path}/output`), isExit);
    const input = () => client.call('POST', `${path}/stdin`, { body: Buffer.from('x') });
    const signal = () => client.post(`${path}/signal`, { signal: 'SIGTERM' });
    for (const answer of [await input(), await signal()]) {
      expect([answer.status, answer.json()['type']]).toEqual([409, 'command/not-running']);
    }
    await client.delete(`/sessions/${own}/workspace`);
    await client.post(`/sessions/${own}/workspace?waitMs=10000`);
    for (const answer of [await input(), await signal()]) {
      expect([answer.status, answer.json()['type']]).toEqual([410, 'workspace/replaced']);
    }
    expect((await client.delete(path)).status).toBe(204);
  });

  it.each(['TERM', 'SIGNOPE', '', 9, '__proto__'])('is not sent the signal %j', async (signal) => {
    const id = await startCommand(client, session, ['cat']);
    expect((await client.post(`${commands}/${id}/signal`, { signal })).status).toBe(400);
  });
});

describe('the output of a command', () => {
  it('comes with its offset and channel, what is there and what follows', async () => {
    const id = await startCommand(client, session, ['ticker', '4', '20']);
    const events = await readUntil(await client.open('GET', `${commands}/${id}/output`), isExit);
    expect(text(events)).toBe('line 0\nline 1\nline 2\nline 3\n');
    expect(new Set(events.slice(0, -1).map(({ data }) => data['channel']))).toEqual(new Set(['stdout', 'stderr']));
  });

  it.each([0, 1, 7, 8, 21, 28])('goes on at the offset %i', async (from) => {
    const id = await startCommand(client, session, ['ticker', '4']);
    const whole = 'line 0\nline 1\nline 2\nline 3\n';
    const byQuery = await readUntil(await client.open('GET', `${commands}/${id}/output?from=${String(from)}`), isExit);
    const headers = { 'Last-Event-ID': String(from) };
    const byHeader = await readUntil(await client.open('GET', `${commands}/${id}/output?from=3`, { headers }), isExit);
    expect([text(byQuery), text(byHeader)]).toEqual([whole.slice(from), whole.slice(from)]);
  });

  it('read in pieces, each from the last id of the one before, loses and doubles nothing', async () => {
    const id = await startCommand(client, session, ['ticker', '50', '1']);
    let all = '';
    let last: ReadEvent | undefined;
    while (last?.event !== 'exit') {
      const headers: Record<string, string> = last?.id === undefined ? {} : { 'Last-Event-ID': String(last.id) };
      let left = 3;
      const events = await readUntil(
        await client.open('GET', `${commands}/${id}/output`, { headers }),
        () => (left -= 1) === 0,
      );
      all += text(events);
      last = events.at(-1);
    }
    expect(all).toBe(Array.from({ length: 50 }, (_, line) => `line ${String(line)}\n`).join(''));
  });

  it('that went with its workspace is told as a gap', async () => {
    const own = await startedSession(client);
    const id = await startCommand(client, own, ['ticker', '2']);
    const path = `/sessions/${own}/commands/${id}/output`;
    await readUntil(await client.open('GET', path), isExit);
    await client.delete(`/sessions/${own}/workspace`);

    const events = await readUntil(await client.open('GET', `${path}?from=7`), isExit);

    expect(events).toEqual([
      { event: 'gap', id: 14, data: { from: 7, to: 14 } },
      {
        event: 'exit',
        id: 14,
        data: { exitCode: 0, signal: null, reason: 'exited', truncated: false, offset: 14 },
      },
    ]);
  });

  it.each(['-1', 'x', ''])('from %j is refused', async (from) => {
    const id = await startCommand(client, session, ['cat']);
    expect((await client.get(`${commands}/${id}/output?from=${from}`)).status).toBe(400);
  });

  it.each(['-1', 'x', '1e3', '9007199254740993'])('behind %j, which is the id of no event, is refused', async (id) => {
    const path = `${commands}/${await startCommand(client, session, ['cat'])}/output?from=0`;
    const answer = await client.get(path, { 'Last-Event-ID': id });
    expect([answer.status, answer.json()['type']]).toEqual([400, 'request/invalid']);
  });
});

describe('running code', () => {
  it('answers with each stage', async () => {
    const answer = await client.post(`/sessions/${session}/run`, {
      language: 'py',
      files: [{ path: 'main.py', content: 'print(1)' }],
      stdin: 'given',
    });
    expect(answer.json()).toEqual({
      run: {
        exitCode: 0,
        signal: null,
        reason: 'exited',
        stdout: 'print(1)',
        stderr: 'given',
        truncated: false,
        durationMs: expect.any(Number) as number,
      },
    });
  });

  it('in a language that is not there is refused', async () => {
    const run = (language: string) =>
      client.post(`/sessions/${session}/run`, { language, files: [{ path: 'main.x', content: '' }] });
    const unknown = await run('klingon');
    expect([unknown.status, unknown.json()['issues']]).toEqual([
      400,
      [{ path: 'language', message: expect.any(String) as string }],
    ]);
    const missing = await client.post(`/sessions/${session}/run`, {
      language: 'perl',
      files: [{ path: 'main.pl', content: '' }],
    });
    expect([missing.status, missing.json()['type']]).toEqual([422, 'language/not-installed']);
  });
});

describe('a session without a workspace', () => {
  it('runs nothing', async () => {
    const made = await client.post('/sessions', { kind: 'solo', languages: ['python'] });
    const { id } = made.json<{ readonly id: string }>();
    const answer = await client.post(`/sessions/${id}/commands`, { argv: ['echo'] });
    expect([answer.status, answer.json()['type'], answer.json()['retryable']]).toEqual([
      409,
      'workspace/not-running',
      false,
    ]);
  });
});
