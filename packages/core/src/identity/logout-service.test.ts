import { describe, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST } from '../../test/identity-fixture.js';

describe('logging out', () => {
  it('ends the login at once, here and after a restart', async () => {
    const { identity, register, replica, caller } = await identityFixture();
    const { tokens } = await register();
    await caller(tokens);

    expectOk(await identity.logout({ refreshToken: tokens.refreshToken }, REQUEST));

    expectErr(await identity.authenticate(tokens.accessToken, 'req'), 'auth/token-revoked');
    expectErr(await identity.refresh({ refreshToken: tokens.refreshToken }, REQUEST), 'auth/refresh-token-invalid');
    expectErr(await replica().authenticate(tokens.accessToken, 'req'), 'auth/token-revoked');
  });

  it('is noticed by another replica within the time that it believes a token', async () => {
    const { identity, register, replica, clock } = await identityFixture();
    const { tokens } = await register();
    const other = replica();
    expectOk(await other.authenticate(tokens.accessToken, 'req'));
    expectOk(await identity.logout({ refreshToken: tokens.refreshToken }, REQUEST));

    await clock.advance(59_999);
    expectOk(await other.authenticate(tokens.accessToken, 'req'));
    await clock.advance(1);
    expectErr(await other.authenticate(tokens.accessToken, 'req'), 'auth/token-revoked');
  });

  it('leaves the other logins alone', async () => {
    const { identity, register, caller } = await identityFixture();
    const first = (await register('ada@example.com')).tokens;
    const second = expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)).tokens;

    expectOk(await identity.logout({ refreshToken: first.refreshToken }, REQUEST));

    await caller(second);
    expectOk(await identity.refresh({ refreshToken: second.refreshToken }, REQUEST));
  });

  it('also takes a token that was used up, and any that is no good', async () => {
    const { identity, register, caller } = await identityFixture();
    const { tokens } = await register();
    const next = expectOk(await identity.refresh({ refreshToken: tokens.refreshToken }, REQUEST));
    const stranger = (await register()).tokens;
    const forged = next.refreshToken.slice(0, 56) + stranger.refreshToken.slice(56);

    for (const refreshToken of ['', 'crt_x', forged]) expectOk(await identity.logout({ refreshToken }, REQUEST));
    await caller(next);
    expectOk(await identity.logout({ refreshToken: tokens.refreshToken }, REQUEST));
    expectErr(await identity.authenticate(next.accessToken, 'req'), 'auth/token-revoked');
    expectOk(await identity.logout({ refreshToken: tokens.refreshToken }, REQUEST));
  });

  it('refuses input of another shape', async () => {
    const { identity } = await identityFixture();

    expectErr(await identity.logout({ refreshToken: 1 } as never, REQUEST), 'request/invalid');
  });
});

describe('logging out everywhere', () => {
  it('ends every login of the user, and of nobody else', async () => {
    const { identity, register, caller } = await identityFixture();
    const first = (await register('ada@example.com')).tokens;
    const second = expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)).tokens;
    const other = (await register()).tokens;
    await caller(second);

    expectOk(await identity.logoutEverywhere(await caller(first)));

    for (const { accessToken, refreshToken } of [first, second]) {
      expectErr(await identity.authenticate(accessToken, 'req'), 'auth/token-revoked');
      expectErr(await identity.refresh({ refreshToken }, REQUEST), 'auth/refresh-token-invalid');
    }
    await caller(other);
    expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST));
  });

  it('ends more logins than fit a page', async () => {
    const { identity, register, caller } = await identityFixture({ options: { maxLoginsPerUser: 250 } });
    const first = (await register('ada@example.com')).tokens;
    const tokens = [first];
    for (let index = 0; index < 220; index += 1) {
      tokens.push(expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)).tokens);
    }

    expectOk(await identity.logoutEverywhere(await caller(first)));

    for (const { accessToken } of tokens)
      expectErr(await identity.authenticate(accessToken, 'req'), 'auth/token-revoked');
  });

  it('needs the scope', async () => {
    const { identity, register, caller } = await identityFixture();
    const one = await caller((await register()).tokens);

    expectErr(await identity.logoutEverywhere({ ...one, scopes: ['sessions:*'] }), 'auth/forbidden');
  });
});
