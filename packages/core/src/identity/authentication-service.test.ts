import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST, START, type IdentityFixture } from '../../test/identity-fixture.js';
import { errAsync } from '../kernel/index.js';
import { storeUnavailable, type RecordStore } from '../store/index.js';
import { signingKeys } from './identity-collections.js';

const DAY = 86_400_000;

/** The store's own first key, to make tokens with that only look wrong. */
async function ownKey({ store }: IdentityFixture) {
  const { items } = expectOk(await store.read((view) => view.scan(signingKeys, { limit: 1 })));
  const { kid, x, d } = items[0]!.value;
  return { kid, x, privateKey: createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' }) };
}

const refused = async ({ identity }: IdentityFixture, token: string) =>
  expectErr(await identity.authenticate(token, 'req'), 'auth/token-invalid');

describe('access tokens', () => {
  it('say who, for whom and for how long, and are verified by the published keys', async () => {
    const { identity, register, clock } = await identityFixture();
    const { user, tokens } = await register();

    const jwks = expectOk(await identity.jwks());
    const { payload, protectedHeader } = await jwtVerify(
      tokens.accessToken,
      createLocalJWKSet({ keys: [...jwks.keys] }),
      {
        issuer: 'carrel',
        audience: 'carrel',
        currentDate: new Date(clock.now()),
      },
    );

    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: jwks.keys[0]?.kid, typ: 'JWT' });
    expect(payload).toEqual({
      sub: user.id,
      user_id: user.id,
      tenant_id: user.tenantId,
      session_id: expect.stringMatching(/^ath_/) as string,
      role: 'owner',
      scopes: ['*'],
      tier: 'high',
      iss: 'carrel',
      aud: 'carrel',
      iat: START / 1_000,
      exp: START / 1_000 + 900,
      jti: expect.stringMatching(/^[\w-]{22}$/) as string,
    });
    expect(jwks.keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String) as string, kid: jwks.keys[0]?.kid, alg: 'EdDSA', use: 'sig' },
    ]);
  });

  it('stand for their user in the request', async () => {
    const { identity, register } = await identityFixture();
    const { user, tokens } = await register();
    const caller = {
      tenantId: user.tenantId,
      userId: user.id,
      authSessionId: decodeJwt(tokens.accessToken)['session_id'],
      role: 'owner',
      tier: 'high',
      scopes: ['*'],
      tokenExpiresAt: START + 900_000,
    };

    expect(expectOk(await identity.authenticate(tokens.accessToken, 'req_1'))).toEqual({
      ...caller,
      requestId: 'req_1',
    });
    expect(expectOk(await identity.authenticate(tokens.accessToken, 'req_2'))).toEqual({
      ...caller,
      requestId: 'req_2',
    });
  });

  it('are refused from the second in which they expire, also while they were believed', async () => {
    const { identity, register, clock, replica } = await identityFixture();
    const { tokens } = await register();
    await clock.advance(899_999);
    expectOk(await identity.authenticate(tokens.accessToken, 'req'));
    await clock.advance(1);

    expectErr(await identity.authenticate(tokens.accessToken, 'req'), 'auth/token-expired');
    expectErr(await replica().authenticate(tokens.accessToken, 'req'), 'auth/token-expired');
  });

  it('take their times, issuer and audience from the options', async () => {
    const options = { accessTokenTtlMs: 5_000, issuer: 'https://carrel.example', audience: 'api' };
    const { identity, register, clock } = await identityFixture({ options });
    await clock.advance(400);
    const { tokens } = await register();

    expect(tokens.expiresInMs).toBe(5_600);
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ iss: 'https://carrel.example', aud: 'api' });
    await clock.advance(5_599);
    expectOk(await identity.authenticate(tokens.accessToken, 'req'));
    await clock.advance(1);
    expectErr(await identity.authenticate(tokens.accessToken, 'req'), 'auth/token-expired');
  });

  it('are refused when altered anywhere', async () => {
    const fixture = await identityFixture();
    const { accessToken } = (await fixture.register()).tokens;
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const claims = { ...decodeJwt(accessToken), role: 'owner', tenant_id: 'ten_00000000000000000000000000' };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');

    await refused(fixture, [header, forged, signature].join('.'));
    for (const index of [0, 5, header.length + 10, header.length + payload.length + 10]) {
      const flipped = accessToken[index] === 'A' ? 'B' : 'A';
      await refused(fixture, accessToken.slice(0, index) + flipped + accessToken.slice(index + 1));
    }
    for (const token of ['', '.', '..', 'x', 'a.b.c', `${accessToken}.`, ` ${accessToken}`, accessToken.slice(0, -1)]) {
      await refused(fixture, token);
    }
    expectOk(await fixture.identity.authenticate(accessToken, 'req'));
  });

  it('are refused without a signature', async () => {
    const fixture = await identityFixture();
    const { accessToken } = (await fixture.register()).tokens;
    const claims = decodeJwt(accessToken);
    const { kid } = decodeProtectedHeader(accessToken);
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');

    await refused(fixture, new UnsecuredJWT(claims).encode());
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = Buffer.from(JSON.stringify({ alg, kid, typ: 'JWT' })).toString('base64url');
      await refused(fixture, `${header}.${payload}.`);
      await refused(fixture, `${header}.${payload}.${accessToken.split('.')[2]}`);
    }
  });

  it('are refused with a foreign key, under our key id or without one', async () => {
    const fixture = await identityFixture();
    const { accessToken } = (await fixture.register()).tokens;
    const { privateKey } = generateKeyPairSync('ed25519');
    const { kid } = decodeProtectedHeader(accessToken);
    const sign = (header: object) =>
      new SignJWT(decodeJwt(accessToken)).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(privateKey);

    await refused(fixture, await sign({ kid }));
    await refused(fixture, await sign({ kid: 'unknown' }));
    await refused(fixture, await sign({}));
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    await refused(fixture, await sign({ kid, jwk }));
  });

  it('are refused with our public key as a shared secret', async () => {
    const fixture = await identityFixture();
    const { accessToken } = (await fixture.register()).tokens;
    const { kid, x } = await ownKey(fixture);
    for (const secret of [Buffer.from(x, 'base64url'), Buffer.from(x)]) {
      const confused = await new SignJWT(decodeJwt(accessToken)).setProtectedHeader({ alg: 'HS256', kid }).sign(secret);
      await refused(fixture, confused);
    }
  });

  it('are refused with other claims than we write, though our own key signed them', async () => {
    const fixture = await identityFixture();
    const claims = decodeJwt((await fixture.register()).tokens.accessToken);
    const { kid, privateKey } = await ownKey(fixture);
    const sign = (changed: object) =>
      new SignJWT({ ...claims, ...changed }).setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey);
    const wrong = [
      { iss: 'other' },
      { aud: 'other' },
      { iss: undefined },
      { aud: undefined },
      { exp: undefined },
      { sub: undefined },
      { jti: undefined },
      { nbf: START / 1_000 + 60 },
      { tenant_id: 'ten_1' },
      { user_id: undefined },
      { session_id: 1 },
      { role: 'god' },
      { tier: 'ultra' },
      { scopes: '*' },
    ];

    expectOk(await fixture.identity.authenticate(await sign({}), 'req'));
    for (const changed of wrong) await refused(fixture, await sign(changed));
    const owner = await fixture.caller(await sign({}));
    const colleague = { email: 'bob@example.com', password: PASSWORD };
    const { id } = expectOk(await fixture.identity.users.create(owner, colleague));
    const impersonating = await sign({ user_id: id, sub: id });
    expectErr(await fixture.identity.authenticate(impersonating, 'req'), 'auth/token-revoked');
    const otherTenant = (await fixture.register()).user.tenantId;
    const moved = await sign({ tenant_id: otherTenant });
    expectErr(await fixture.identity.authenticate(moved, 'req'), 'auth/token-revoked');
  });

  it('of another installation are refused', async () => {
    const [one, other] = [await identityFixture(), await identityFixture()];
    const { accessToken } = (await one.register()).tokens;
    await other.register();

    await refused(other, accessToken);
  });

  it('are refused when there is none, as where a header is missing', async () => {
    const fixture = await identityFixture();
    await refused(fixture, undefined as unknown as string);
  });

  it('are not looked at when they are too long', async () => {
    const fixture = await identityFixture({ options: { maxTokenBytes: 2_000 } });
    const { accessToken } = (await fixture.register()).tokens;
    const { kid, privateKey } = await ownKey(fixture);
    const long = await new SignJWT({ ...decodeJwt(accessToken), pad: 'x'.repeat(2_000) })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .sign(privateKey);

    await refused(fixture, long);
    expectOk(await fixture.replica({ options: {} }).authenticate(long, 'req'));
  });
});

describe('believing a verified token', () => {
  /** Counts the reads of the store. */
  async function counted(options = {}) {
    const fixture = await identityFixture({ options });
    const reads = { count: 0 };
    const store: RecordStore = Object.assign(Object.create(fixture.store) as RecordStore, {
      read: ((work, more) => {
        reads.count += 1;
        return fixture.store.read(work, more);
      }) as RecordStore['read'],
    });
    return { ...fixture, reads, identity: fixture.replica({ store }) };
  }

  it('asks the store once in the time that it lasts', async () => {
    const { identity, register, clock, reads } = await counted();
    const { accessToken } = (await register()).tokens;
    expectOk(await identity.authenticate(accessToken, 'req'));
    const before = reads.count;
    for (let index = 0; index < 10; index += 1) expectOk(await identity.authenticate(accessToken, 'req'));
    expect(reads.count).toBe(before);

    await clock.advance(60_000);
    expectOk(await identity.authenticate(accessToken, 'req'));

    expect(reads.count).toBeGreaterThan(before);
  });

  it('forgets the least used past its bound', async () => {
    const { identity, register, reads } = await counted({ maxCachedTokens: 2 });
    const [one, two, three] = [await register(), await register(), await register()].map(({ tokens }) => tokens);
    for (const tokens of [one!, two!, three!]) expectOk(await identity.authenticate(tokens.accessToken, 'req'));
    const before = reads.count;

    expectOk(await identity.authenticate(three!.accessToken, 'req'));
    expectOk(await identity.authenticate(two!.accessToken, 'req'));
    expect(reads.count).toBe(before);
    expectOk(await identity.authenticate(one!.accessToken, 'req'));
    expect(reads.count).toBe(before + 1);
  });

  it('believes no token that was checked while its login ended', async () => {
    const { identity, register } = await identityFixture();
    const { tokens } = await register();

    const [, ended] = await Promise.all([
      identity.authenticate(tokens.accessToken, 'req'),
      identity.logout({ refreshToken: tokens.refreshToken }, REQUEST),
    ]);

    expectOk(ended);
    expectErr(await identity.authenticate(tokens.accessToken, 'req'), 'auth/token-revoked');
  });

  it('gives the error of a store that cannot be asked', async () => {
    const { register, replica, store } = await identityFixture();
    const { tokens } = await register();
    const broken: RecordStore = Object.assign(Object.create(store) as RecordStore, {
      read: () => errAsync(storeUnavailable()),
    });

    expectErr(await replica({ store: broken }).authenticate(tokens.accessToken, 'req'), 'store/unavailable');
  });
});

describe('the keys', () => {
  const kids = async ({ identity }: IdentityFixture) => expectOk(await identity.jwks()).keys.map(({ kid }) => kid);

  it('are agreed on by replicas that start at the same time', async () => {
    const fixture = await identityFixture();
    const replicas = Array.from({ length: 5 }, () => fixture.replica());

    const all = await Promise.all(replicas.map((replica) => replica.jwks()));

    expect(new Set(all.map((jwks) => JSON.stringify(expectOk(jwks)))).size).toBe(1);
    const { tokens } = await fixture.register();
    for (const replica of replicas) expectOk(await replica.authenticate(tokens.accessToken, 'req'));
  });

  it('rotate: the next one is published before it signs, the old one stays until its tokens expired', async () => {
    const fixture = await identityFixture({ options: { passTtlMs: 900_000 } });
    const { register, clock, identity } = fixture;
    const signedBy = (token: string) => decodeProtectedHeader(token).kid;
    const first = signedBy((await register()).tokens.accessToken);
    await clock.advance(29 * DAY - 1);
    expect(await kids(fixture)).toEqual([first]);
    await clock.advance(60_000);

    const [, next] = await kids(fixture);
    expect(await kids(fixture)).toEqual([first, next]);
    await clock.advance(DAY - 120_000);
    expect(signedBy((await register()).tokens.accessToken)).toBe(first);
    const late = (await register()).tokens.accessToken;
    await clock.advance(120_000);
    const fresh = (await register()).tokens.accessToken;

    expect(signedBy(fresh)).toBe(next);
    expect(await kids(fixture)).toEqual([first, next]);
    expectOk(await identity.authenticate(late, 'req'));
    expectOk(await fixture.replica().authenticate(late, 'req'));
    await clock.advance(900_000 + 120_000);
    expect(await kids(fixture)).toEqual([next]);
    expectErr(await identity.authenticate(fresh, 'req'), 'auth/token-expired');
  });

  it('rotate alike for two replicas, so that each verifies what the other signs', async () => {
    const fixture = await identityFixture({ options: { keyRotationMs: 10 * DAY } });
    const other = fixture.replica();
    const seen = new Set<string | undefined>();
    for (let day = 0; day < 40; day += 1) {
      await fixture.clock.advance(DAY);
      const { accessToken } = (await fixture.register()).tokens;
      seen.add(decodeProtectedHeader(accessToken).kid);
      expectOk(await other.authenticate(accessToken, 'req'));
      expect((await kids(fixture)).length).toBeLessThanOrEqual(2);
    }

    expect(seen.size).toBe(4);
  });

  it('go on after a pause of years', async () => {
    const fixture = await identityFixture();
    const first = (await fixture.register()).tokens.accessToken;
    await fixture.clock.advance(1_000 * DAY);

    const late = (await fixture.register()).tokens.accessToken;

    expect(decodeProtectedHeader(late).kid).toBe(decodeProtectedHeader(first).kid);
    expect(await kids(fixture)).toHaveLength(2);
    await fixture.clock.advance(DAY);
    const later = (await fixture.register()).tokens.accessToken;
    expect(decodeProtectedHeader(later).kid).not.toBe(decodeProtectedHeader(first).kid);
  });

  it('that an operator takes out of the store end their tokens within the time of a look', async () => {
    const fixture = await identityFixture();
    const { accessToken } = (await fixture.register()).tokens;
    expectOk(await fixture.identity.authenticate(accessToken, 'req'));
    const { kid } = await ownKey(fixture);
    expectOk(await fixture.store.transact((tx) => tx.remove(signingKeys, [kid])));
    await fixture.clock.advance(60_000);

    await refused(fixture, accessToken);
    const next = (await fixture.register()).tokens.accessToken;
    expect(decodeProtectedHeader(next).kid).not.toBe(kid);
    expectOk(await fixture.identity.authenticate(next, 'req'));
  });

  it('end what was believed within the time of a look, however long it may be believed', async () => {
    const fixture = await identityFixture({ options: { tokenCacheMs: 600_000 } });
    const { accessToken } = (await fixture.register()).tokens;
    await fixture.clock.advance(59_999);
    expectOk(await fixture.identity.authenticate(accessToken, 'req'));
    const { kid } = await ownKey(fixture);
    expectOk(await fixture.store.transact((tx) => tx.remove(signingKeys, [kid])));
    await fixture.clock.advance(1);

    await refused(fixture, accessToken);
  });

  it('end what was believed at once when a look comes early, as for a token of a key not known yet', async () => {
    const fixture = await identityFixture();
    const { accessToken, refreshToken } = (await fixture.register()).tokens;
    expectOk(await fixture.identity.authenticate(accessToken, 'req'));
    const { kid } = await ownKey(fixture);
    expectOk(await fixture.store.transact((tx) => tx.remove(signingKeys, [kid])));
    await fixture.clock.advance(5_000);
    const next = expectOk(await fixture.replica().refresh({ refreshToken }, REQUEST));
    expectOk(await fixture.identity.authenticate(accessToken, 'req'));

    expectOk(await fixture.identity.authenticate(next.accessToken, 'req'));

    await refused(fixture, accessToken);
  });

  it('are not asked for again and again by made-up key ids', async () => {
    const fixture = await identityFixture();
    const { accessToken } = (await fixture.register()).tokens;
    let reads = 0;
    const store: RecordStore = Object.assign(Object.create(fixture.store) as RecordStore, {
      read: ((work, options) => {
        reads += 1;
        return fixture.store.read(work, options);
      }) as RecordStore['read'],
    });
    const identity = fixture.replica({ store });
    expectOk(await identity.jwks());
    const { privateKey } = generateKeyPairSync('ed25519');
    const before = reads;
    for (let index = 0; index < 20; index += 1) {
      const forged = await new SignJWT(decodeJwt(accessToken))
        .setProtectedHeader({ alg: 'EdDSA', kid: `made-up-${index}` })
        .sign(privateKey);
      expectErr(await identity.authenticate(forged, 'req'), 'auth/token-invalid');
      await fixture.clock.advance(500);
    }

    expect(reads - before).toBeLessThanOrEqual(2);
  });
});
