import { memoryRateLimiter } from '@carrel/core/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { SocketClient } from './socket-client.js';
import { testServer, type TestServer } from './test-server.js';
import { openTerminal, register, startedSession } from './world.js';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

describe('calls of a user', () => {
  it('cost what their routes say, until the budget is used up; others are not concerned', async () => {
    server = await testServer({ http: { rateLimit: { pointsPerUser: 5 } } });
    const [ann, bob] = [await register(server.client), await register(server.client)];
    const answers = [];
    for (let call = 0; call < 6; call += 1) answers.push(await ann.client.get('/users/me'));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['4', '3', '2', '1', '0', '0']);
    const [first, refused] = [answers[0], answers[5]];
    expect(first?.headers.get('ratelimit-limit')).toBe('5');
    expect(Number(first?.headers.get('ratelimit-reset'))).toBeGreaterThan(50);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(refused?.json()).toMatchObject({ type: 'request/rate-limited', status: 429, retryable: true });
    // Making a session costs more than reading one.
    await bob.client.post('/sessions', { kind: 'solo', languages: ['python'] });
    expect((await bob.client.get('/users/me')).headers.get('ratelimit-remaining')).not.toBe('3');
    expect((await server.client.get('/healthz')).status).toBe(200);
  });

  it('are not counted without a limit', async () => {
    server = await testServer();
    const { client } = await register(server.client);
    for (let call = 0; call < 50; call += 1) {
      const { status, headers } = await client.get('/users/me');
      expect([status, headers.get('ratelimit-limit')]).toEqual([200, null]);
    }
  });

  it('are all back when the window is over', async () => {
    server = await testServer({ http: { rateLimit: { pointsPerUser: 1, windowMs: 1_000 } } });
    const { client } = await register(server.client);
    const seen: number[] = [];
    const deadline = Date.now() + 10_000;
    while (!(seen.includes(429) && seen.at(-1) === 200) && Date.now() < deadline)
      seen.push((await client.get('/users/me')).status);
    expect(seen.at(0)).toBe(200);
    expect(seen.at(1)).toBe(429);
    expect(seen.at(-1)).toBe(200);
  });

  it('include the opening of WebSockets, which close with 4429', async () => {
    server = await testServer({ http: { rateLimit: { pointsPerUser: 100 } } });
    const { client } = await register(server.client);
    const terminal = await openTerminal(client, await startedSession(client));
    const url = `${server.origin}/api/v5/ws/terminals/${terminal}`;
    let reason = '';
    for (let opened = 0; opened < 101 && reason === ''; opened += 1) {
      using socket = await SocketClient.open(url, { token: client.token });
      await socket.until(() => socket.messages.length > 0).catch(() => undefined);
      if (socket.messages.length === 0)
        reason = `${String((await socket.closed).code)} ${(await socket.closed).reason}`;
    }
    expect(reason).toBe('4429 request/rate-limited');
  });

  it('are refused, not let through, where nobody can count', async () => {
    const limiter = memoryRateLimiter();
    server = await testServer({ http: { rateLimit: { pointsPerUser: 5 } }, rateLimiter: limiter });
    const { client } = await register(server.client);
    await limiter.dispose();
    const { status, text } = await client.get('/users/me');
    expect([status, JSON.parse(text)]).toMatchObject([503, { type: 'rate-limit/closed' }]);
  });
});
