import { afterEach, describe, expect, it } from 'vitest';
import { defaultRateLimitOptions } from '../src/index.js';
import { callFrom, type AddressAnswer } from './address-client.js';
import { testServer, type TestServer } from './test-server.js';
import { makeSession, PASSWORD, register } from './world.js';

let server: TestServer;
afterEach(() => server[Symbol.asyncDispose]());

const ANN = '127.0.0.1';
const BOB = '127.0.0.2';

const logIn = (from: string, email: string, password = PASSWORD) =>
  callFrom(from, server, { method: 'POST', path: '/auth/login', json: { email, password } });

async function many(times: number, call: (index: number) => Promise<AddressAnswer>): Promise<AddressAnswer[]> {
  const answers: AddressAnswer[] = [];
  for (let index = 0; index < times; index += 1) answers.push(await call(index));
  return answers;
}

const statusesOf = (answers: readonly AddressAnswer[]) => answers.map(({ status }) => status);

describe('calls of an address without a token', () => {
  it('are logins only so often, and not those of others', async () => {
    server = await testServer({ http: { rateLimit: { loginsPerAddress: 3 } } });
    const { email } = await register(server.client);
    const answers = await many(5, () => logIn(ANN, email));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 429, 429]);
    const [first, refused] = [answers[0], answers[3]];
    expect(first?.headers['ratelimit-limit']).toBe('3');
    expect(first?.headers['ratelimit-remaining']).toBe('2');
    expect(refused?.headers['ratelimit-remaining']).toBe('0');
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(30);
    expect(refused?.body).toMatchObject({ type: 'request/rate-limited', status: 429, retryable: true });

    expect((await logIn(BOB, email)).status).toBe(200);
    expect((await callFrom(ANN, server, { path: '/.well-known/jwks.json' })).status).toBe(200);
  });

  it('are registrations only so often', async () => {
    server = await testServer({ http: { rateLimit: { registrationsPerAddress: 2 } } });
    const make = (from: string) => (index: number) => {
      const json = { email: `new-${from}-${String(index)}@example.com`, password: PASSWORD };
      return callFrom(from, server, { method: 'POST', path: '/auth/register', json });
    };
    expect(statusesOf(await many(3, make(ANN)))).toEqual([201, 201, 429]);
    expect(statusesOf(await many(1, make(BOB)))).toEqual([201]);
    expect((await logIn(ANN, `new-${ANN}-0@example.com`)).status).toBe(200);
  });

  it('are of any other kind only so often; whether it lives and its keys may be asked always', async () => {
    server = await testServer({ http: { rateLimit: { pointsPerAddress: 4 } } });
    const refresh = (from: string) => () =>
      callFrom(from, server, { method: 'POST', path: '/auth/refresh', json: { refreshToken: 'none' } });
    expect(statusesOf(await many(6, refresh(ANN)))).toEqual([401, 401, 401, 401, 429, 429]);
    expect(statusesOf(await many(1, refresh(BOB)))).toEqual([401]);
    for (const path of ['/healthz', '/ready', '/.well-known/jwks.json'])
      expect((await callFrom(ANN, server, { path })).status).toBe(200);
  });

  it('leave calls with a token alone', async () => {
    server = await testServer({ http: { rateLimit: { pointsPerAddress: 1, loginsPerAddress: 1 } } });
    const { client } = await register(server.client);
    for (let call = 0; call < 10; call += 1) expect((await client.get('/users/me')).status).toBe(200);
  });
});

describe('wrong passwords', () => {
  it('are slowed down where they come from; the user logs in from elsewhere at once', async () => {
    server = await testServer();
    const { email } = await register(server.client);
    const guesses = await many(14, (index) => logIn(ANN, email, `wrong guess ${String(index)}`));
    expect(statusesOf(guesses)).toEqual([...Array<number>(10).fill(401), ...Array<number>(4).fill(429)]);
    expect(guesses[12]?.body).toMatchObject({ type: 'auth/too-many-attempts', status: 429, retryable: true });
    expect(Number(guesses[12]?.headers['retry-after'])).toBeGreaterThan(30);
    // The right password from there is refused as well: it might be a guess.
    expect((await logIn(ANN, email)).status).toBe(429);
    expect((await logIn(BOB, email)).status).toBe(200);

    const unknown = await many(14, (index) => logIn(ANN, 'nobody@example.com', `wrong guess ${String(index)}`));
    expect(statusesOf(unknown)).toEqual(statusesOf(guesses));
  });
});

describe('by default', () => {
  it('a user has a hundred points a minute, and others are not concerned', async () => {
    server = await testServer({ http: { rateLimit: defaultRateLimitOptions } });
    const [ann, bob] = [await register(server.client), await register(server.client)];
    const answers = await Promise.all(Array.from({ length: 150 }, () => ann.client.get('/users/me')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(50);
    expect(answers[0]?.headers.get('ratelimit-limit')).toBe('100');
    const session = await makeSession(bob.client);
    expect((await bob.client.get(`/sessions/${session}`)).status).toBe(200);
  });

  it('logins and registrations are stricter than that', () => {
    const { loginsPerAddress, pointsPerUser, registrationsPerAddress, windowMs } = defaultRateLimitOptions;
    expect([pointsPerUser, windowMs]).toEqual([100, 60_000]);
    expect(loginsPerAddress).toBeLessThan(pointsPerUser);
    expect(registrationsPerAddress).toBeLessThan(pointsPerUser);
  });
});
