import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, START } from '../../test/identity-fixture.js';
import { tenantId, userId } from '../kernel/index.js';
import { VirtualClock } from '../memory/index.js';
import { outsideIssuer, type OutsideIssuerOptions } from './index.js';

const ISSUER = 'https://login.example';
const AUDIENCE = 'carrel-api';
const clock = new VirtualClock(START);

interface Key {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const newKey = (kid: string): Key => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });

function sign(key: Key, claims: JWTPayload = {}, header: object = {}): Promise<string> {
  const payload = { sub: 'ada', iss: ISSUER, aud: AUDIENCE, exp: START / 1_000 + 600, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header }).sign(key.privateKey);
}

describe('an outside issuer with a key', () => {
  const key = newKey('one');
  const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const verifier = (options: Partial<OutsideIssuerOptions> = {}) =>
    outsideIssuer({ issuer: ISSUER, audience: AUDIENCE, publicKey: pem, clock, ...options });

  it('is believed, and its names become ids of ours that stay the same', async () => {
    const [once, again] = [await sign(key), await sign(key, { jti: 'other' })];

    const verified = expectOk(await verifier().verify(once));

    expect(verified).toEqual({
      tenantId: verified.tenantId,
      userId: verified.userId,
      role: 'member',
      tier: 'high',
      scopes: ['*'],
      expiresAt: START + 605_000,
    });
    expect([tenantId.is(verified.tenantId), userId.is(verified.userId)]).toEqual([true, true]);
    expect(expectOk(await verifier().verify(again))).toEqual(verified);
    const other = expectOk(await verifier().verify(await sign(key, { sub: 'bob' })));
    expect(other.userId).not.toBe(verified.userId);
    expect(other.tenantId).toBe(verified.tenantId);
  });

  it('takes the key as JWK too', async () => {
    const publicKey = key.publicKey.export({ format: 'jwk' });

    expectOk(await verifier({ publicKey }).verify(await sign(key)));
  });

  it('maps its claims to ours', async () => {
    const mapped = verifier({
      claims: {
        tenantId: ['org', 'id'],
        userId: 'https://login.example/uid',
        role: 'group',
        tier: 'plan',
        scopes: 'scope',
      },
      roles: { boss: 'owner' },
    });
    const claims = {
      org: { id: 'acme' },
      'https://login.example/uid': 'u-1',
      group: 'boss',
      plan: 'low',
      scope: 'sessions:read  files:*',
    };

    const verified = expectOk(await mapped.verify(await sign(key, claims)));

    expect(verified).toMatchObject({ role: 'owner', tier: 'low', scopes: ['sessions:read', 'files:*'] });
    const same = expectOk(await mapped.verify(await sign(key, { ...claims, group: 'admin', scope: ['a:b'] })));
    expect(same).toMatchObject({ ...verified, role: 'admin', scopes: ['a:b'] });
    const elsewhere = expectOk(await mapped.verify(await sign(key, { ...claims, org: { id: 'other' } })));
    expect(elsewhere.tenantId).not.toBe(verified.tenantId);
    expect(expectOk(await mapped.verify(await sign(key, { ...claims, scope: undefined }))).scopes).toEqual([]);
    expect(expectOk(await mapped.verify(await sign(key, { ...claims, group: undefined }))).role).toBe('member');
    for (const wrong of [
      { org: undefined },
      { org: 'acme' },
      { group: 'janitor' },
      { plan: 'gold' },
      { group: 'toString' },
    ]) {
      expectErr(await mapped.verify(await sign(key, { ...claims, ...wrong })), 'auth/token-invalid');
    }
  });

  it('makes no id of ours from a name that looks like one, unless it was told ours', async () => {
    const own = 'usr_01m7y6qv044z1t98geh4ndn74d';
    const ownTenant = 'ten_01m7y6qv044z1t98geh4ndn74c';
    const token = await sign(key, { sub: own, tid: ownTenant });
    const claims = { tenantId: 'tid' };

    expect(expectOk(await verifier({ claims }).verify(token)).userId).not.toBe(own);
    const verbatim = verifier({ claims, ids: 'verbatim' });
    expect(expectOk(await verbatim.verify(token))).toMatchObject({ userId: own, tenantId: ownTenant });
    expectErr(await verbatim.verify(await sign(key, { sub: 'ada', tid: ownTenant })), 'auth/token-invalid');
  });

  it('derives different ids for the same name of different issuers', async () => {
    const one = expectOk(await verifier().verify(await sign(key)));
    const other = expectOk(await verifier({ issuer: 'https://b' }).verify(await sign(key, { iss: 'https://b' })));

    expect([other.userId, other.tenantId]).not.toEqual([one.userId, one.tenantId]);
  });

  it('is refused what it did not mean for us', async () => {
    const foreign = newKey('one');
    const wrong = [
      await sign(foreign),
      await sign(key, { iss: 'https://evil.example' }),
      await sign(key, { aud: 'other' }),
      await sign(key, { exp: undefined as never }),
      await sign(key, { sub: undefined as never }),
      await sign(key, { sub: '' }),
      await sign(key, { nbf: START / 1_000 + 60 }),
      new UnsecuredJWT({ sub: 'ada', iss: ISSUER, aud: AUDIENCE, exp: START / 1_000 + 600 }).encode(),
      await new SignJWT({ sub: 'ada', iss: ISSUER, aud: AUDIENCE, exp: START / 1_000 + 600 })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(pem)),
      'nonsense',
      '',
    ];

    for (const token of wrong) expectErr(await verifier().verify(token), 'auth/token-invalid');
    expectErr(await verifier({ algorithms: ['RS256'] }).verify(await sign(key)), 'auth/token-invalid');
    expectErr(await verifier().verify(await sign(key, { exp: START / 1_000 - 5 })), 'auth/token-expired');
    expectOk(await verifier().verify(await sign(key, { exp: START / 1_000 - 4 })));
    expectErr(
      await verifier({ clockToleranceMs: 0 }).verify(await sign(key, { exp: START / 1_000 })),
      'auth/token-expired',
    );
  });

  it('throws for options that cannot be meant', () => {
    const base = { issuer: ISSUER, audience: AUDIENCE };
    expect(() => outsideIssuer(base)).toThrow('either a JWKS URL or a public key');
    expect(() => outsideIssuer({ ...base, publicKey: pem, jwksUrl: 'https://x' })).toThrow('either a JWKS URL');
    for (const name of ['HS256', 'none', 'dir']) {
      expect(() => outsideIssuer({ ...base, publicKey: pem, algorithms: [name] })).toThrow('sign with a private key');
    }
    expect(() => outsideIssuer({ ...base, publicKey: 'nonsense' })).toThrow();
  });

  it('replaces our own tokens', async () => {
    const fixture = await identityFixture({ verifier: verifier() });
    const own = (await fixture.register()).tokens;

    const caller = expectOk(await fixture.identity.authenticate(await sign(key), 'req_1'));

    expect(caller).toEqual({
      tenantId: caller.tenantId,
      userId: caller.userId,
      role: 'member',
      tier: 'high',
      scopes: ['*'],
      tokenExpiresAt: caller.tokenExpiresAt,
      requestId: 'req_1',
    });
    expectErr(await fixture.identity.authenticate(own.accessToken, 'req'), 'auth/token-invalid');
  });
});

describe('an outside issuer that publishes its keys', () => {
  const servers: Server[] = [];

  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map(
        (server) =>
          new Promise((resolve) => {
            server.closeAllConnections();
            server.close(resolve);
          }),
      ),
    );
  });

  /** A server of keys on the loopback interface. */
  async function publish(answer: () => { readonly status: number; readonly body: string }) {
    const state = { requests: 0 };
    const server = createServer((_, response) => {
      state.requests += 1;
      const { status, body } = answer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { state, server, jwksUrl: `http://127.0.0.1:${port}/jwks.json` };
  }

  const jwks = (...keys: Key[]) =>
    JSON.stringify({
      keys: keys.map(({ kid, publicKey }) => ({ kid, alg: 'ES256', ...publicKey.export({ format: 'jwk' }) })),
    });
  const verifier = (jwksUrl: string, options: Partial<OutsideIssuerOptions> = {}) =>
    outsideIssuer({ issuer: ISSUER, audience: AUDIENCE, jwksUrl, clock, ...options });

  it('is asked once for many tokens, and again for a new key', async () => {
    const [first, second] = [newKey('first'), newKey('second')];
    let published = [first];
    const { state, jwksUrl } = await publish(() => ({ status: 200, body: jwks(...published) }));
    const subject = verifier(jwksUrl, { fetchCooldownMs: 0 });

    for (let index = 0; index < 5; index += 1) expectOk(await subject.verify(await sign(first)));
    expect(state.requests).toBe(1);
    published = [first, second];
    expectOk(await subject.verify(await sign(second)));
    expectOk(await subject.verify(await sign(first)));
    expect(state.requests).toBe(2);
  });

  it('is not asked again for each made-up key id', async () => {
    const key = newKey('first');
    const { state, jwksUrl } = await publish(() => ({ status: 200, body: jwks(key) }));
    const subject = verifier(jwksUrl);

    for (let index = 0; index < 5; index += 1) {
      expectErr(await subject.verify(await sign(newKey(`made-up-${index}`))), 'auth/token-invalid');
    }
    expectErr(await subject.verify(await sign(newKey('first'))), 'auth/token-invalid');
    expect(state.requests).toBe(1);
  });

  it('that cannot be asked is unavailable, which is no verdict on the token', async () => {
    const key = newKey('first');
    let answer = { status: 500, body: '' };
    const { jwksUrl, server } = await publish(() => answer);
    const subject = verifier(jwksUrl);

    expect(expectErr(await subject.verify(await sign(key)), 'auth/issuer-unavailable').retryable).toBe(true);
    for (const body of ['not json', '{}', '{"keys":1}']) {
      answer = { status: 200, body };
      expectErr(await subject.verify(await sign(key)), 'auth/issuer-unavailable');
    }
    answer = { status: 200, body: jwks(key) };
    expectOk(await subject.verify(await sign(key)));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expectErr(await verifier(jwksUrl).verify(await sign(key)), 'auth/issuer-unavailable');
  });

  it('that does not answer is given up on', async () => {
    const server = createServer(() => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const subject = verifier(`http://127.0.0.1:${port}/`, { fetchTimeoutMs: 50 });

    expectErr(await subject.verify(await sign(newKey('first'))), 'auth/issuer-unavailable');
  });
});
