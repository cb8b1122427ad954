import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST, START, WEAK_PASSWORDS } from '../../test/identity-fixture.js';
import { createCursorCodec, toTimestamp } from '../kernel/index.js';
import type { IdentityOptions } from './identity-options.js';
import { OperatorService } from './operator-service.js';
import { MAX_KEYS } from './stored-signing-keys.js';

const ADA = 'ada@example.com';

async function installation(options: IdentityOptions = { registration: 'closed' }) {
  const fixture = await identityFixture({ options });
  const { store, clock, ids } = fixture;
  const cursors = createCursorCodec(new Uint8Array(32).fill(7));
  const operator = new OperatorService({ store, clock, ids, cursors, options, passwords: WEAK_PASSWORDS });
  return { ...fixture, operator };
}

describe('the operator', () => {
  it('makes the first administrator while registration is closed', async () => {
    const { identity, operator } = await installation();
    const made = expectOk(await operator.createUser({ tenant: 'Acme', email: ADA, password: PASSWORD }, REQUEST));
    expect([made.tenant.name, made.user.role, made.user.email]).toEqual(['Acme', 'owner', ADA]);
    const { user, tenant } = expectOk(await identity.login({ email: ADA, password: PASSWORD }, REQUEST));
    expect([user, tenant]).toEqual([made.user, made.tenant]);
    const more = { tenant: tenant.id, email: 'bob@example.com', password: PASSWORD, role: 'member' } as const;
    expect(expectOk(await operator.createUser(more, REQUEST)).tenant).toEqual(tenant);
  });

  it('invites into a new tenant or one that is there, past a closed registration', async () => {
    const { identity, operator } = await installation();
    const first = expectOk(await operator.invite({ tenant: 'Acme', email: ADA }, REQUEST));
    expect(first.invitation).toMatchObject({ role: 'owner', email: ADA, issuer: 'operator', invitedBy: null });
    const ada = expectOk(await identity.register({ email: ADA, password: PASSWORD, invitation: first.token }, REQUEST));
    expect([ada.tenant, ada.user.role]).toEqual([first.tenant, 'owner']);
    const second = expectOk(await operator.invite({ tenant: ada.tenant.id, role: 'member' }, REQUEST));
    const bob = { email: 'bob@example.com', password: PASSWORD, invitation: second.token };
    expect(expectOk(await identity.register(bob, REQUEST)).user.role).toBe('member');
  });

  it('is refused what makes no sense', async () => {
    const { operator, register } = await installation({});
    await register(ADA);
    const tenant = 'Acme';
    const member = { tenant, email: 'bob@example.com', password: PASSWORD, role: 'member' } as const;
    expectErr(await operator.createUser(member, REQUEST), 'request/invalid');
    expectErr(await operator.invite({ tenant, role: 'admin' }, REQUEST), 'request/invalid');
    expectErr(await operator.createUser({ ...member, tenant: `ten_${'0'.repeat(26)}` }, REQUEST), 'tenant/not-found');
    expectErr(await operator.createUser({ tenant, email: ADA, password: PASSWORD }, REQUEST), 'user/email-taken');
    expectErr(await operator.createUser({ tenant, email: ADA, password: 'short' }, REQUEST), 'request/invalid');
  });
});

describe('rotating the keys', () => {
  it('has the new one sign when every server has it, and the old one verify until its tokens are over', async () => {
    const { caller, clock, identity, operator, register } = await installation({ passTtlMs: 900_000 });
    const { tokens } = await register(ADA);
    const old = expectOk(await operator.keys.list());
    expect(old).toEqual([expect.objectContaining({ state: 'signing' })]);

    const made = expectOk(await operator.keys.rotate());

    expect(made).toMatchObject({ state: 'next', signsFrom: toTimestamp(START + 60_000) });
    expect(kidOf((await register()).tokens.accessToken)).toBe(old[0]?.kid);
    await clock.advance(60_000);
    expect(kidOf((await register()).tokens.accessToken)).toBe(made.kid);
    await caller(tokens);
    expect(expectOk(await identity.jwks()).keys).toHaveLength(2);
    expect(expectOk(await operator.keys.list()).map(({ state }) => state)).toEqual(['verifying', 'signing']);
    await clock.advance(900_000 + 60_000 + 2_000);
    expect(expectOk(await identity.jwks()).keys.map(({ kid }) => kid)).toEqual([made.kid]);
  });

  it('with revoke ends every access token within the reload, and no login', async () => {
    const { clock, identity, operator, register } = await installation({});
    const { tokens } = await register(ADA);
    const made = expectOk(await operator.keys.rotate({ revoke: true }));
    await clock.advance(60_000);
    expectErr(await identity.authenticate(tokens.accessToken, 'r'), 'auth/token-invalid');
    const next = expectOk(await identity.refresh({ refreshToken: tokens.refreshToken }, REQUEST));
    expect(kidOf(next.accessToken)).toBe(made.kid);
    expectOk(await identity.authenticate(next.accessToken, 'r'));
  });

  it('with revoke ends within the reload also what was believed just before, in requests that never pause', async () => {
    const { clock, identity, operator, register } = await installation({});
    const { tokens } = await register(ADA);
    await clock.advance(59_999);
    expectOk(await identity.authenticate(tokens.accessToken, 'r'));
    expectOk(await operator.keys.rotate({ revoke: true }));
    await clock.advance(1);
    expectErr(await identity.authenticate(tokens.accessToken, 'r'), 'auth/token-invalid');
  });

  it('makes no more keys than are looked at', async () => {
    const { operator } = await installation({});
    for (let count = 0; count < MAX_KEYS; count += 1) expectOk(await operator.keys.rotate());
    expectErr(await operator.keys.rotate(), 'auth/key-limit');
    expectOk(await operator.keys.rotate({ revoke: true }));
    expect(expectOk(await operator.keys.list())).toHaveLength(1);
  });
});

function kidOf(token: string): unknown {
  const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
  return typeof header === 'object' && header !== null && 'kid' in header ? header.kid : undefined;
}
