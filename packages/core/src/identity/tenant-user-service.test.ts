import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST, type IdentityFixture } from '../../test/identity-fixture.js';
import { userId, type Caller, type TenantRole } from '../kernel/index.js';
import { agents, users } from './identity-collections.js';
import type { CreateUserInput, UpdateUserInput } from './index.js';

/** A tenant with an owner, an admin and a member, each with a login. */
async function company(fixture: IdentityFixture) {
  const { identity, register, caller } = fixture;
  const owner = await caller((await register()).tokens);
  let made = 0;
  const join = async (role: TenantRole, tenantOwner = owner) => {
    const email = `${role}${(made += 1)}@${owner.tenantId}.example`;
    const user = expectOk(await identity.users.create(tenantOwner, { email, password: PASSWORD, role }));
    const { tokens } = expectOk(await identity.login({ email, password: PASSWORD }, REQUEST));
    return { user, email, tokens, caller: await caller(tokens) };
  };
  return { owner, join, admin: await join('admin'), member: await join('member') };
}

describe('creating users', () => {
  it('makes a user of the tenant who can log in', async () => {
    const fixture = await identityFixture();
    const { owner } = await company(fixture);
    const input = {
      email: 'Bob@example.com',
      password: PASSWORD,
      displayName: 'Bob',
      role: 'admin',
      tier: 'low',
    } as const;

    const user = expectOk(await fixture.identity.users.create(owner, input));

    expect(user).toMatchObject({
      tenantId: owner.tenantId,
      email: 'bob@example.com',
      displayName: 'Bob',
      role: 'admin',
      tier: 'low',
    });
    const login = expectOk(await fixture.identity.login({ email: 'bob@example.com', password: PASSWORD }, REQUEST));
    expect(login.user).toEqual(user);
  });

  it('makes a member of the default tier unless told otherwise', async () => {
    const { identity, register, caller } = await identityFixture({ options: { defaultTier: 'medium' } });
    const owner = await caller((await register()).tokens);

    const user = expectOk(await identity.users.create(owner, { email: 'bob@example.com', password: PASSWORD }));

    expect(user).toMatchObject({ displayName: 'bob', role: 'member', tier: 'medium' });
  });

  it('refuses an email that a user of any tenant has', async () => {
    const fixture = await identityFixture();
    const { owner } = await company(fixture);
    await fixture.register('taken@example.com');

    const input = { email: 'TAKEN@example.com', password: PASSWORD };
    expectErr(await fixture.identity.users.create(owner, input), 'user/email-taken');
  });

  it('lets admins make everybody but owners, and members nobody', async () => {
    const fixture = await identityFixture();
    const { owner, admin, member } = await company(fixture);
    let made = 0;
    const create = async (by: Caller, role: TenantRole) => {
      const input = { email: `new${(made += 1)}@example.com`, password: PASSWORD, role };
      const result = await fixture.identity.users.create(by, input);
      return result.isOk() ? 'ok' : result.error.type;
    };
    const outcomes = async (by: Caller) => [
      await create(by, 'owner'),
      await create(by, 'admin'),
      await create(by, 'member'),
    ];

    expect(await outcomes(owner)).toEqual(['ok', 'ok', 'ok']);
    expect(await outcomes(admin.caller)).toEqual(['auth/forbidden', 'ok', 'ok']);
    expect(await outcomes(member.caller)).toEqual(['auth/forbidden', 'auth/forbidden', 'auth/forbidden']);
    expect(await outcomes({ ...owner, scopes: ['users:read'] })).toEqual(Array(3).fill('auth/forbidden'));
  });

  it.each<[string, object]>([
    ['a weak password', { email: 'a@b.c', password: '1234567' }],
    ['no email', { password: PASSWORD }],
    ['an unknown role', { email: 'a@b.c', password: PASSWORD, role: 'god' }],
    ['an unknown tier', { email: 'a@b.c', password: PASSWORD, tier: 'ultra' }],
    ['an unknown key', { email: 'a@b.c', password: PASSWORD, tenantId: 'ten_1' }],
  ])('refuses %s', async (_, input) => {
    const { identity, register, caller } = await identityFixture();
    const owner = await caller((await register()).tokens);

    expectErr(await identity.users.create(owner, input as CreateUserInput), 'request/invalid');
  });
});

describe('reading users', () => {
  it('lists those of the tenant in the order of their creation, in pages', async () => {
    const fixture = await identityFixture();
    const { owner, admin, member } = await company(fixture);
    await company(fixture);

    const first = expectOk(await fixture.identity.users.list(admin.caller, { limit: 2 }));
    const second = expectOk(await fixture.identity.users.list(admin.caller, { limit: 2, cursor: first.nextCursor! }));

    expect(first.items.map(({ id }) => id)).toEqual([owner.userId, admin.user.id]);
    expect(second.items).toEqual([member.user]);
    expect(JSON.stringify([first, second])).not.toContain('argon2');
    expectErr(await fixture.identity.users.list(owner, { limit: 0 }), 'request/invalid');
  });

  it('is for owners and admins with the scope', async () => {
    const fixture = await identityFixture();
    const { owner, admin, member } = await company(fixture);
    const { users } = fixture.identity;

    expect(expectOk(await users.get(admin.caller, member.user.id))).toEqual(member.user);
    for (const nobody of [member.caller, { ...owner, scopes: ['sessions:*'] }]) {
      expectErr(await users.list(nobody), 'auth/forbidden');
      expectErr(await users.get(nobody, admin.user.id), 'auth/forbidden');
    }
  });
});

describe('updating users', () => {
  it('changes what is given and nothing else', async () => {
    const fixture = await identityFixture();
    const { admin, member } = await company(fixture);
    await fixture.clock.advance(1_000);

    const changed = expectOk(await fixture.identity.users.update(admin.caller, member.user.id, { tier: 'low' }));

    expect(changed).toEqual({ ...member.user, tier: 'low', updatedAt: '2030-01-01T00:00:01.000Z' });
    expect(expectOk(await fixture.identity.users.get(admin.caller, member.user.id))).toEqual(changed);
  });

  it('gives the new role at once to tokens that are in use', async () => {
    const fixture = await identityFixture();
    const { owner, member } = await company(fixture);

    expectOk(await fixture.identity.users.update(owner, member.user.id, { role: 'admin', displayName: 'M' }));

    expect(await fixture.caller(member.tokens)).toMatchObject({ role: 'admin' });
  });

  it('sets a new password and ends the logins of the user', async () => {
    const fixture = await identityFixture();
    const { admin, member } = await company(fixture);
    const { identity } = fixture;

    expectOk(await identity.users.update(admin.caller, member.user.id, { password: 'battery staple' }));

    expectErr(await identity.authenticate(member.tokens.accessToken, 'req'), 'auth/token-revoked');
    expectErr(await identity.login({ email: member.email, password: PASSWORD }, REQUEST), 'auth/invalid-credentials');
    expectOk(await identity.login({ email: member.email, password: 'battery staple' }, REQUEST));
    const own = { password: 'battery staple' };
    expectErr(await identity.users.update(admin.caller, admin.user.id, own), 'auth/forbidden');
  });

  it('keeps admins from owners, and members from everybody', async () => {
    const fixture = await identityFixture();
    const { owner, admin, member } = await company(fixture);
    const { users } = fixture.identity;

    expectErr(await users.update(admin.caller, owner.userId, { tier: 'low' }), 'auth/forbidden');
    expectErr(await users.update(admin.caller, owner.userId, { password: 'battery staple' }), 'auth/forbidden');
    expectErr(await users.update(admin.caller, member.user.id, { role: 'owner' }), 'auth/forbidden');
    expectErr(await users.update(admin.caller, admin.user.id, { role: 'owner' }), 'auth/forbidden');
    expectErr(await users.update(member.caller, member.user.id, { role: 'admin' }), 'auth/forbidden');
    expectErr(await users.remove(admin.caller, owner.userId), 'auth/forbidden');
    expectErr(await users.remove(member.caller, member.user.id), 'auth/forbidden');
  });

  it('takes the power of an admin at once, whatever its token says', async () => {
    const fixture = await identityFixture();
    const { owner, admin, member } = await company(fixture);
    expectOk(await fixture.identity.users.update(owner, admin.user.id, { role: 'member' }));

    expectErr(await fixture.identity.users.list(admin.caller), 'auth/forbidden');
    expectErr(await fixture.identity.users.remove(admin.caller, member.user.id), 'auth/forbidden');
    const input = { email: 'x@example.com', password: PASSWORD };
    expectErr(await fixture.replica().users.create(admin.caller, input), 'auth/forbidden');
  });

  it.each([{ role: 'god' }, { displayName: '' }, { email: 'new@example.com' }, { password: 'short' }])(
    'refuses %j',
    async (input) => {
      const fixture = await identityFixture();
      const { owner, member } = await company(fixture);

      const result = await fixture.identity.users.update(owner, member.user.id, input as UpdateUserInput);
      expectErr(result, 'request/invalid');
    },
  );
});

describe('the last owner', () => {
  it('can be neither demoted nor removed', async () => {
    const fixture = await identityFixture();
    const { owner } = await company(fixture);
    const { users } = fixture.identity;

    expectErr(await users.update(owner, owner.userId, { role: 'member' }), 'user/last-owner');
    expectErr(await users.remove(owner, owner.userId), 'user/last-owner');
    expectOk(await users.update(owner, owner.userId, { role: 'owner', tier: 'low' }));
  });

  it('can go once there is another, also after an owner was removed', async () => {
    const fixture = await identityFixture();
    const { owner, join } = await company(fixture);
    const { users } = fixture.identity;
    const gone = await join('owner');
    expectOk(await users.remove(owner, gone.user.id));
    expectErr(await users.remove(owner, owner.userId), 'user/last-owner');
    const second = await join('owner');

    expectOk(await users.update(owner, owner.userId, { role: 'member' }));

    expectErr(await users.remove(second.caller, second.user.id), 'user/last-owner');
  });

  it('is left when two owners remove each other at the same time', async () => {
    const fixture = await identityFixture();
    const { owner, join } = await company(fixture);
    const second = await join('owner');
    const { users } = fixture.identity;

    const results = await Promise.all([users.remove(owner, second.user.id), users.remove(second.caller, owner.userId)]);

    expect(results.filter((result) => result.isOk())).toHaveLength(1);
    expectErr(
      results.find((result) => result.isErr())!,
      'auth/forbidden',
    );
  });
});

describe('removing users', () => {
  it('ends everything of the user at once and frees the email', async () => {
    const fixture = await identityFixture();
    const { owner, member } = await company(fixture);
    const { identity } = fixture;
    const bot = expectOk(await identity.agents.create(owner, { name: 'bot', scopes: ['*'], userId: member.user.id }));
    await fixture.caller(bot.key);

    expectOk(await identity.users.remove(owner, member.user.id));

    for (const service of [identity, fixture.replica()]) {
      expectErr(await service.authenticate(member.tokens.accessToken, 'req'), 'auth/token-revoked');
      expectErr(await service.authenticate(bot.key, 'req'), 'auth/token-invalid');
      expectErr(await service.login({ email: member.email, password: PASSWORD }, REQUEST), 'auth/invalid-credentials');
      expectErr(await service.users.get(owner, member.user.id), 'user/not-found');
      expectErr(await service.profile.get(member.caller), 'user/not-found');
    }
    expect(expectOk(await identity.users.list(owner)).items.map(({ id }) => id)).not.toContain(member.user.id);
    expect(expectOk(await identity.agents.list(owner)).items).toEqual([]);
    const { user } = expectOk(await identity.register({ email: member.email, password: PASSWORD }, REQUEST));
    expect(user.id).not.toBe(member.user.id);
  });

  it('keeps no hash of the password of a removed user, nor of the keys of its agents', async () => {
    const fixture = await identityFixture();
    const { owner, member } = await company(fixture);
    const { identity, store } = fixture;
    expectOk(await identity.agents.create(owner, { name: 'bot', scopes: ['*'], userId: member.user.id }));

    expectOk(await identity.users.remove(owner, member.user.id));

    const user = expectOk(await store.read((view) => view.get(users, [owner.tenantId, member.user.id])));
    const bots = expectOk(await store.read((view) => view.scan(agents, { limit: 10 }))).items;
    expect(user?.value).toMatchObject({ passwordHash: '', loginEmail: null, deletedAt: expect.any(String) as string });
    expect(bots.map(({ value }) => value.keyDigest)).toEqual(['']);
  });

  it('finds a removed user missing', async () => {
    const fixture = await identityFixture();
    const { owner, member } = await company(fixture);
    expectOk(await fixture.identity.users.remove(owner, member.user.id));

    expectErr(await fixture.identity.users.remove(owner, member.user.id), 'user/not-found');
    expectErr(await fixture.identity.users.update(owner, member.user.id, { tier: 'low' }), 'user/not-found');
  });

  it('lets the email be taken again and again', async () => {
    const fixture = await identityFixture();
    const { owner } = await company(fixture);
    for (let round = 0; round < 3; round += 1) {
      const input = { email: 'bob@example.com', password: PASSWORD };
      const bob = expectOk(await fixture.identity.users.create(owner, input));
      expectOk(await fixture.identity.users.remove(owner, bob.id));
    }
  });
});

describe('the users of another tenant', () => {
  it('answer exactly as missing ones', async () => {
    const fixture = await identityFixture();
    const [ours, theirs] = [await company(fixture), await company(fixture)];
    const { users } = fixture.identity;
    const missing = [userId.create(fixture.ids), 'usr_nonsense', '', theirs.admin.user.id, theirs.owner.userId];

    for (const id of missing) {
      const answers = [
        expectErr(await users.get(ours.owner, id), 'user/not-found'),
        expectErr(await users.update(ours.owner, id, { tier: 'low' }), 'user/not-found'),
        expectErr(await users.remove(ours.owner, id), 'user/not-found'),
      ];
      for (const answer of answers) {
        expect(answer).toEqual({ type: 'user/not-found', message: 'There is no such user.', retryable: false });
      }
    }
    const page = expectOk(await users.list(theirs.owner, { limit: 1 }));
    expectErr(await users.list(ours.owner, { cursor: page.nextCursor! }), 'request/invalid');
    expect(expectOk(await users.get(theirs.owner, theirs.admin.user.id))).toEqual(theirs.admin.user);
  });
});
