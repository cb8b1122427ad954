import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST, START, type IdentityFixture } from '../../test/identity-fixture.js';
import { everyRecord } from '../../test/every-record.js';
import { toTimestamp, type Caller } from '../kernel/index.js';
import type { IdentityOptions } from './identity-options.js';
import type { InviteInput } from './identity-input.js';

const DAY = 86_400_000;
const EVE = { email: 'eve@example.com', password: PASSWORD };

async function ownedTenant(options: IdentityOptions = {}) {
  const fixture = await identityFixture({ options });
  const signedIn = await fixture.register('ada@example.com');
  return { ...fixture, owner: await fixture.caller(signedIn.tokens), tenant: signedIn.tenant };
}

async function userOf({ identity, caller }: IdentityFixture, owner: Caller, role: 'owner' | 'admin' | 'member') {
  const email = `${role}@example.com`;
  const user = expectOk(await identity.users.create(owner, { email, password: PASSWORD, role }));
  return { user, caller: await caller(expectOk(await identity.login({ email, password: PASSWORD }, REQUEST)).tokens) };
}

describe('an invitation', () => {
  it('registers one user of its tenant with its role, once', async () => {
    const { identity, owner, tenant } = await ownedTenant();
    const { invitation, token } = expectOk(await identity.invitations.create(owner, { role: 'admin' }));
    expect(invitation).toEqual({
      id: expect.stringMatching(/^inv_/) as string,
      ...{ tenantId: tenant.id, role: 'admin', email: null, issuer: 'tenant', invitedBy: owner.userId },
      expiresAt: toTimestamp(START + 7 * DAY),
      ...{ createdAt: toTimestamp(START), updatedAt: toTimestamp(START) },
    });
    expect(expectOk(await identity.invitations.list(owner)).items).toEqual([invitation]);

    const eve = expectOk(await identity.register({ ...EVE, invitation: token }, REQUEST));

    expect(eve.tenant).toEqual(tenant);
    expect(eve.user).toMatchObject({ tenantId: tenant.id, role: 'admin', email: EVE.email });
    expect(expectOk(await identity.invitations.list(owner)).items).toEqual([]);
    const again = { email: 'other@example.com', password: PASSWORD, invitation: token };
    expectErr(await identity.register(again, REQUEST), 'identity/invitation-invalid');
  });

  it('lets one of 20 in who use it at the same time', async () => {
    const { identity, owner, replica } = await ownedTenant();
    const { token } = expectOk(await identity.invitations.create(owner, {}));
    const other = replica();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? identity : other).register(
          { email: `u${index}@example.com`, password: PASSWORD, invitation: token },
          REQUEST,
        ),
      ),
    );
    expect(results.filter((result) => result.isOk())).toHaveLength(1);
    for (const result of results.filter((one) => one.isErr())) expectErr(result, 'identity/invitation-invalid');
    expect(expectOk(await identity.users.list(owner)).items).toHaveLength(2);
  });

  it('lets nobody in when it is past its time, removed, altered, or for another email', async () => {
    const { clock, identity, owner } = await ownedTenant();
    const make = async (input: InviteInput) => expectOk(await identity.invitations.create(owner, input));
    const refused = async (invitation: string, email = EVE.email) =>
      expectErr(await identity.register({ ...EVE, email, invitation }, REQUEST), 'identity/invitation-invalid');

    const named = await make({ email: ' EVE@Example.com ' });
    await refused(named.token, 'mallory@example.com');
    const altered = await make({});
    await refused(`${altered.token.slice(0, -1)}${altered.token.endsWith('A') ? 'B' : 'A'}`);
    for (const text of ['', 'civ_', 'cak_x', 'x'.repeat(8_192)]) await refused(text);
    const removed = await make({});
    expectOk(await identity.invitations.remove(owner, removed.invitation.id));
    expectErr(await identity.invitations.remove(owner, removed.invitation.id), 'invitation/not-found');
    await refused(removed.token);
    const short = await make({ expiresInMs: 1_000 });
    await clock.advance(1_000);
    await refused(short.token);
    expectOk(await identity.register({ ...EVE, invitation: named.token }, REQUEST));
  });

  it('ends when who made it may no longer give its role', async () => {
    const fixture = await ownedTenant();
    const { identity, owner } = fixture;
    const admin = await userOf(fixture, owner, 'admin');
    const { token } = expectOk(await identity.invitations.create(admin.caller, { role: 'admin' }));
    expectOk(await identity.users.update(owner, admin.user.id, { role: 'member' }));
    expectErr(await identity.register({ ...EVE, invitation: token }, REQUEST), 'identity/invitation-invalid');
    expectOk(await identity.users.update(owner, admin.user.id, { role: 'admin' }));
    expectOk(await identity.register({ ...EVE, invitation: token }, REQUEST));
  });

  it('is made, seen and removed by who manages its role, in its tenant alone', async () => {
    const fixture = await ownedTenant();
    const { identity, owner } = fixture;
    const { caller: admin } = await userOf(fixture, owner, 'admin');
    const { caller: member } = await userOf(fixture, owner, 'member');
    const foreign = await fixture.caller((await fixture.register()).tokens);
    const narrow = { ...owner, scopes: ['users:write', 'agents:*'] };
    const { invitation } = expectOk(await identity.invitations.create(owner, { role: 'owner' }));

    expectErr(await identity.invitations.create(admin, { role: 'owner' }), 'auth/forbidden');
    expectErr(await identity.invitations.remove(admin, invitation.id), 'auth/forbidden');
    for (const caller of [member, narrow]) {
      expectErr(await identity.invitations.create(caller, {}), 'auth/forbidden');
      expectErr(await identity.invitations.list(caller), 'auth/forbidden');
      expectErr(await identity.invitations.remove(caller, invitation.id), 'auth/forbidden');
    }
    expect(expectOk(await identity.invitations.list(foreign)).items).toEqual([]);
    expectErr(await identity.invitations.remove(foreign, invitation.id), 'invitation/not-found');
    expectErr(await identity.invitations.remove(owner, 'nonsense'), 'invitation/not-found');
    expectOk(await identity.invitations.remove(owner, invitation.id));
  });

  it('is one of few that are open; those past their time do not count', async () => {
    const { clock, identity, owner } = await ownedTenant({ maxInvitationsPerTenant: 2 });
    expectOk(await identity.invitations.create(owner, { expiresInMs: 1_000 }));
    expectOk(await identity.invitations.create(owner, {}));
    expect(expectErr(await identity.invitations.create(owner, {}), 'invitation/limit-reached').limit).toBe(2);
    await clock.advance(1_000);
    expectOk(await identity.invitations.create(owner, {}));
    expect(expectOk(await identity.invitations.list(owner)).items).toHaveLength(2);
  });

  it('is kept without its token', async () => {
    const { identity, owner, store } = await ownedTenant();
    const { token } = expectOk(await identity.invitations.create(owner, {}));
    const text = JSON.stringify(await everyRecord(store));
    expect(text).toContain('inv_');
    expect(text).not.toContain(token.slice(-43));
  });

  it.each<[string, unknown]>([
    ['an unknown key', { tier: 'high' }],
    ['an unknown role', { role: 'king' }],
    ['no email', { email: 'x' }],
    ['a time past the longest', { expiresInMs: 30 * DAY + 1 }],
    ['no time', { expiresInMs: 0 }],
  ])('is refused with %s', async (_, input) => {
    const { identity, owner } = await ownedTenant();
    expectErr(await identity.invitations.create(owner, input as InviteInput), 'request/invalid');
  });
});

describe('registration', () => {
  it('by invitation takes nobody without one, and costs no hash', async () => {
    const { identity, owner } = await ownedTenant();
    const { token } = expectOk(await identity.invitations.create(owner, {}));
    identity.admit('invitation');
    const hashing = identity.register({ ...EVE, password: PASSWORD }, REQUEST);
    expectErr(await hashing, 'identity/registration-closed');
    const wrong = { ...EVE, invitation: token, tenantName: 'Mine' };
    expectErr(await identity.register(wrong, REQUEST), 'request/invalid');
    expectOk(await identity.register({ ...EVE, invitation: token }, REQUEST));
  });

  it('that is closed takes no invitation of a tenant, and lets none be made', async () => {
    const { identity, owner } = await ownedTenant();
    const { token } = expectOk(await identity.invitations.create(owner, {}));
    identity.admit('closed');
    expectErr(await identity.register(EVE, REQUEST), 'identity/registration-closed');
    expectErr(await identity.register({ ...EVE, invitation: token }, REQUEST), 'identity/registration-closed');
    expectErr(await identity.invitations.create(owner, {}), 'identity/registration-closed');
    expectOk(await identity.invitations.list(owner));
    identity.admit('open');
    expectOk(await identity.register(EVE, REQUEST));
  });

  it('is as the options say at the beginning', async () => {
    const { identity } = await identityFixture({ options: { registration: 'closed' } });
    expectErr(await identity.register(EVE, REQUEST), 'identity/registration-closed');
  });
});
