import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { identityFixture, PASSWORD, REQUEST, WEAK_PASSWORDS } from '../../test/identity-fixture.js';
import { ResultAsync } from '../kernel/index.js';
import { LocalPasswordHasher, type LoginInput, type PasswordHasher } from './index.js';

describe('logging in', () => {
  it('gives the user, the tenant and tokens', async () => {
    const { identity, register, caller } = await identityFixture();
    const registered = await register('ada@example.com');

    const { user, tenant, tokens } = expectOk(
      await identity.login({ email: ' ADA@example.com ', password: PASSWORD }, REQUEST),
    );

    expect({ user, tenant }).toEqual({ user: registered.user, tenant: registered.tenant });
    const [first, second] = [await caller(registered.tokens), await caller(tokens)];
    expect(second).toEqual({ ...first, authSessionId: second.authSessionId });
    expect(second.authSessionId).not.toBe(first.authSessionId);
  });

  it('answers a wrong email and a wrong password alike', async () => {
    const { identity, register } = await identityFixture();
    await register('ada@example.com');

    const wrongPassword = await identity.login({ email: 'ada@example.com', password: 'wrong password' }, REQUEST);
    const wrongEmail = await identity.login({ email: 'bob@example.com', password: PASSWORD }, REQUEST);
    const noEmail = await identity.login({ email: 'not an email', password: PASSWORD }, REQUEST);

    const error = expectErr(wrongPassword, 'auth/invalid-credentials');
    expect(expectErr(wrongEmail, 'auth/invalid-credentials')).toEqual(error);
    expect(expectErr(noEmail, 'auth/invalid-credentials')).toEqual(error);
  });

  it('has one password compared at the same cost, whether or not there is such a user', async () => {
    const asked: boolean[] = [];
    const real = new LocalPasswordHasher(WEAK_PASSWORDS);
    const hasher: PasswordHasher = {
      hash: (password, options) => real.hash(password, options),
      verify: (password, stored, options) => {
        asked.push(stored === null);
        return real.verify(password, stored, options);
      },
    };
    const { identity, register } = await identityFixture({ hasher });
    await register('ada@example.com');

    for (const email of ['ada@example.com', 'bob@example.com']) {
      expectErr(await identity.login({ email, password: 'wrong password' }, REQUEST), 'auth/invalid-credentials');
    }

    expect(asked).toEqual([false, true]);
  });

  it('still takes a password that newer rules would refuse', async () => {
    const { identity, replica } = await identityFixture();
    expectOk(await identity.register({ email: 'ada@example.com', password: '12345678' }, REQUEST));
    const stricter = replica({ options: { minPasswordBytes: 20 } });

    expectOk(await stricter.login({ email: 'ada@example.com', password: '12345678' }, REQUEST));
  });

  it('hashes a password anew when the parameters have changed, once', async () => {
    const { identity, replica, register, store } = await identityFixture();
    await register('ada@example.com');
    const input = { email: 'ada@example.com', password: PASSWORD };
    const stronger = replica({
      passwords: { ...WEAK_PASSWORDS, argon2: { memoryKiB: 32, iterations: 2, parallelism: 1 } },
    });
    const storedHash = async () => {
      const { users } = await import('./identity-collections.js');
      return expectOk(await store.read((view) => view.scan(users, { limit: 1 }))).items[0]?.value.passwordHash ?? '';
    };

    expectOk(await stronger.login(input, REQUEST));
    const upgraded = await storedHash();
    expect(upgraded).toContain('$m=32,t=2,p=1$');

    expectOk(await stronger.login(input, REQUEST));
    expect(await storedHash()).toBe(upgraded);
    expectErr(await stronger.login({ ...input, password: 'wrong password' }, REQUEST), 'auth/invalid-credentials');
    expectOk(await identity.login(input, REQUEST));
  });

  it('lets every one of many concurrent logins in while the hash is replaced', async () => {
    const { replica, register } = await identityFixture();
    await register('ada@example.com');
    const other = replica({
      passwords: { ...WEAK_PASSWORDS, algorithm: 'scrypt', scrypt: { costLog2: 4, blockSize: 8, parallelism: 1 } },
    });

    const results = await Promise.all(
      Array.from({ length: 10 }, () => other.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)),
    );

    results.forEach(expectOk);
  });

  it('takes no password that was replaced while it was compared', async () => {
    const real = new LocalPasswordHasher(WEAK_PASSWORDS);
    let afterComparing = () => Promise.resolve();
    const hasher: PasswordHasher = {
      hash: (password, options) => real.hash(password, options),
      verify: (password, stored, options) =>
        real
          .verify(password, stored, options)
          .andThen((check) => ResultAsync.fromSafePromise(afterComparing()).map(() => check)),
    };
    const { identity, register, caller } = await identityFixture({ hasher });
    const owner = await caller((await register()).tokens);
    const input = { email: 'bob@example.com', password: PASSWORD };
    const bob = expectOk(await identity.users.create(owner, input));
    afterComparing = async () => {
      afterComparing = () => Promise.resolve();
      expectOk(await identity.users.update(owner, bob.id, { password: 'battery staple' }));
    };

    expectErr(await identity.login(input, REQUEST), 'auth/invalid-credentials');
    expectOk(await identity.login({ ...input, password: 'battery staple' }, REQUEST));
  });

  it('logs in with what scrypt hashed', async () => {
    const passwords = { algorithm: 'scrypt', scrypt: { costLog2: 4, blockSize: 8, parallelism: 1 } } as const;
    const { identity, register } = await identityFixture({ passwords });
    await register('ada@example.com');

    expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST));
  });

  it('ends the oldest login when there is one more than a user may have', async () => {
    const { identity, register, caller } = await identityFixture({ options: { maxLoginsPerUser: 3 } });
    const first = (await register('ada@example.com')).tokens;
    const login = async () =>
      expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)).tokens;
    const second = await login();
    const third = await login();
    await caller(first);

    const fourth = await login();

    expectErr(await identity.authenticate(first.accessToken, 'req'), 'auth/token-revoked');
    expectErr(await identity.refresh({ refreshToken: first.refreshToken }, REQUEST), 'auth/refresh-token-invalid');
    for (const tokens of [second, third, fourth]) await caller(tokens);
  });

  it('makes room by ended logins before living ones', async () => {
    const { identity, register, caller } = await identityFixture({ options: { maxLoginsPerUser: 3 } });
    const first = (await register('ada@example.com')).tokens;
    const login = async () =>
      expectOk(await identity.login({ email: 'ada@example.com', password: PASSWORD }, REQUEST)).tokens;
    const second = await login();
    expectOk(await identity.logout({ refreshToken: second.refreshToken }, REQUEST));
    const third = await login();

    await login();

    for (const tokens of [first, third]) await caller(tokens);
  });

  it('says so when too many passwords wait', async () => {
    const { identity } = await identityFixture({ passwords: { ...WEAK_PASSWORDS, concurrency: 1, maxWaiting: 1 } });
    const input = { email: 'ada@example.com', password: PASSWORD };

    const results = await Promise.all(Array.from({ length: 4 }, () => identity.login(input, REQUEST)));

    expect(results.map((result) => (result.isErr() ? result.error.type : 'ok'))).toEqual([
      'auth/invalid-credentials',
      'auth/invalid-credentials',
      'auth/overloaded',
      'auth/overloaded',
    ]);
  });

  it('gives up when its signal has fired', async () => {
    const { identity, register } = await identityFixture();
    await register('ada@example.com');
    const request = { ...REQUEST, signal: AbortSignal.abort() };

    expectErr(await identity.login({ email: 'ada@example.com', password: PASSWORD }, request), 'request/aborted');
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['no password', { email: 'ada@example.com' }],
    ['an empty password', { email: 'ada@example.com', password: '' }],
    ['a password that is too long', { email: 'ada@example.com', password: 'x'.repeat(1_025) }],
    ['an object for an email', { email: { $ne: '' }, password: PASSWORD }],
    ['an email that is far too long', { email: 'x'.repeat(1_017), password: PASSWORD }],
    ['an unknown key', { email: 'ada@example.com', password: PASSWORD, tenantId: 'ten_1' }],
  ])('refuses %s', async (_, input) => {
    const { identity } = await identityFixture();

    expectErr(await identity.login(input as LoginInput, REQUEST), 'request/invalid');
  });
});
