import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST, type IdentityFixture } from '../../test/identity-fixture.js';
import { agentId, userId, type TenantRole } from '../kernel/index.js';
import { agents } from './identity-collections.js';
import type { CreateAgentInput } from './index.js';

const DAY = 86_400_000;

async function tenant({ identity, register, caller }: IdentityFixture) {
  const { user, tokens } = await register();
  const owner = await caller(tokens);
  const join = async (role: TenantRole) => {
    const input = { email: `${role}@${owner.tenantId}.example`, password: PASSWORD, role };
    const joined = expectOk(await identity.users.create(owner, input));
    const login = expectOk(await identity.login({ email: input.email, password: PASSWORD }, REQUEST));
    return { user: joined, caller: await caller(login.tokens) };
  };
  return { user, owner, join };
}

describe('agents', () => {
  it('get a key that is shown once, kept as a digest, and stands for them', async () => {
    const fixture = await identityFixture();
    const { owner, user } = await tenant(fixture);

    const { agent, key } = expectOk(
      await fixture.identity.agents.create(owner, { name: 'bot', scopes: ['sessions:*', 'files:read'] }),
    );

    expect(agent).toEqual({
      id: expect.stringMatching(/^agt_/) as string,
      tenantId: owner.tenantId,
      userId: user.id,
      name: 'bot',
      scopes: ['sessions:*', 'files:read'],
      role: 'owner',
      expiresAt: '2030-04-01T00:00:00.000Z',
      createdAt: '2030-01-01T00:00:00.000Z',
      updatedAt: '2030-01-01T00:00:00.000Z',
    });
    expect(expectOk(await fixture.identity.authenticate(key, 'req_9'))).toEqual({
      tenantId: owner.tenantId,
      userId: user.id,
      agentId: agent.id,
      role: 'owner',
      tier: 'high',
      scopes: ['sessions:*', 'files:read'],
      tokenExpiresAt: Date.UTC(2030, 3, 1),
      requestId: 'req_9',
    });
    expect(expectOk(await fixture.identity.agents.list(owner))).toEqual({ items: [agent], nextCursor: null });
    const kept = JSON.stringify(expectOk(await fixture.store.read((view) => view.scan(agents, { limit: 10 }))));
    expect(kept).not.toContain(key.slice(-43));
  });

  it('are refused after their time, also while their key was believed', async () => {
    const fixture = await identityFixture();
    const { owner } = await tenant(fixture);
    const input = { name: 'bot', scopes: ['*'], expiresInMs: 30_000 };
    const { key } = expectOk(await fixture.identity.agents.create(owner, input));
    await fixture.clock.advance(29_999);
    await fixture.caller(key);

    await fixture.clock.advance(1);

    expectErr(await fixture.identity.authenticate(key, 'req'), 'auth/token-expired');
  });

  it('are refused at once when removed, elsewhere within the time that a token is believed', async () => {
    const fixture = await identityFixture();
    const { owner } = await tenant(fixture);
    const { agent, key } = expectOk(await fixture.identity.agents.create(owner, { name: 'bot', scopes: ['*'] }));
    const other = fixture.replica();
    await fixture.caller(key);
    expectOk(await other.authenticate(key, 'req'));

    expectOk(await fixture.identity.agents.remove(owner, agent.id));

    expectErr(await fixture.identity.authenticate(key, 'req'), 'auth/token-invalid');
    expectOk(await other.authenticate(key, 'req'));
    await fixture.clock.advance(60_000);
    expectErr(await other.authenticate(key, 'req'), 'auth/token-invalid');
    expectErr(await fixture.identity.agents.remove(owner, agent.id), 'agent/not-found');
  });

  it('are not known by a wrong key', async () => {
    const fixture = await identityFixture();
    const { owner } = await tenant(fixture);
    const one = expectOk(await fixture.identity.agents.create(owner, { name: 'one', scopes: ['*'] })).key;
    const other = expectOk(await fixture.identity.agents.create(owner, { name: 'other', scopes: ['*'] })).key;
    const wrong = [
      one.slice(0, 56) + other.slice(56),
      `${one.slice(0, -1)}${one.endsWith('A') ? 'E' : 'A'}`,
      'cak_',
      `${one}x`,
    ];

    for (const key of wrong) expectErr(await fixture.identity.authenticate(key, 'req'), 'auth/token-invalid');
  });

  it('may no more than their user, nor than who created them', async () => {
    const fixture = await identityFixture();
    const { owner, join } = await tenant(fixture);
    const member = await join('member');
    const { key } = expectOk(
      await fixture.identity.agents.create(owner, { name: 'bot', scopes: ['*'], userId: member.user.id }),
    );
    expect(await fixture.caller(key)).toMatchObject({ role: 'member', userId: member.user.id });

    expectOk(await fixture.identity.users.update(owner, member.user.id, { role: 'owner' }));

    expect(await fixture.caller(key)).toMatchObject({ role: 'member' });
    const { key: ownersKey } = expectOk(
      await fixture.identity.agents.create(owner, { name: 'bot', scopes: ['*'], userId: member.user.id }),
    );
    expect(await fixture.caller(ownersKey)).toMatchObject({ role: 'owner' });
    expectOk(await fixture.identity.users.update(owner, member.user.id, { role: 'member' }));
    expect(await fixture.caller(ownersKey)).toMatchObject({ role: 'member' });
  });

  it('are managed by owners and admins, with scopes that they have themselves', async () => {
    const fixture = await identityFixture();
    const { owner, user, join } = await tenant(fixture);
    const [admin, member] = [await join('admin'), await join('member')];
    const service = fixture.identity.agents;
    const bot = { name: 'bot', scopes: ['sessions:read'] };
    const { agent } = expectOk(await service.create(owner, bot));

    expectErr(await service.create(member.caller, bot), 'auth/forbidden');
    expectErr(await service.list(member.caller), 'auth/forbidden');
    expectErr(await service.remove(member.caller, agent.id), 'auth/forbidden');
    expectErr(await service.create(admin.caller, { ...bot, userId: user.id }), 'auth/forbidden');
    expectErr(await service.remove(admin.caller, agent.id), 'auth/forbidden');
    const narrow = { ...owner, scopes: ['agents:*', 'sessions:read'] };
    expectErr(await service.create(narrow, { name: 'bot', scopes: ['*'] }), 'auth/forbidden');
    expectErr(await service.create(narrow, { name: 'bot', scopes: ['sessions:*'] }), 'auth/forbidden');
    expectOk(await service.create(narrow, bot));
    expectErr(await service.list({ ...owner, scopes: ['agents:write'] }), 'auth/forbidden');
    expectOk(await service.create(admin.caller, { ...bot, userId: member.user.id }));
  });

  it('act within their scopes', async () => {
    const fixture = await identityFixture();
    const { owner, join } = await tenant(fixture);
    const member = await join('member');
    const { key } = expectOk(await fixture.identity.agents.create(owner, { name: 'bot', scopes: ['users:read'] }));
    const agent = await fixture.caller(key);

    expectOk(await fixture.identity.users.list(agent));
    expectErr(await fixture.identity.users.remove(agent, member.user.id), 'auth/forbidden');
    expectErr(await fixture.identity.profile.update(agent, { displayName: 'x' }), 'auth/forbidden');
    expectErr(await fixture.identity.agents.create(agent, { name: 'x', scopes: ['users:read'] }), 'auth/forbidden');
  });

  it('are as many as a user may have', async () => {
    const fixture = await identityFixture({ options: { maxAgentsPerUser: 2 } });
    const { owner, join } = await tenant(fixture);
    const member = await join('member');
    const bot = { name: 'bot', scopes: ['*'] };
    const { agent } = expectOk(await fixture.identity.agents.create(owner, bot));
    expectOk(await fixture.identity.agents.create(owner, bot));

    expect(expectErr(await fixture.identity.agents.create(owner, bot), 'agent/limit-reached').limit).toBe(2);
    expectOk(await fixture.identity.agents.create(owner, { ...bot, userId: member.user.id }));
    expectOk(await fixture.identity.agents.remove(owner, agent.id));
    expectOk(await fixture.identity.agents.create(owner, bot));
  });

  it('of another tenant answer exactly as missing ones', async () => {
    const fixture = await identityFixture();
    const [ours, theirs] = [await tenant(fixture), await tenant(fixture)];
    const service = fixture.identity.agents;
    const { agent } = expectOk(await service.create(theirs.owner, { name: 'bot', scopes: ['*'] }));
    const bot = { name: 'bot', scopes: ['*'] };

    const missing = expectErr(await service.remove(ours.owner, agentId.create(fixture.ids)), 'agent/not-found');
    expect(expectErr(await service.remove(ours.owner, agent.id), 'agent/not-found')).toEqual(missing);
    expect(expectErr(await service.remove(ours.owner, 'nonsense'), 'agent/not-found')).toEqual(missing);
    expect(expectOk(await service.list(ours.owner)).items).toEqual([]);
    for (const id of [theirs.user.id, userId.create(fixture.ids), 'nonsense']) {
      expectErr(await service.create(ours.owner, { ...bot, userId: id }), 'user/not-found');
    }
  });

  it.each<[string, object]>([
    ['no name', { scopes: ['*'] }],
    ['no scopes', { name: 'bot', scopes: [] }],
    ['a scope of another form', { name: 'bot', scopes: ['Sessions Read'] }],
    ['more scopes than an agent may have', { name: 'bot', scopes: Array(51).fill('sessions:read') }],
    ['no time', { name: 'bot', scopes: ['*'], expiresInMs: 0 }],
    ['more time than there is', { name: 'bot', scopes: ['*'], expiresInMs: 365 * DAY + 1 }],
    ['an unknown key', { name: 'bot', scopes: ['*'], role: 'owner' }],
  ])('are refused with %s', async (_, input) => {
    const fixture = await identityFixture();
    const { owner } = await tenant(fixture);

    expectErr(await fixture.identity.agents.create(owner, input as CreateAgentInput), 'request/invalid');
  });

  it('take their times and bounds from the options', async () => {
    const fixture = await identityFixture({
      options: { agentKeyTtlMs: 1_000, maxAgentKeyTtlMs: 2_000, maxScopesPerAgent: 1 },
    });
    const { owner } = await tenant(fixture);
    const service = fixture.identity.agents;

    const { agent } = expectOk(await service.create(owner, { name: 'bot', scopes: ['*'] }));
    expect(agent.expiresAt).toBe('2030-01-01T00:00:01.000Z');
    expectErr(await service.create(owner, { name: 'bot', scopes: ['*'], expiresInMs: 2_001 }), 'request/invalid');
    expectErr(await service.create(owner, { name: 'bot', scopes: ['a:b', 'c:d'] }), 'request/invalid');
  });
});
