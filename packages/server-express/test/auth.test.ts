import { createPublicKey, generateKeyPairSync, sign, verify, type JsonWebKey } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from './test-server.js';
import { logIn, PASSWORD, register } from './world.js';

const server = await testServer();
const { client } = server;

afterAll(() => server[Symbol.asyncDispose]());

const typeAndStatus = (answer: Awaited<ReturnType<typeof client.get>>) => [answer.status, answer.json()['type']];

describe('registering', () => {
  it('makes a tenant with its owner, logged in, and nothing on the way stores the answer', async () => {
    const json = { email: 'Ada@Example.com', password: PASSWORD, displayName: 'Ada', tenantName: 'Engines' };
    const answer = await client.post('/auth/register', json);
    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({
      user: { email: 'ada@example.com', displayName: 'Ada', role: 'owner' },
      tenant: { name: 'Engines' },
      tokens: { tokenType: 'Bearer', expiresInMs: expect.any(Number) as number },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.text).not.toMatch(/passwordHash|scrypt/);
  });

  it('with an email that somebody has is refused', async () => {
    const { email } = await register(client);
    const answer = await client.post('/auth/register', { email: email.toUpperCase(), password: PASSWORD });
    expect(typeAndStatus(answer)).toEqual([409, 'user/email-taken']);
  });

  it.each([
    ['email', { email: 'nobody', password: PASSWORD }],
    ['password', { email: 'a@b.example', password: 'short' }],
    ['', { email: 'a@b.example', password: PASSWORD, role: 'owner' }],
  ])('names %j as wrong', async (path, json) => {
    const answer = await client.post('/auth/register', json);
    expect([answer.status, answer.json()['issues']]).toEqual([400, [{ path, message: expect.any(String) as string }]]);
  });
});

describe('logging in', () => {
  it('answers a wrong email and a wrong password alike', async () => {
    const { email } = await register(client);
    const wrongPassword = await client.post('/auth/login', { email, password: 'not the password' });
    const wrongEmail = await client.post('/auth/login', { email: 'nobody@example.com', password: PASSWORD });
    expect(typeAndStatus(wrongPassword)).toEqual([401, 'auth/invalid-credentials']);
    expect({ ...wrongPassword.json(), requestId: '' }).toEqual({ ...wrongEmail.json(), requestId: '' });
  });

  it('ends with logging out', async () => {
    const someone = await logIn(client, (await register(client)).email);
    expect((await client.post('/auth/logout', { refreshToken: someone.refreshToken })).status).toBe(204);
    expect(typeAndStatus(await someone.client.get('/users/me'))).toEqual([401, 'auth/token-revoked']);
  });
});

describe('refreshing', () => {
  const refresh = (refreshToken: string) => client.post('/auth/refresh', { refreshToken });
  type Tokens = { readonly tokens: { readonly accessToken: string; readonly refreshToken: string } };

  it('gives new tokens', async () => {
    const { refreshToken } = await register(client);
    const answer = await refresh(refreshToken);
    const { tokens } = answer.json<Tokens>();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(tokens.refreshToken).not.toBe(refreshToken);
    expect((await client.as(tokens.accessToken).get('/users/me')).status).toBe(200);
  });

  it('with a token that was used before ends the whole login', async () => {
    const someone = await register(client);
    const { tokens } = (await refresh(someone.refreshToken)).json<Tokens>();
    expect(typeAndStatus(await refresh(someone.refreshToken))).toEqual([401, 'auth/refresh-token-reused']);
    expect(typeAndStatus(await refresh(tokens.refreshToken))).toEqual([401, 'auth/refresh-token-reused']);
    expect(typeAndStatus(await client.as(tokens.accessToken).get('/users/me'))).toEqual([401, 'auth/token-revoked']);
  });

  it('with a token that is none is refused', async () => {
    expect(typeAndStatus(await refresh('nonsense'))).toEqual([401, 'auth/refresh-token-invalid']);
  });
});

describe('a token', () => {
  it.each(['', 'Basic abc', 'Bearer', 'Bearer  ', 'Bearer a b', 'Token x'])(
    'is missing from %j',
    async (authorization) => {
      const answer = await client.get('/users/me', { Authorization: authorization });
      expect(typeAndStatus(answer)).toEqual([401, 'auth/token-missing']);
    },
  );

  it('may be called bearer in any case', async () => {
    const { client: own } = await register(client);
    expect((await client.get('/users/me', { Authorization: `bearer ${own.token ?? ''}` })).status).toBe(200);
  });

  it('verifies with the published keys', async () => {
    const { client: own } = await register(client);
    const [header = '', payload = '', signature = ''] = (own.token ?? '').split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly kid: string };
    const answer = await fetch(`${server.origin}/.well-known/jwks.json`);
    const { keys } = (await answer.json()) as { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] };
    const jwk = keys.find((key) => key.kid === kid);
    expect(jwk?.d).toBeUndefined();
    const key = createPublicKey({ key: jwk ?? {}, format: 'jwk' });
    expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it.each(['tampered', 'alg none', 'foreign key'])('that is made by hand is refused: %s', async (kind) => {
    const { client: own } = await register(client);
    expect(typeAndStatus(await client.as(forged(own.token ?? '', kind)).get('/users/me'))).toEqual([
      401,
      'auth/token-invalid',
    ]);
  });
});

describe('a ticket', () => {
  const use = { purpose: 'websocket', resource: '/ws/terminals/trm_1' } as const;

  it('stands once for who asked for it, and nothing on the way stores the answer', async () => {
    const someone = await register(client);
    const answer = await someone.client.post('/auth/tickets', use);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { ticket, expiresAt } = answer.json<{ readonly ticket: string; readonly expiresAt: string }>();
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(20_000);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
    const { tickets } = server.carrel.identity;
    const redeemed = await Promise.all([1, 2].map(() => tickets.redeem(ticket, use, { requestId: 'req_1' })));
    const callers = redeemed.flatMap((result) => (result.isOk() ? [result.value.userId] : []));
    expect(callers).toEqual([someone.userId]);
  });

  it('is no access token', async () => {
    const someone = await register(client);
    const { ticket } = (await someone.client.post('/auth/tickets', use)).json<{ readonly ticket: string }>();
    expect(typeAndStatus(await client.as(ticket).get('/users/me'))).toEqual([401, 'auth/token-invalid']);
  });

  it('is given to nobody without a token', async () => {
    expect(typeAndStatus(await client.post('/auth/tickets', use))).toEqual([401, 'auth/token-missing']);
  });

  it.each([
    ['purpose', { ...use, purpose: 'cookie' }],
    ['resource', { purpose: 'websocket' }],
    ['resource', { ...use, resource: '' }],
    ['', { ...use, more: 1 }],
  ])('names %j as wrong', async (path, json) => {
    const someone = await register(client);
    const answer = await someone.client.post('/auth/tickets', json);
    expect([answer.status, answer.json()['issues']]).toEqual([400, [{ path, message: expect.any(String) as string }]]);
  });

  it('is refused with a time to wait when too many are unused', async () => {
    const someone = await register(client);
    for (let count = 0; count < 100; count += 1) await someone.client.post('/auth/tickets', use);
    const answer = await someone.client.post('/auth/tickets', use);
    expect(typeAndStatus(answer)).toEqual([429, 'auth/ticket-limit']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('one’s own user', () => {
  it('can be renamed', async () => {
    const someone = await register(client);
    const answer = await someone.client.put('/users/me', { displayName: 'Grace' });
    expect(answer.json()).toMatchObject({ id: someone.userId, displayName: 'Grace', role: 'owner' });
  });

  it('gets a new password only with the one it has, and its other logins end', async () => {
    const someone = await register(client);
    const other = await logIn(client, someone.email);
    const change = (currentPassword: string) =>
      someone.client.put('/users/me/password', { currentPassword, newPassword: 'a new good password' });
    const refused = await change('wrong password');
    expect(typeAndStatus(refused)).toEqual([403, 'auth/wrong-password']);
    expect(refused.text).not.toMatch(/email/i);
    expect(refused.headers.get('www-authenticate')).toBeNull();
    expect((await change(PASSWORD)).status).toBe(204);
    expect((await other.client.get('/users/me')).status).toBe(401);
    expect((await someone.client.get('/users/me')).status).toBe(200);
    await logIn(client, someone.email, 'a new good password');
  });
});

describe('the users of a tenant', () => {
  it('are made, changed, listed and removed by who administers it', async () => {
    const owner = await register(client);
    const email = `second-${owner.email}`;
    const made = await owner.client.post('/tenant/users', { email, password: PASSWORD, role: 'admin' });
    const { id } = made.json<{ readonly id: string }>();
    expect((await owner.client.put(`/tenant/users/${id}`, { role: 'member' })).json()['role']).toBe('member');
    const listed = (await owner.client.get('/tenant/users')).json<{
      readonly items: readonly { readonly id: string }[];
    }>();
    expect(listed.items.map((user) => user.id)).toEqual([owner.userId, id]);
    const member = await logIn(client, email);
    expect((await owner.client.delete(`/tenant/users/${id}`)).status).toBe(204);
    expect((await member.client.get('/users/me')).status).toBe(401);
    const audit = (await owner.client.get('/tenant/audit?limit=2')).json<{ readonly items: readonly object[] }>();
    expect(audit.items[0]).toMatchObject({ action: 'user.removed', subject: id, outcome: 'success' });
  });

  it('always have an owner', async () => {
    const owner = await register(client);
    expect(typeAndStatus(await owner.client.delete(`/tenant/users/${owner.userId}`))).toEqual([409, 'user/last-owner']);
  });
});

describe('an agent', () => {
  it('acts for its user, as far as its scopes go', async () => {
    const owner = await register(client);
    const made = await owner.client.post('/tenant/agents', { name: 'bot', scopes: ['sessions:read'] });
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { key } = made.json<{ readonly key: string }>();
    const agent = client.as(key);
    expect((await agent.get('/sessions')).status).toBe(200);
    expect(typeAndStatus(await agent.post('/sessions', { kind: 'solo', languages: ['python'] }))).toEqual([
      403,
      'auth/forbidden',
    ]);
  });
});

describe('settings', () => {
  it('are kept, listed and taken away', async () => {
    const { client: own } = await register(client);
    const value = { font: ['a', 1, null], wide: true };
    expect((await own.put('/settings/editor/look', { value })).json()).toMatchObject({
      category: 'editor',
      key: 'look',
      value,
    });
    expect((await own.put('/settings/editor/look', { value: null })).json()).toMatchObject({ value: null });
    expect((await own.get('/settings')).json()).toMatchObject({
      items: [{ category: 'editor', key: 'look', value: null }],
    });
    expect((await own.delete('/settings/editor/look')).status).toBe(204);
    expect(typeAndStatus(await own.delete('/settings/editor/look'))).toEqual([404, 'setting/not-found']);
  });

  it('need a value, not nested without end', async () => {
    const { client: own } = await register(client);
    const deep = `{"value":${'['.repeat(40)}${']'.repeat(40)}}`;
    for (const body of ['{}', deep]) {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await own.call('PUT', '/settings/editor/look', { body, headers });
      expect([answer.status, answer.json()['issues']]).toEqual([
        400,
        [{ path: 'value', message: expect.any(String) as string }],
      ]);
    }
  });

  it('of an impossible name are refused', async () => {
    const { client: own } = await register(client);
    expect(typeAndStatus(await own.put('/settings/editor/%2e%2e%2fx', { value: 1 }))).toEqual([400, 'request/invalid']);
  });
});

function forged(token: string, kind: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (kind === 'tampered') return [header, encode({ ...decode(payload), role: 'admin' }), signature].join('.');
  if (kind === 'alg none') return [encode({ ...decode(header), alg: 'none' }), payload, ''].join('.');
  const { privateKey } = generateKeyPairSync('ed25519');
  const signed = sign(null, Buffer.from(`${header}.${payload}`), privateKey);
  return [header, payload, signed.toString('base64url')].join('.');
}

function decode(part: string): object {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
