import { memoryRuntime, type Program } from '@carrel/core/memory';
import { afterEach, describe, expect, it } from 'vitest';
import type { SocketOptions } from '../src/index.js';
import { eventually } from './eventually.js';
import { TerminalClient, type Control } from './terminal-client.js';
import type { OpenSocketOptions } from './socket-client.js';
import { testServer, type TestServer } from './test-server.js';
import { logIn, makeSession, PASSWORD, register, startedSession, type Someone } from './world.js';

/** What the programs read, by the name they were started under. */
const read = new Map<string, Buffer[]>();
const signals: string[] = [];

/** Reads and says nothing. */
const reader: Program = async (process) => {
  const [, name = ''] = process.argv;
  const parts: Buffer[] = [];
  read.set(name, parts);
  for await (const data of process.stdin) parts.push(Buffer.from(data));
};

/** Writes numbered lines, `count` of them, as fast as they are taken. */
const counter: Program = async (process) => {
  const [, count = '0'] = process.argv;
  for (let line = 0; line < Number(count); line += 1) {
    await process.write('stdout', `line ${String(line)}\n`);
    if (line % 100 === 0) await new Promise(setImmediate);
  }
};

const pouring = { much: false, enough: false };

/** Writes much at first, and then a little now and then, until it is enough. */
const pour: Program = async (process) => {
  for (let piece = 0; piece < 1_500 || !pouring.enough; piece += 1) {
    await process.write('stdout', 'x'.repeat(16_384));
    pouring.much = piece >= 1_500;
    await (pouring.much ? process.sleep(10) : new Promise(setImmediate));
  }
};

/** Writes the two halves of a character, each when it is told to. */
const halves: Program = async (process) => {
  const parts = [Buffer.from('€').subarray(0, 1), Buffer.from('€!').subarray(1)];
  for await (const _ of process.stdin) await process.write('stdout', parts.shift() ?? Buffer.of());
};

const caught: Program = async (process) => {
  process.onSignal('SIGUSR1', () => signals.push('SIGUSR1'));
  process.onSignal('SIGWINCH', () =>
    signals.push(`${String(process.terminal?.cols)}x${String(process.terminal?.rows)}`),
  );
  await process.write('stdout', 'set');
  for await (const _ of process.stdin) process.exit(7);
};

const programs = { reader, counter, pour, halves, caught };

const open: AsyncDisposable[] = [];
const clients: TerminalClient[] = [];

interface TerminalWorld {
  readonly server: TestServer;
  readonly owner: Someone;
  readonly session: string;
  open(argv: readonly string[], more?: object): Promise<string>;
  attach(terminal: string, query?: string, options?: OpenSocketOptions): Promise<TerminalClient>;
}

async function world(kind = 'solo', sockets: SocketOptions = {}, terminals = {}): Promise<TerminalWorld> {
  const server = await testServer({ terminals, runtime: memoryRuntime({ programs }), http: { sockets } });
  open.push(server);
  const owner = await register(server.client);
  const session = await startedSession(owner.client, { kind });
  return {
    ...{ server, owner, session },
    open: async (argv, more = {}) => {
      const answer = await owner.client.post(`/sessions/${session}/terminals`, { argv, ...more });
      return answer.json<{ readonly id: string }>().id;
    },
    attach: async (terminal, query = '', options = {}) => {
      const url = `${server.client.base}/ws/terminals/${terminal}${query}`;
      const client = await TerminalClient.attach(url, { token: owner.client.token, ...options });
      clients.push(client);
      return client;
    },
  };
}

/** How a socket closes that never says that it is ready. */
async function closing(opening: Promise<TerminalClient>): Promise<string> {
  const message = await opening.then(
    () => 'ready',
    (cause: unknown) => (cause as Error).message,
  );
  return message.replace('The socket closed: ', '');
}

const closedAs = (code: number, reason: string) => JSON.stringify({ code, reason });

/** Another user of the owner's tenant, with a role in the room or none. */
async function colleague({ server, owner, session }: TerminalWorld, role?: string): Promise<Someone> {
  const email = `${role ?? 'nobody'}-${String(Math.random())}-${owner.email}`;
  const made = await owner.client.post('/tenant/users', { email, password: PASSWORD });
  const { id } = made.json<{ readonly id: string }>();
  if (role !== undefined) await owner.client.put(`/sessions/${session}/members/${id}`, { role });
  return logIn(server.client, email);
}

afterEach(async () => {
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

describe('a terminal over its socket', () => {
  it('is ready first, gives its output with offsets, and takes input', async () => {
    const { open: openTerminal, attach } = await world();
    const client = await attach(await openTerminal(['cat'], { cols: 100, rows: 30 }));
    expect(client.ready).toEqual({
      ...{ type: 'ready', offset: 0, truncatedBefore: 0 },
      ...{ cols: 100, rows: 30, canWrite: true },
    });
    client.type('hello\r');
    await client.shows('hello');
  });

  it('gives every byte once over connections that are cut', async () => {
    const { open: openTerminal, attach } = await world();
    const terminal = await openTerminal(['counter', '20000']);
    const expected = Array.from({ length: 20_000 }, (_, line) => `line ${String(line)}\r\n`).join('');
    let got = Buffer.alloc(0);
    for (let round = 0; round < 8; round += 1) {
      const client = await attach(terminal, `?since=${String(got.byteLength)}`);
      expect(client.from).toBe(got.byteLength);
      await client.until(() => client.output.byteLength > 20_000).catch(() => undefined);
      client.socket.ws.terminate();
      got = Buffer.concat([got, client.output]);
    }
    const last = await attach(terminal, `?since=${String(got.byteLength)}`);
    expect(await last.closed()).toEqual({ code: 1000, reason: 'exited' });
    got = Buffer.concat([got, last.output]);
    expect(got.toString().replaceAll('\r\r', '\r')).toBe(expected);
    expect(last.controls.at(-1)).toEqual({ type: 'exit', exitCode: 0, signal: null, reason: 'exited' });
  });

  it('splits no byte from its neighbours, though characters come in halves', async () => {
    const { open: openTerminal, attach } = await world();
    const client = await attach(await openTerminal(['halves']));
    client.type('1\r');
    await client.until(() => client.output.includes(0xe2));
    const before = client.socket.messages.length;
    client.type('2\r');
    await client.shows('!');
    expect(client.socket.messages.length).toBeGreaterThan(before);
    expect(Buffer.from(client.output.filter((byte) => byte > 0x7f)).toString()).toBe('€');
  });

  it('takes much at once, in order', async () => {
    const { open: openTerminal, attach } = await world();
    const client = await attach(await openTerminal(['reader', 'paste']));
    const paste = Buffer.alloc(41 * 1_200, 'abcdefghijklmnopqrstuvwxyz0123456789-+*/\n');
    client.type(paste);
    const length = () => (read.get('paste') ?? []).reduce((sum, part) => sum + part.byteLength, 0);
    await eventually(() => length() === paste.byteLength, 30_000);
    expect(Buffer.concat(read.get('paste') ?? []).equals(paste)).toBe(true);
  });

  it('resizes, tells everybody so, signals and pongs', async () => {
    const { open: openTerminal, attach, owner } = await world();
    const terminal = await openTerminal(['caught']);
    const [client, watcher] = [await attach(terminal), await attach(terminal)];
    await client.shows('set');
    client.say({ type: 'resize', cols: 132, rows: 43 });
    expect(await watcher.control('resized')).toEqual({ type: 'resized', cols: 132, rows: 43, by: owner.userId });
    await eventually(() => signals.includes('132x43'));
    client.say({ type: 'signal', signal: 'SIGUSR1' });
    await eventually(() => signals.includes('SIGUSR1'));
    client.say({ type: 'ping', id: 9 });
    expect(await client.control('pong')).toEqual({ type: 'pong', id: 9 });
    client.type('\r');
    for (const each of [client, watcher]) {
      expect(await each.closed()).toEqual({ code: 1000, reason: 'exited' });
      expect(each.controls.at(-1)).toMatchObject({ type: 'exit', exitCode: 7 });
    }
  });

  it('warns of what it cannot do, and goes on', async () => {
    const { open: openTerminal, attach } = await world();
    const client = await attach(await openTerminal(['cat']));
    client.say({ type: 'resize', cols: 0, rows: 5 });
    expect(await client.control('warning')).toMatchObject({ reason: 'request/invalid' });
    client.type('still\r');
    await client.shows('still');
  });

  it('opens by a ticket for its path', async () => {
    const { open: openTerminal, attach, owner } = await world();
    const terminal = await openTerminal(['cat']);
    const resource = `/api/v5/ws/terminals/${terminal}`;
    const answer = await owner.client.post('/auth/tickets', { purpose: 'websocket', resource });
    const { ticket } = answer.json<{ readonly ticket: string }>();
    await attach(terminal, `?since=0&token=${ticket}`, { token: undefined });
  });
});

describe('a client of a terminal that breaks its rules', () => {
  it.each([
    ['text', 'hello', 1003],
    ['an unknown channel', Buffer.of(0x7f, 1, 2), 1003],
    ['a channel of the server', Buffer.of(0x01, 1, 2), 1003],
    ['an empty frame', Buffer.alloc(0), 1003],
    ['control that is no JSON', Buffer.from('\x12{'), 1008],
    ['control that is no UTF-8', Buffer.of(0x12, 0x22, 0xff, 0x22), 1008],
    ['control of no known type', Buffer.from('\x12{"type":"explode"}'), 1008],
    ['control that is too long', Buffer.from(`\x12${JSON.stringify({ type: 'ping', x: 'x'.repeat(5_000) })}`), 1008],
    ['a size that is none', Buffer.from('\x12{"type":"resize","cols":"80","rows":24}'), 1008],
  ])('by %s is closed, and the terminal goes on', async (_name, frame, code) => {
    const { open: openTerminal, attach } = await world();
    const terminal = await openTerminal(['cat']);
    const [client, other] = [await attach(terminal), await attach(terminal)];
    client.socket.ws.send(frame);
    expect((await client.closed()).code).toBe(code);
    other.type('unharmed\r');
    await other.shows('unharmed');
  });

  it('at random harms nobody', async () => {
    const { open: openTerminal, attach } = await world();
    const terminal = await openTerminal(['reader', 'fuzz']);
    let state = 11;
    const random = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    for (let round = 0; round < 60; round += 1) {
      const client = await attach(terminal);
      const bytes = Buffer.from(Array.from({ length: random(64) }, () => random(256)));
      const channel = [0x11, 0x12, random(256)][random(3)] ?? 0;
      client.socket.ws.send(Buffer.concat([Buffer.of(channel), bytes]), { binary: random(4) !== 0 });
      client.socket.ws.close();
      await client.closed();
    }
    await attach(terminal);
  });
});

describe('a socket of a terminal closes', () => {
  it.each([
    ['trm_01arz3ndektsv4rrffq69g5fav', 'one that is missing'],
    ['trm_1', 'what is no id'],
    ['ses_01arz3ndektsv4rrffq69g5fav', 'an id of something else'],
    ['..%2f..', 'a path'],
  ])('with 4404 for %s, %s', async (id) => {
    const { attach } = await world();
    expect(await closing(attach(id))).toBe(closedAs(4404, 'terminal/not-found'));
  });

  it.each(['-1', 'x', '1e3', '99999'])('with 4400 for since=%s', async (since) => {
    const { open: openTerminal, attach } = await world();
    const terminal = await openTerminal(['cat']);
    expect(await closing(attach(terminal, `?since=${since}`))).toBe(closedAs(4400, 'request/invalid'));
  });

  it('with 4410 once its workspace stopped, and for whoever comes then', async () => {
    const { open: openTerminal, attach, owner, session } = await world();
    const terminal = await openTerminal(['cat']);
    const client = await attach(terminal);
    await owner.client.delete(`/sessions/${session}/workspace`);
    expect((await client.closed()).code).toBe(4410);
    expect(await closing(attach(terminal))).toMatch(/"code":4410/);
  });

  it('with 4410 when another life of the workspace began', async () => {
    const { open: openTerminal, attach, owner, session } = await world();
    const terminal = await openTerminal(['cat']);
    await owner.client.delete(`/sessions/${session}/workspace`);
    await owner.client.post(`/sessions/${session}/workspace?waitMs=10000`);
    expect(await closing(attach(terminal))).toBe(closedAs(4410, 'workspace/replaced'));
  });

  it('with 1012 and its offset when the server ends', async () => {
    const { server, open: openTerminal, attach } = await world();
    const client = await attach(await openTerminal(['cat']));
    await server.server.drain();
    expect((await client.closed()).code).toBe(1012);
  });

  it('with 4409 and its offset when the same user attaches too often', async () => {
    const { open: openTerminal, attach } = await world('solo', {}, { maxWatchersPerUser: 2 });
    const terminal = await openTerminal(['cat']);
    const oldest = await attach(terminal);
    const [second, third] = [await attach(terminal), await attach(terminal)];
    expect(await oldest.closed()).toEqual({ code: 4409, reason: 'taken over offset=0' });
    third.type('still\r');
    await second.shows('still');
  });

  it('with 4429 when as many watch as may', async () => {
    const { open: openTerminal, attach } = await world('solo', {}, { maxWatchers: 1 });
    const terminal = await openTerminal(['cat']);
    await attach(terminal);
    expect(await closing(attach(terminal))).toBe(closedAs(4429, 'terminal/limit'));
  });

  it('with 1000 when it was ended by somebody', async () => {
    const { open: openTerminal, attach, owner, session } = await world();
    const terminal = await openTerminal(['cat']);
    const client = await attach(terminal);
    await owner.client.delete(`/sessions/${session}/terminals/${terminal}`);
    expect((await client.closed()).code).toBe(1000);
    expect(client.controls.at(-1)).toMatchObject({ type: 'exit' });
  });
});

describe('a policy on what is typed', () => {
  it('is told by a warning, and the terminal goes on', async () => {
    const onInput = ({ data }: { readonly data: Uint8Array }) => !Buffer.from(data).includes('forbidden');
    const { open: openTerminal, attach } = await world('solo', {}, { onInput });
    const client = await attach(await openTerminal(['cat']));
    client.type('forbidden\r');
    expect(await client.control('warning')).toMatchObject({ reason: 'terminal/input-refused' });
    client.type('allowed\r');
    await client.shows('allowed');
    expect(client.text).not.toContain('forbidden');
  });
});

describe('who may use a terminal', () => {
  it.each([
    ['viewer', false],
    ['participant', true],
    ['admin', true],
  ])('a %s of its room types: %s', async (role, canWrite) => {
    const here = await world('room');
    const terminal = await here.open(['cat']);
    const guest = await colleague(here, role);
    const client = await here.attach(terminal, '', { token: guest.client.token });
    expect(client.ready['canWrite']).toBe(canWrite);
    client.type('typed by a guest\r');
    if (canWrite) await client.shows('typed by a guest');
    else {
      expect(await client.control('warning')).toMatchObject({ reason: 'terminal/read-only' });
      client.say({ type: 'resize', cols: 10, rows: 10 });
      client.say({ type: 'signal', signal: 'SIGKILL' });
      const owner = await here.attach(terminal);
      expect(owner.ready).toMatchObject({ cols: 80, rows: 24 });
      owner.type('typed by the owner\r');
      await client.shows('typed by the owner');
      expect(client.text).not.toContain('guest');
    }
  });

  it('is told when that changes, and closed with 4403 when it ends', async () => {
    const here = await world('room');
    const terminal = await here.open(['cat']);
    const guest = await colleague(here, 'participant');
    const client = await here.attach(terminal, '', { token: guest.client.token });
    const path = `/sessions/${here.session}/members/${guest.userId}`;
    await here.owner.client.put(path, { role: 'viewer' });
    const told = (control: Control) => control.type === 'warning' && control['reason'] === 'access';
    expect(await client.until(() => client.controls.find(told))).toMatchObject({ canWrite: false });
    await here.owner.client.delete(path);
    expect((await client.closed()).code).toBe(4403);
    expect(await closing(here.attach(terminal, '', { token: guest.client.token }))).toBe(
      closedAs(4404, 'terminal/not-found'),
    );
  }, 120_000);

  it('is nobody of another tenant, and nobody of this one who is not in the session', async () => {
    const here = await world('room');
    const terminal = await here.open(['cat']);
    for (const stranger of [await register(here.server.client), await colleague(here)]) {
      const opening = here.attach(terminal, '', { token: stranger.client.token });
      expect(await closing(opening)).toBe(closedAs(4404, 'terminal/not-found'));
    }
  });

  it('is bound by the scopes of its token', async () => {
    const here = await world();
    const terminal = await here.open(['cat']);
    const agent = async (scopes: readonly string[]) => {
      const made = await here.owner.client.post('/tenant/agents', { name: 'bot', scopes });
      return here.attach(terminal, '', { token: made.json<{ readonly key: string }>().key });
    };
    expect((await agent(['terminals:read'])).ready['canWrite']).toBe(false);
    expect((await agent(['terminals:*'])).ready['canWrite']).toBe(true);
    expect(await closing(agent(['sessions:*']))).toBe(closedAs(4403, 'auth/forbidden'));
  });

  it('in a session that is not started sees nothing of it', async () => {
    const here = await world();
    const other = await makeSession(here.owner.client);
    const answer = await here.owner.client.get(`/sessions/${other}/terminals`);
    expect(answer.json()).toEqual({ items: [], nextCursor: null });
  });
});

describe('a client of a terminal that does not read', () => {
  it('is closed with where it was, goes on from there, and harms nobody', async () => {
    const stallTimeoutMs = 300;
    const { open: openTerminal, attach } = await world('solo', { stallTimeoutMs, maxBufferedBytes: 65_536 });
    const terminal = await openTerminal(['pour']);
    const [stalled, other] = [await attach(terminal), await attach(terminal)];
    stalled.socket.ws.pause();
    await eventually(() => pouring.much, 30_000);
    const patience = performance.now() + 3 * stallTimeoutMs;
    await eventually(() => performance.now() > patience, 30_000);
    pouring.enough = true;
    expect((await other.closed()).code).toBe(1000);
    stalled.socket.ws.resume();
    const { code, reason } = await stalled.closed();
    expect([code, reason]).toEqual([1013, `too slow offset=${String(stalled.offset)}`]);
    expect(other.offset - stalled.offset).toBeGreaterThan(0);
  }, 120_000);
});
