import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST } from '../../test/identity-fixture.js';
import { tenantId, userId } from '../kernel/index.js';

const NEW_PASSWORD = 'battery staple';

describe('the profile', () => {
  it('shows the caller to itself', async () => {
    const { identity, register, caller } = await identityFixture();
    const { user, tokens } = await register();

    expect(expectOk(await identity.profile.get(await caller(tokens)))).toEqual(user);
  });

  it('changes the name', async () => {
    const { identity, register, caller, clock } = await identityFixture();
    const { user, tokens } = await register();
    await clock.advance(1_000);

    const changed = expectOk(await identity.profile.update(await caller(tokens), { displayName: 'Ada L.' }));

    expect(changed).toEqual({ ...user, displayName: 'Ada L.', updatedAt: '2030-01-01T00:00:01.000Z' });
    expect(expectOk(await identity.profile.get(await caller(tokens)))).toEqual(changed);
  });

  it('is missing for a caller without a user, such as one of another tenant', async () => {
    const { identity, register, caller, ids } = await identityFixture();
    const one = await caller((await register()).tokens);
    const strangers = [
      { ...one, tenantId: tenantId.create(ids) },
      { ...one, userId: userId.create(ids) },
    ];

    for (const stranger of strangers) {
      expectErr(await identity.profile.get(stranger), 'user/not-found');
      expectErr(await identity.profile.update(stranger, { displayName: 'x' }), 'user/not-found');
      const passwords = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
      expectErr(await identity.profile.changePassword(stranger, passwords), 'user/not-found');
    }
  });

  it('refuses what a profile cannot be', async () => {
    const { identity, register, caller } = await identityFixture();
    const one = await caller((await register()).tokens);

    expectErr(await identity.profile.update(one, { displayName: '' }), 'request/invalid');
    expectErr(await identity.profile.update(one, { displayName: 'x', role: 'owner' } as never), 'request/invalid');
    expectErr(
      await identity.profile.update({ ...one, scopes: ['profile:read'] }, { displayName: 'x' }),
      'auth/forbidden',
    );
  });
});

describe('changing the password', () => {
  it('takes the new one from then on, and ends every other login', async () => {
    const { identity, register, caller } = await identityFixture();
    const own = (await register('ada@example.com')).tokens;
    const other = expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)).tokens;
    await caller(other);

    expectOk(
      await identity.profile.changePassword(await caller(own), {
        currentPassword: PASSWORD,
        newPassword: NEW_PASSWORD,
      }),
    );

    await caller(own);
    expectOk(await identity.refresh({ refreshToken: own.refreshToken }, REQUEST));
    expectErr(await identity.authenticate(other.accessToken, 'req'), 'auth/token-revoked');
    expectErr(await identity.refresh({ refreshToken: other.refreshToken }, REQUEST), 'auth/refresh-token-invalid');
    expectErr(
      await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST),
      'auth/invalid-credentials',
    );
    expectOk(await identity.login({ email: 'ada@example.com', password: NEW_PASSWORD }, REQUEST));
  });

  it('changes nothing when the current one is wrong', async () => {
    const { identity, register, caller } = await identityFixture();
    const one = await caller((await register('ada@example.com')).tokens);

    const passwords = { currentPassword: 'wrong password', newPassword: NEW_PASSWORD };
    const error = expectErr(await identity.profile.changePassword(one, passwords), 'auth/wrong-password');
    expect(error.message).not.toContain('email');
    expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST));
  });

  it('lets one of two concurrent changes win', async () => {
    const { identity, register, caller } = await identityFixture();
    const one = await caller((await register('ada@example.com')).tokens);
    const change = (newPassword: string) =>
      identity.profile.changePassword(one, { currentPassword: PASSWORD, newPassword });

    const results = await Promise.all([change('first new one'), change('second new one')]);

    expect(results.map((result) => result.isOk()).toSorted()).toEqual([false, true]);
    expectErr(
      results.find((result) => result.isErr())!,
      'auth/wrong-password',
    );
  });

  it('holds the new one to the policy', async () => {
    const { identity, register, caller } = await identityFixture();
    const one = await caller((await register()).tokens);
    const change = (newPassword: string) =>
      identity.profile.changePassword(one, { currentPassword: PASSWORD, newPassword });

    expectErr(await change('1234567'), 'request/invalid');
    expectErr(await change('x'.repeat(1_025)), 'request/invalid');
  });

  it('is not for agents', async () => {
    const { identity, register, caller } = await identityFixture();
    const one = await caller((await register()).tokens);
    const { key } = expectOk(await identity.agents.create(one, { name: 'bot', scopes: ['*'] }));

    const passwords = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expectErr(await identity.profile.changePassword(await caller(key), passwords), 'auth/forbidden');
  });
});
