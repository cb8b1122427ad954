import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST } from '../../test/identity-fixture.js';
import type { IdentityService } from './index.js';

const DAY = 86_400_000;
const refresh = (identity: IdentityService, refreshToken: string) => identity.refresh({ refreshToken }, REQUEST);

describe('refreshing', () => {
  it('gives new tokens of the same login', async () => {
    const { identity, register, caller } = await identityFixture();
    const { tokens } = await register();

    const next = expectOk(await refresh(identity, tokens.refreshToken));

    expect(next).toMatchObject({ tokenType: 'Bearer', expiresInMs: 900_000 });
    expect(next.refreshToken).not.toBe(tokens.refreshToken);
    expect(next.accessToken).not.toBe(tokens.accessToken);
    expect(await caller(next)).toEqual(await caller(tokens));
    expectOk(await refresh(identity, next.refreshToken));
  });

  it('ends the whole family, durably and at once, when a token is used twice', async () => {
    const { identity, register, replica, caller } = await identityFixture();
    const { tokens } = await register();
    const next = expectOk(await refresh(identity, tokens.refreshToken));
    await caller(tokens);
    await caller(next);

    expectErr(await refresh(identity, tokens.refreshToken), 'auth/refresh-token-reused');

    expectErr(await refresh(identity, next.refreshToken), 'auth/refresh-token-reused');
    expectErr(await identity.authenticate(tokens.accessToken, 'req'), 'auth/token-revoked');
    expectErr(await identity.authenticate(next.accessToken, 'req'), 'auth/token-revoked');
    const restarted = replica();
    expectErr(await refresh(restarted, next.refreshToken), 'auth/refresh-token-reused');
    expectErr(await restarted.authenticate(next.accessToken, 'req'), 'auth/token-revoked');
  });

  it('recognises the reuse of a token from long ago', async () => {
    const { identity, register, clock } = await identityFixture();
    const { tokens } = await register();
    let current = tokens.refreshToken;
    for (let index = 0; index < 50; index += 1) {
      await clock.advance(DAY);
      current = expectOk(await refresh(identity, current)).refreshToken;
    }

    expectErr(await refresh(identity, tokens.refreshToken), 'auth/refresh-token-reused');
    expectErr(await refresh(identity, current), 'auth/refresh-token-reused');
  });

  it('leaves the other logins of the user alone', async () => {
    const { identity, register, caller } = await identityFixture();
    const first = (await register('ada@example.com')).tokens;
    const second = expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)).tokens;
    expectOk(await refresh(identity, first.refreshToken));
    expectErr(await refresh(identity, first.refreshToken), 'auth/refresh-token-reused');

    await caller(second);
    expectOk(await refresh(identity, second.refreshToken));
  });

  it('lets nobody end a login by a made-up token', async () => {
    const { identity, register } = await identityFixture();
    const { tokens } = await register();
    const genuine = tokens.refreshToken;
    const otherFamily = (await register()).tokens.refreshToken;
    const forgeries = [
      genuine.slice(0, 56) + otherFamily.slice(56),
      genuine.slice(0, 30) + otherFamily.slice(30),
      `${genuine.slice(0, 56)}${'A'.repeat(72)}`,
      `${genuine.slice(0, -5)}${genuine.endsWith('AAAAA') ? 'BBBBB' : 'AAAAA'}`,
      genuine.slice(0, 78) + '0000001' + genuine.slice(85),
      'crt_x',
      '',
    ];

    for (const forgery of forgeries) expectErr(await refresh(identity, forgery), 'auth/refresh-token-invalid');
    expectOk(await refresh(identity, genuine));
  });

  it('takes no other token for a refresh token', async () => {
    const { identity, register } = await identityFixture();
    const { tokens } = await register();

    expectErr(await refresh(identity, tokens.accessToken), 'auth/refresh-token-invalid');
    expectErr(await identity.authenticate(tokens.refreshToken, 'req'), 'auth/token-invalid');
  });

  it('lets exactly one of many concurrent uses win, and the rest end the login', async () => {
    const { identity, register, replica } = await identityFixture();
    const { tokens } = await register();
    const second = replica();

    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refresh(index % 2 === 0 ? identity : second, tokens.refreshToken)),
    );

    expect(results.filter((result) => result.isOk())).toHaveLength(1);
    for (const result of results.filter((one) => one.isErr())) expectErr(result, 'auth/refresh-token-reused');
    const [won] = results.filter((result) => result.isOk());
    expectErr(await refresh(identity, expectOk(won!).refreshToken), 'auth/refresh-token-reused');
  });

  it('moves the end on with each use, and never past the longest life', async () => {
    const { identity, register, clock } = await identityFixture();
    let { refreshToken } = (await register()).tokens;
    for (let index = 0; index < 3; index += 1) {
      await clock.advance(29 * DAY);
      ({ refreshToken } = expectOk(await refresh(identity, refreshToken)));
    }
    await clock.advance(3 * DAY - 1);
    ({ refreshToken } = expectOk(await refresh(identity, refreshToken)));
    await clock.advance(1);

    expectErr(await refresh(identity, refreshToken), 'auth/refresh-token-invalid');
  });

  it('expires when it is not used', async () => {
    const { identity, register, clock } = await identityFixture();
    const [one, other] = [(await register()).tokens, (await register()).tokens];
    await clock.advance(30 * DAY - 1);
    expectOk(await refresh(identity, one.refreshToken));
    await clock.advance(1);

    expectErr(await refresh(identity, other.refreshToken), 'auth/refresh-token-invalid');
  });

  it('takes its times from the options', async () => {
    const options = { refreshTokenTtlMs: 1_000, maxLoginMs: 1_500 };
    const { identity, register, clock } = await identityFixture({ options });
    const { tokens } = await register();
    await clock.advance(999);
    const next = expectOk(await refresh(identity, tokens.refreshToken));
    await clock.advance(501);

    expectErr(await refresh(identity, next.refreshToken), 'auth/refresh-token-invalid');
  });

  it('gives the role and tier of now', async () => {
    const { identity, register, caller } = await identityFixture();
    const owner = await register();
    const admin = await caller(owner.tokens);
    const input = { email: 'bob@example.com', password: PASSWORD };
    const bob = expectOk(await identity.users.create(admin, input));
    const { tokens } = expectOk(await identity.login(input, REQUEST));
    expectOk(await identity.users.update(admin, bob.id, { role: 'admin', tier: 'low' }));

    const next = expectOk(await refresh(identity, tokens.refreshToken));

    const claims = JSON.parse(Buffer.from(next.accessToken.split('.')[1]!, 'base64url').toString()) as object;
    expect(claims).toMatchObject({ role: 'admin', tier: 'low', user_id: bob.id });
  });

  it('is over when the user was removed', async () => {
    const { identity, register, caller } = await identityFixture();
    const admin = await caller((await register()).tokens);
    const input = { email: 'bob@example.com', password: PASSWORD };
    const bob = expectOk(await identity.users.create(admin, input));
    const { tokens } = expectOk(await identity.login(input, REQUEST));
    expectOk(await identity.users.remove(admin, bob.id));

    expectErr(await refresh(identity, tokens.refreshToken), 'auth/refresh-token-invalid');
  });

  it('refuses input of another shape', async () => {
    const { identity } = await identityFixture();

    expectErr(await identity.refresh({ refreshToken: 'x'.repeat(8_193) }, REQUEST), 'request/invalid');
    expectErr(await identity.refresh({} as never, REQUEST), 'request/invalid');
  });
});

describe('refreshing with a grace', () => {
  const options = { refreshGraceMs: 10_000 };

  it('gives the same next token to a client that did not get the answer', async () => {
    const { identity, register, clock, caller } = await identityFixture({ options });
    const { tokens } = await register();
    const lost = expectOk(await refresh(identity, tokens.refreshToken));
    await clock.advance(9_999);

    const again = expectOk(await refresh(identity, tokens.refreshToken));

    expect(again.refreshToken).toBe(lost.refreshToken);
    await caller(again);
    expectOk(await refresh(identity, again.refreshToken));
  });

  it('gives the token that is good now, also when that was used meanwhile', async () => {
    const { identity, register, clock } = await identityFixture({ options });
    const { tokens } = await register();
    const next = expectOk(await refresh(identity, tokens.refreshToken));
    await clock.advance(5_000);
    const newest = expectOk(await refresh(identity, next.refreshToken));

    const again = expectOk(await refresh(identity, tokens.refreshToken));

    expect(again.refreshToken).toBe(newest.refreshToken);
    await clock.advance(60_000);
    expectOk(await refresh(identity, again.refreshToken));
  });

  it('ends the family once the grace is over', async () => {
    const { identity, register, clock } = await identityFixture({ options });
    const { tokens } = await register();
    const next = expectOk(await refresh(identity, tokens.refreshToken));
    await clock.advance(10_000);

    expectErr(await refresh(identity, tokens.refreshToken), 'auth/refresh-token-reused');
    expectErr(await refresh(identity, next.refreshToken), 'auth/refresh-token-reused');
  });

  it('is not prolonged by asking again', async () => {
    const { identity, register, clock } = await identityFixture({ options });
    const { tokens } = await register();
    expectOk(await refresh(identity, tokens.refreshToken));
    await clock.advance(6_000);
    expectOk(await refresh(identity, tokens.refreshToken));
    await clock.advance(4_000);

    expectErr(await refresh(identity, tokens.refreshToken), 'auth/refresh-token-reused');
  });

  it('lets concurrent uses of one token all go on', async () => {
    const { identity, register } = await identityFixture({ options });
    const { tokens } = await register();

    const results = await Promise.all(Array.from({ length: 20 }, () => refresh(identity, tokens.refreshToken)));

    const nexts = results.map(expectOk);
    expect(new Set(nexts.map((next) => next.refreshToken)).size).toBe(1);
    for (const next of nexts) expectOk(await refresh(identity, next.refreshToken));
  });

  it('remembers a bounded number of tokens', async () => {
    const { identity, register } = await identityFixture({ options });
    const { tokens } = await register();
    let { refreshToken } = tokens;
    for (let index = 0; index < 9; index += 1) {
      ({ refreshToken } = expectOk(await refresh(identity, refreshToken)));
    }

    expectErr(await refresh(identity, tokens.refreshToken), 'auth/refresh-token-reused');
  });
});
