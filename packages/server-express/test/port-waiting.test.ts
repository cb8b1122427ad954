import { memoryRuntime } from '@carrel/core/memory';
import type { SessionId } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { hostWorld, PAGE, SCRIPT, typeOf, type HostWorld } from './host-world.js';
import { portPrograms, site } from './port-world.js';
import { refusal, SocketClient } from './socket-client.js';
import type { TestServerOptions } from './test-server.js';
import { makeSession, startedSession } from './world.js';

const PORT = 4_400;
/** What the configuration has unless it is told. */
const IDLE_TIMEOUT_MS = 30 * 60_000;

/** A world whose second session does not run, and a browser that has a pass for a port of it. */
async function stoppedWorld(options: TestServerOptions = {}) {
  const runtime = memoryRuntime({ programs: portPrograms });
  const world = await hostWorld({ runtime, ...options });
  const session = await makeSession(world.owner.client);
  const cookie = await world.enter(PORT, { session });
  const host = world.hostFor(PORT, session);
  return { ...world, runtime, session, host, cookie, state: () => stateOf(world, session) };
}

async function stateOf({ owner }: HostWorld, session: string): Promise<string> {
  const view = await owner.client.get(`/sessions/${session}/workspace`);
  return view.json<{ readonly state: string }>().state;
}

/** A page as it comes. */
async function pageAt(world: Pick<HostWorld, 'open'>, host: string, cookie: string) {
  const answer = await world.open(host, '/x?y', { headers: { ...PAGE, Cookie: cookie } });
  const page = {
    status: answer.statusCode,
    headers: answer.headers,
    text: '',
    isOver: false,
    leave: () => answer.destroy(),
  };
  answer.setEncoding('utf8').on('data', (part: string) => (page.text += part));
  answer.on('close', () => (page.isOver = true)).on('error', () => undefined);
  return page;
}

const reloads = (text: string) => /<meta http-equiv="refresh" content="(\d+)" \/>/.exec(text)?.[1];

describe('a page of a workspace that does not run', () => {
  it('starts it, tells how, and loads itself again when the port answers', async () => {
    await using world = await stoppedWorld();
    const held = world.runtime.holdNext('create');
    const page = await pageAt(world, world.host, world.cookie);

    expect(page.status).toBe(503);
    expect(page.headers).toMatchObject({
      ...{ 'retry-after': '1', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      ...{ 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' },
    });
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'self'$/);
    await held.reached;
    await eventually(() => page.text.includes('The workspace starts.</li>'));
    expect(reloads(page.text)).toBeUndefined();
    held.release();
    await eventually(() => page.text.includes('The workspace runs.'));
    expect(page.isOver).toBe(false);
    await world.listen(
      site((request, response) => response.end(request.url)),
      PORT,
      world.session,
    );
    await eventually(() => page.isOver);

    expect(page.text).toMatch(/<\/ol><meta http-equiv="refresh" content="0" \/><\/main><\/body><\/html>$/);
    const again = await world.ask(world.host, '/x?y', { headers: { ...PAGE, Cookie: world.cookie } });
    expect([again.status, again.text]).toEqual([200, '/x?y']);
  });

  it('tells its place in the queue', async () => {
    await using world = await stoppedWorld({ workspaces: { max: 1 } });
    const page = await pageAt(world, world.host, world.cookie);
    await eventually(() => page.text.includes('The workspace waits for room. Its place is 1.'));
    page.leave();
    // Nobody waits any more, and the start goes on.
    expect(await world.state()).toBe('queued');
  });

  it('loads itself again while it waits, no sooner than it may', async () => {
    await using world = await stoppedWorld({ workspaces: { max: 1 }, http: { ports: { waitMs: 700 } } });
    const began = Date.now();
    const page = await pageAt(world, world.host, world.cookie);
    await eventually(() => page.isOver);

    expect(Date.now() - began).toBeGreaterThanOrEqual(699);
    expect([page.status, reloads(page.text)]).toEqual([503, '0']);
  });

  it('does not load itself again where it failed', async () => {
    await using world = await stoppedWorld();
    const error = { type: 'runtime/failed', message: 'no', retryable: false } as const;
    for (let times = 0; times < 10; times += 1) world.runtime.failNext('start', error);
    const held = world.runtime.holdNext('create');
    const page = await pageAt(world, world.host, world.cookie);
    await held.reached;
    await eventually(() => page.text.includes('The workspace starts.</li>'));
    held.release();
    await eventually(() => page.isOver);

    expect(reloads(page.text)).toBeUndefined();
    expect(page.text).toMatch(/<h1 role="alert">The workspace did not start<\/h1>/);
    expect(page.text).toContain('<a href="">Try again</a>');
  });

  it('is a page of why, and of no more than may be told, however soon that is known', async () => {
    await using world = await stoppedWorld();
    const error = { type: 'runtime/failed', message: 'no secrets', retryable: false } as const;
    for (let times = 0; times < 10; times += 1) world.runtime.failNext('create', error);
    const page = await pageAt(world, world.host, world.cookie);
    await eventually(() => page.isOver);

    expect([page.status, reloads(page.text)]).toEqual([503, undefined]);
    expect(page.text).toMatch(/Workspace not started|The workspace did not start/);
    expect(page.text).not.toContain('secrets');
  });

  it('does not start it again when somebody stops it', async () => {
    await using world = await stoppedWorld({ workspaces: { max: 1 } });
    const page = await pageAt(world, world.host, world.cookie);
    await eventually(() => page.text.includes('Its place is 1.'));
    await world.owner.client.delete(`/sessions/${world.session}/workspace`);
    await eventually(() => page.isOver);

    expect(reloads(page.text)).toBeUndefined();
    expect(page.text).toContain('The workspace was stopped: requested.');
    expect(await world.state()).toBe('stopped');
  });

  it('ends with its login', async () => {
    await using world = await stoppedWorld({ workspaces: { max: 1 } });
    const page = await pageAt(world, world.host, world.cookie);
    await world.owner.client.post('/auth/logout', { refreshToken: world.owner.refreshToken });
    await eventually(() => page.isOver);

    expect(reloads(page.text)).toBeUndefined();
    expect(page.text).toContain('Open it again');
  });

  it('comes again soon when the server ends', async () => {
    await using world = await stoppedWorld({ workspaces: { max: 1 } });
    const page = await pageAt(world, world.host, world.cookie);
    await eventually(() => page.text.includes('Its place is 1.'));
    const ended = world.server.server.drain();
    await eventually(() => page.isOver);

    expect(reloads(page.text)).toBe('1');
    await ended;
  });

  it('is one of the streams of events that a user may have', async () => {
    await using world = await stoppedWorld({
      ...{ workspaces: { max: 1 }, http: { eventStreams: { maxPerUser: 1 } } },
    });
    const first = await pageAt(world, world.host, world.cookie);
    const second = await pageAt(world, world.host, world.cookie);
    await eventually(() => second.isOver);
    expect([second.status, reloads(second.text)]).toEqual([429, undefined]);
    expect(second.text).toContain('Too many streams of events');
    first.leave();
    await eventually(async () => {
      const page = await pageAt(world, world.host, world.cookie);
      page.leave();
      return page.status === 503;
    });
  });
});

describe('what starts no workspace', () => {
  it('is anything but a page', async () => {
    await using world = await stoppedWorld();
    const { ask, cookie, host } = world;
    for (const [method, headers] of [
      ['GET', SCRIPT],
      ['HEAD', PAGE],
      ['POST', { ...PAGE, 'Sec-Fetch-Site': 'same-origin' }],
      ['GET', { ...SCRIPT, 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' }],
      ['GET', { ...PAGE, 'Sec-Purpose': 'prefetch' }],
      ['GET', { Accept: '*/*' }],
    ] as const) {
      const answer = await ask(host, '/', { method, headers: { ...headers, Cookie: cookie } });
      expect([headers, answer.status]).toEqual([headers, 409]);
      if (method !== 'HEAD') expect(typeOf(answer)).toBe('workspace/not-running');
    }
    const headers = { Host: host, Cookie: cookie, Origin: `http://${host}` };
    expect((await refusal(SocketClient.open(world.server.origin, { headers }))).status).toBe(409);
    expect(await world.state()).toBe('none');
  });

  it('is a page of somebody who may not', async () => {
    await using world = await stoppedWorld();
    const made = await world.owner.client.post('/tenant/agents', { name: 'visitor', scopes: ['ports:*'] });
    const who = { ...world.owner, client: world.owner.client.as(made.json<{ readonly key: string }>().key) };
    const cookie = await world.enter(PORT, { session: world.session, who });
    const answer = await world.ask(world.host, '/', { headers: { ...PAGE, Cookie: cookie } });

    expect([answer.status, reloads(answer.text)]).toEqual([409, undefined]);
    expect(answer.text).toContain('Workspace not running');
    expect(await world.state()).toBe('none');
  });

  it('is a page where that is not wished for', async () => {
    await using world = await stoppedWorld({ http: { ports: { startOnRequest: false } } });
    const answer = await world.ask(world.host, '/', { headers: { ...PAGE, Cookie: world.cookie } });
    expect([answer.status, await world.state()]).toEqual([409, 'none']);
  });
});

describe('a page of a port that nothing listens on', () => {
  it('gives up in its time, and keeps nothing alive', async () => {
    await using world = await hostWorld({ http: { ports: { waitMs: 1_500 } } });
    const session = await startedSession(world.owner.client);
    const cookie = await world.enter(PORT, { session });
    const askedMs = Date.now();
    const page = await pageAt(world, world.hostFor(PORT, session), cookie);
    await eventually(() => page.isOver);

    expect([page.status, reloads(page.text)]).toEqual([503, undefined]);
    expect(page.text).toContain('Nothing listens on the port');
    expect(page.text).toContain('<a href="">Try again</a>');
    const view = await world.owner.client.get(`/sessions/${session}/workspace`);
    const { idleAt } = view.json<{ readonly idleAt: string }>();
    expect(Date.parse(idleAt)).toBeLessThanOrEqual(askedMs + IDLE_TIMEOUT_MS);
  });

  it('has no streams to its workspace left', async () => {
    await using world = await hostWorld({ ports: { maxPerSession: 1 }, http: { ports: { waitMs: 1_200 } } });
    const session = await startedSession(world.owner.client);
    const cookie = await world.enter(PORT, { session });
    const page = await pageAt(world, world.hostFor(PORT, session), cookie);
    await eventually(() => page.isOver);
    const { client } = world.owner;
    const caller = (await world.server.carrel.identity.authenticate(client.token ?? '', 'test'))._unsafeUnwrap();
    const opened = await world.server.carrel.ports.open(caller, { sessionId: session as SessionId, port: PORT });
    expect(opened._unsafeUnwrapErr().type).toBe('port/refused');
  });
});
