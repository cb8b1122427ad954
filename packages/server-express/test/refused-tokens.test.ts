import { NO_TENANT, unwrap, type Caller, type UserId } from '@carrel/core/kernel';
import { memoryRateLimiter, VirtualClock } from '@carrel/core/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultRateLimitOptions } from '../src/index.js';
import { callFrom, type AddressAnswer } from './address-client.js';
import { refusal, SocketClient } from './socket-client.js';
import { testServer, type TestServer, type TestServerOptions } from './test-server.js';
import { logIn, makeSession, register } from './world.js';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

const ANN = '127.0.0.1';
const BOB = '127.0.0.2';
const LIMIT = 3;

const start = async (more: TestServerOptions = {}) => {
  server = await testServer({ http: { rateLimit: { refusedTokensPerAddress: LIMIT } }, ...more });
  return server;
};

const me = (from: string, token?: string) => callFrom(from, server, { path: '/users/me', token });

async function many(times: number, call: (index: number) => Promise<AddressAnswer>): Promise<AddressAnswer[]> {
  const answers: AddressAnswer[] = [];
  for (let index = 0; index < times; index += 1) answers.push(await call(index));
  return answers;
}

const statusesOf = (answers: readonly AddressAnswer[]) => answers.map(({ status }) => status);

/** Whoever may read the records of nobody's tenant. */
const reader: Caller = {
  ...{ tenantId: NO_TENANT, userId: 'usr_0' as UserId, role: 'owner', tier: 'low' },
  ...{ scopes: ['*'], requestId: 'test' },
};

async function refusedTokens() {
  const { items } = await unwrap(server.carrel.audit.list(reader, { action: 'token.refused' }));
  return items;
}

describe('tokens that are refused', () => {
  it('are 401 only so often at one address, each a different one; others are not concerned', async () => {
    await start();
    const answers = await many(5, (index) => me(ANN, `guess-${String(index)}`));
    expect(statusesOf(answers)).toEqual([401, 401, 401, 429, 429]);
    const refused = answers[3];
    expect(refused?.body).toMatchObject({ type: 'request/rate-limited', status: 429, retryable: true });
    expect(refused?.headers['ratelimit-limit']).toBe(String(LIMIT));
    expect(refused?.headers['ratelimit-remaining']).toBe('0');
    expect(Number(refused?.headers['ratelimit-reset'])).toBeGreaterThan(30);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(30);
    expect((await me(BOB, 'guess')).status).toBe(401);
  });

  it('do not lock out who has a good one at the same address, by HTTP, by WebSocket and at ports', async () => {
    await start();
    const { client } = await register(server.client);
    const session = await makeSession(client);
    await many(10, () => me(ANN, 'none'));
    expect((await me(ANN, 'none')).status).toBe(429);
    expect((await me(ANN, client.token)).status).toBe(200);
    const port = await callFrom(ANN, server, { path: `/sessions/${session}/ports/3000/`, token: client.token });
    expect(port.body).toMatchObject({ type: 'workspace/not-running' });
    const url = `${server.origin}/api/v5/ws/terminals/trm_00000000000000000000000000`;
    using socket = await SocketClient.open(url, { token: client.token });
    expect((await socket.closed).code).toBe(4404);
  });

  it('count wherever they are shown: at routes, at ports, by WebSocket, and as tickets', async () => {
    await start();
    const url = `${server.origin}/api/v5/ws/terminals/trm_00000000000000000000000000`;
    const port = '/sessions/ses_00000000000000000000000000/ports/3000/';
    expect((await me(ANN, 'none')).status).toBe(401);
    expect((await callFrom(ANN, server, { path: port, token: 'none' })).status).toBe(401);
    expect((await refusal(SocketClient.open(`${url}?token=none`))).status).toBe(401);
    expect((await refusal(SocketClient.open(url, { token: 'none' }))).status).toBe(429);
    expect((await refusal(SocketClient.open(`${url}?token=none`))).status).toBe(429);
    expect((await refusal(SocketClient.open(server.origin + '/api/v5' + port, { token: 'none' }))).status).toBe(429);
    expect((await callFrom(ANN, server, { path: port, token: 'none' })).status).toBe(429);
  });

  it('are nothing that a request without a token is', async () => {
    await start();
    expect(statusesOf(await many(10, () => me(ANN)))).toEqual(Array(10).fill(401));
    expect(await refusedTokens()).toEqual([]);
  });

  it('count by themselves when they once were good: who must log in anew is told so whatever others do', async () => {
    await start();
    const one = await register(server.client);
    const two = await logIn(server.client, one.email);
    for (const { client, refreshToken } of [one, two]) await client.post('/auth/logout', { refreshToken });
    await many(10, () => me(ANN, 'none'));
    const ended = (token: string | undefined) => async () => {
      const { status, body } = await me(ANN, token);
      return [status, body['type']];
    };
    const refused = [401, 'auth/token-revoked'];
    const answers = [];
    for (let call = 0; call <= LIMIT; call += 1) answers.push(await ended(one.client.token)());
    expect(answers).toEqual([refused, refused, refused, [429, 'request/rate-limited']]);
    expect(await ended(two.client.token)()).toEqual(refused);
  });

  it('are 401 as before where nobody can count', async () => {
    const rateLimiter = memoryRateLimiter();
    await start({ rateLimiter });
    await rateLimiter.dispose();
    expect(statusesOf(await many(6, () => me(ANN, 'none')))).toEqual(Array(6).fill(401));
  });

  it('are 401 without an end where there is no limit', async () => {
    await start({ http: { rateLimit: { refusedTokensPerAddress: 0 } } });
    expect(statusesOf(await many(20, () => me(ANN, 'none')))).toEqual(Array(20).fill(401));
  });

  it('are limited by default', () => {
    expect(defaultRateLimitOptions.refusedTokensPerAddress).toBe(600);
  });
});

describe('the audit of tokens that are refused', () => {
  it('has one record a minute for each address and reason, with no word of the token', async () => {
    await start({ clock: new VirtualClock() });
    await many(2, (index) => me(ANN, `guess-${String(index)}`));
    await me(BOB, 'guess-of-bob');
    const records = await refusedTokens();
    const common = { actor: { type: 'system' }, subject: '', outcome: 'denied' };
    expect(records).toHaveLength(2);
    expect(records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...common, address: ANN, count: 2, details: { error: 'auth/token-invalid' } }),
        expect.objectContaining({ ...common, address: BOB, details: { error: 'auth/token-invalid' } }),
      ]),
    );
    expect(JSON.stringify(records)).not.toContain('guess');
  });

  it('grows no further past the limit', async () => {
    await start({ clock: new VirtualClock() });
    await many(20, (index) => me(ANN, `guess-${String(index)}`));
    expect(await refusedTokens()).toMatchObject([{ address: ANN, count: LIMIT }]);
  });

  it('is bounded for all addresses together', async () => {
    await start({ clock: new VirtualClock(), http: { rateLimit: { refusedTokensPerAddress: 0 } } });
    for (let host = 1; host <= 80; host += 1) await me(`127.0.1.${String(host)}`, 'none');
    const { items } = await unwrap(server.carrel.audit.list(reader, { limit: 200 }));
    expect(items.filter(({ action }) => action === 'token.refused')).toHaveLength(60);
    const rest = items.filter(({ action }) => action === 'call.refused');
    expect(rest).toMatchObject([{ count: 20, details: { more: true } }]);
  });
});
