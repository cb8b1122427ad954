import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST } from '../../test/identity-fixture.js';

describe('somebody who was known', () => {
  it('stands as before, until the token runs out', async () => {
    const fixture = await identityFixture({ options: { accessTokenTtlMs: 60_000 } });
    const caller = await fixture.caller((await fixture.register()).tokens);
    await fixture.clock.advance(59_999);
    expect(expectOk(await fixture.identity.standing(caller))).toEqual(caller);
    await fixture.clock.advance(1);

    expectErr(await fixture.identity.standing(caller), 'auth/token-expired');
  });

  it('stands no more once the login ended, in every replica at once', async () => {
    const { identity, register, caller, replica } = await identityFixture();
    const { tokens } = await register();
    const known = await caller(tokens);
    const other = replica();
    expectOk(await other.standing(known));

    expectOk(await identity.logout({ refreshToken: tokens.refreshToken }, REQUEST));

    for (const each of [identity, other]) expectErr(await each.standing(known), 'auth/token-revoked');
  });

  it('is less once made less, and nobody once removed', async () => {
    const { identity, register, caller } = await identityFixture();
    const owner = await caller((await register()).tokens);
    const member = { email: 'second@example.com', password: PASSWORD, role: 'admin' } as const;
    const { id } = expectOk(await identity.users.create(owner, member));
    const admin = await caller(
      expectOk(await identity.login({ email: member.email, password: PASSWORD }, REQUEST)).tokens,
    );

    expectOk(await identity.users.update(owner, id, { role: 'member' }));
    expect(expectOk(await identity.standing(admin)).role).toBe('member');
    expectOk(await identity.users.remove(owner, id));
    expectErr(await identity.standing(admin), 'auth/token-revoked');
  });

  it('stands no more once its agent was removed', async () => {
    const { identity, register, caller } = await identityFixture();
    const owner = await caller((await register()).tokens);
    const { agent, key } = expectOk(await identity.agents.create(owner, { name: 'bot', scopes: ['*'] }));
    const bot = await caller(key);
    expect(expectOk(await identity.standing(bot))).toEqual(bot);

    expectOk(await identity.agents.remove(owner, agent.id));

    expectErr(await identity.standing(bot), 'auth/token-revoked');
  });
});
