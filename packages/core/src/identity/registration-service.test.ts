import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { everyRecord } from '../../test/every-record.js';
import { identityFixture, PASSWORD, REQUEST } from '../../test/identity-fixture.js';
import { errAsync, okAsync } from '../kernel/index.js';
import { storeFull } from '../store/index.js';
import { noJournal } from './identity-journal.js';
import type { RegisterInput } from './index.js';

describe('registering', () => {
  it('makes a tenant, its owner and a login', async () => {
    const { identity, caller } = await identityFixture();

    const { user, tenant, tokens } = expectOk(
      await identity.register(
        { email: ' Ada@Example.com', password: PASSWORD, displayName: ' Ada ', tenantName: 'Analytical Engines' },
        REQUEST,
      ),
    );

    const createdAt = '2030-01-01T00:00:00.000Z';
    expect(user).toEqual({
      id: expect.stringMatching(/^usr_/) as string,
      tenantId: tenant.id,
      email: 'ada@example.com',
      displayName: 'Ada',
      role: 'owner',
      tier: 'high',
      createdAt,
      updatedAt: createdAt,
    });
    expect(tenant).toEqual({
      id: expect.stringMatching(/^ten_/) as string,
      name: 'Analytical Engines',
      createdAt,
      updatedAt: createdAt,
    });
    expect(tokens).toEqual({
      tokenType: 'Bearer',
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
      expiresInMs: 900_000,
      refreshToken: expect.stringMatching(/^crt_/) as string,
    });
    expect(await caller(tokens)).toMatchObject({ tenantId: tenant.id, userId: user.id, role: 'owner', scopes: ['*'] });
  });

  it('takes the names from the email when none are given', async () => {
    const { register } = await identityFixture();

    const { user, tenant } = await register('grace.hopper@example.com');

    expect([user.displayName, tenant.name]).toEqual(['grace.hopper', 'grace.hopper']);
  });

  it('gives the default tier', async () => {
    const { register } = await identityFixture({ options: { defaultTier: 'low' } });

    expect((await register()).user.tier).toBe('low');
  });

  it('keeps an email unique in the whole installation, however it is written', async () => {
    const { identity, register } = await identityFixture();
    await register('josé@example.com');

    for (const email of ['josé@example.com', ' JOSÉ@EXAMPLE.COM ', 'jose\u0301@example.com', 'ｊosé@example.com']) {
      expectErr(await identity.register({ email, password: PASSWORD }, REQUEST), 'user/email-taken');
    }
    expectOk(await identity.register({ email: 'jose@example.com', password: PASSWORD }, REQUEST));
  });

  it('lets one of 50 concurrent registrations of an email win, and leaves nothing of the others', async () => {
    const { identity, store, replica } = await identityFixture();
    const second = replica();

    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? identity : second).register({ email: 'ada@example.com', password: PASSWORD }, REQUEST),
      ),
    );

    expect(results.filter((result) => result.isOk())).toHaveLength(1);
    for (const result of results.filter((one) => one.isErr())) expectErr(result, 'user/email-taken');
    const kept = await everyRecord(store);
    expect(Object.entries(kept).map(([name, records]) => `${name} ${records.length}`)).toEqual([
      'tenants 1',
      'users 1',
      'auth_sessions 1',
      'agents 0',
      'invitations 0',
      'signing_keys 1',
      'tickets 0',
    ]);
  });

  it('leaves nothing behind when a later write of it fails', async () => {
    let room = false;
    const { identity } = await identityFixture({
      journal: { ...noJournal, append: () => (room ? okAsync(undefined) : errAsync(storeFull())) },
    });

    expectErr(await identity.register({ email: 'ada@example.com', password: PASSWORD }, REQUEST), 'store/full');
    room = true;
    expectOk(await identity.register({ email: 'ada@example.com', password: PASSWORD }, REQUEST));
  });

  it('keeps no password and no token in the clear', async () => {
    const { store, identity } = await identityFixture();
    const password = 'a very secret password';
    const { tokens } = expectOk(await identity.register({ email: 'ada@example.com', password }, REQUEST));

    const text = JSON.stringify(await everyRecord(store));
    expect(text).toContain('ada@example.com');
    for (const secret of [password, tokens.refreshToken, tokens.accessToken, tokens.refreshToken.slice(-43)]) {
      expect(text).not.toContain(secret);
    }
  });

  it.each<[string, unknown, readonly string[]]>([
    ['no input', undefined, ['']],
    ['no email', { password: PASSWORD }, ['email']],
    ['no password', { email: 'a@b.c' }, ['password']],
    ['an email without an @', { email: 'ada', password: PASSWORD }, ['email']],
    ['an email that is too long', { email: `${'a'.repeat(251)}@b.c`, password: PASSWORD }, ['email']],
    ['an email that is far too long', { email: 'a'.repeat(100_000), password: PASSWORD }, ['email']],
    ['an email of another type', { email: 1, password: PASSWORD }, ['email']],
    ['a password of 7 bytes', { email: 'a@b.c', password: '1234567' }, ['password']],
    ['a password of 1025 bytes', { email: 'a@b.c', password: 'x'.repeat(1_025) }, ['password']],
    ['a password of 1026 bytes in fewer characters', { email: 'a@b.c', password: 'ä'.repeat(513) }, ['password']],
    ['an empty name', { email: 'a@b.c', password: PASSWORD, displayName: '  ' }, ['displayName']],
    ['a name that is too long', { email: 'a@b.c', password: PASSWORD, displayName: 'x'.repeat(101) }, ['displayName']],
    [
      'a name that turns the text around',
      { email: 'a@b.c', password: PASSWORD, tenantName: 'a\u202eb' },
      ['tenantName'],
    ],
    ['a name with a control character', { email: 'a@b.c', password: PASSWORD, tenantName: 'a\u0007b' }, ['tenantName']],
    ['an unknown key', { email: 'a@b.c', password: PASSWORD, role: 'owner' }, ['']],
  ])('refuses %s', async (_, input, paths) => {
    const { identity } = await identityFixture();

    const error = expectErr(await identity.register(input as RegisterInput, REQUEST), 'request/invalid');

    expect([...new Set(error.issues.map(({ path }) => path))]).toEqual(paths);
  });

  it('takes what is just within the bounds', async () => {
    const { identity } = await identityFixture();
    const register = (input: RegisterInput) => identity.register(input, REQUEST);

    expectOk(await register({ email: 'a@b', password: '12345678' }));
    expectOk(await register({ email: 'b@b', password: 'ääää' }));
    expectOk(await register({ email: 'c@b', password: 'x'.repeat(1_024), displayName: 'x'.repeat(100) }));
    expectOk(await register({ email: `${'d'.repeat(252)}@b`, password: PASSWORD }));
    expectOk(await register({ email: '用户@例子.广告', password: '密码密码', displayName: '用户 👩‍🚀' }));
  });

  it('takes its bounds from the options', async () => {
    const options = { minPasswordBytes: 12, maxPasswordBytes: 14, maxEmailBytes: 5, maxNameLength: 3 };
    const { identity } = await identityFixture({ options });
    const register = (input: RegisterInput) => identity.register(input, REQUEST);

    expectErr(await register({ email: 'a@b.c', password: 'x'.repeat(11) }), 'request/invalid');
    expectErr(await register({ email: 'a@b.c', password: 'x'.repeat(15) }), 'request/invalid');
    expectErr(await register({ email: 'aa@b.c', password: 'x'.repeat(12) }), 'request/invalid');
    expectErr(await register({ email: 'a@b.c', password: 'x'.repeat(12), displayName: 'Adam' }), 'request/invalid');
    expectOk(await register({ email: 'a@b.c', password: 'x'.repeat(12), displayName: 'Ada' }));
  });
});
