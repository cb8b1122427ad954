import { describe, expect, it } from 'vitest';
import { createCarrel, type Carrel, type CarrelOptions } from '../src/index.js';
import type { LoginError, SignedIn } from '../src/identity/index.js';
import type { Result } from '../src/kernel/index.js';
import { memoryRateLimiter, memoryRuntime, memoryStore, VirtualClock } from '../src/memory/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { WEAK_PASSWORDS } from './identity-fixture.js';

const ADA = 'ada@example.com';
const PASSWORD = 'correct horse';
const MINUTE = 60_000;

interface World {
  readonly carrel: Carrel;
  readonly clock: VirtualClock;
  login(address: string, password?: string, email?: string): Promise<Result<SignedIn, LoginError>>;
  /** What each of `times` wrong passwords is answered. */
  guess(address: string, times: number, email?: string): Promise<readonly string[]>;
}

async function world(options: Partial<CarrelOptions> = {}): Promise<World> {
  const clock = new VirtualClock();
  const carrel = await createCarrel({
    ...{ store: memoryStore(), runtime: memoryRuntime(), passwords: WEAK_PASSWORDS, clock },
    ...options,
  });
  expectOk(await carrel.identity.register({ email: ADA, password: PASSWORD }, { requestId: 'req_1' }));
  const login = (address: string, password = PASSWORD, email = ADA) =>
    Promise.resolve(carrel.identity.login({ email, password }, { requestId: 'req_1', address }));
  const guess = async (address: string, times: number, email = ADA) => {
    const seen: string[] = [];
    for (let count = 0; count < times; count += 1) {
      const answer = await login(address, `guess ${String(count)} x`, email);
      seen.push(answer.isErr() ? answer.error.type : 'in');
    }
    return seen;
  };
  return { carrel, clock, login, guess };
}

const refused = (answers: readonly string[]) => answers.filter((type) => type === 'auth/too-many-attempts').length;
const compared = (answers: readonly string[]) => answers.filter((type) => type === 'auth/invalid-credentials').length;

describe('who guesses at one address', () => {
  it('has ten tries in a minute, twenty in an hour, and is told how long to wait', async () => {
    const { clock, guess, login } = await world();
    expect(compared(await guess('192.0.2.1', 15))).toBe(10);
    expect(expectErr(await login('192.0.2.1'), 'auth/too-many-attempts').retryAfterMs).toBe(MINUTE);

    let tries = 10;
    for (let minute = 1; minute < 55; minute += 1) {
      await clock.advance(MINUTE);
      tries += compared(await guess('192.0.2.1', 15));
    }
    expect(tries).toBe(20);
    expect(expectErr(await login('192.0.2.1'), 'auth/too-many-attempts').retryAfterMs).toBeLessThanOrEqual(6 * MINUTE);

    await clock.advance(10 * MINUTE);
    expectOk(await login('192.0.2.1'));
  });

  it('has no more tries when all are made at once', async () => {
    const { login } = await world();
    const answers = await Promise.all(Array.from({ length: 40 }, () => login('192.0.2.1', 'a wrong one')));
    expect(compared(answers.map((answer) => (answer.isErr() ? answer.error.type : 'in')))).toBe(10);
  });

  it('does not lock out the user, who is elsewhere', async () => {
    const { guess, login } = await world();
    expect(refused(await guess('192.0.2.1', 30))).toBe(20);
    expectOk(await login('198.51.100.7'));
  });

  it('learns nothing of whether there is such a user', async () => {
    const { guess } = await world();
    expect(await guess('192.0.2.1', 30, 'nobody@example.com')).toEqual(await guess('192.0.2.2', 30));
  });

  it('may not go from account to account either, but who logged in from there still may', async () => {
    const { guess, login } = await world({ logins: { failuresPerAddress: 20 } });
    expectOk(await login('192.0.2.1'));
    const answers: string[] = [];
    for (let account = 0; account < 30; account += 1)
      answers.push(...(await guess('192.0.2.1', 1, `user-${String(account)}@example.com`)));
    expect([compared(answers), refused(answers)]).toEqual([20, 10]);
    expectOk(await login('192.0.2.1'));
    expectOk(await login('192.0.2.9'));
  });
});

describe('a user who logs in often', () => {
  it('is not counted', async () => {
    const { login } = await world();
    for (let count = 0; count < 50; count += 1) expectOk(await login('192.0.2.1'));
  });
});

describe('an account that is guessed at from everywhere', () => {
  const limits = { failuresPerAccount: 20, holdMs: 3_000, maxHeld: 3 };

  it('holds up addresses that it does not know, and refuses nobody', async () => {
    const { clock, guess, login } = await world({ logins: limits });
    expectOk(await login('198.51.100.7'));
    for (let address = 0; address < 20; address += 1) await guess(`192.0.2.${String(address)}`, 1);

    expectOk(await login('198.51.100.7'));
    let isIn = false;
    const elsewhere = login('198.51.100.8').then((answer) => {
      isIn = true;
      return answer;
    });
    await clock.advance(2_900);
    expect(isIn).toBe(false);
    await clock.advance(200);
    expectOk(await elsewhere);
    // From then on that address is known as well.
    expectOk(await login('198.51.100.8'));
  });

  it('holds up only so many at once', async () => {
    const { clock, guess, login } = await world({ logins: limits });
    for (let address = 0; address < 20; address += 1) await guess(`192.0.2.${String(address)}`, 1);
    const held = Array.from({ length: 3 }, (_, index) => login(`198.51.100.${String(index)}`));
    await clock.advance(100);
    expectErr(await login('198.51.100.99'), 'auth/too-many-attempts');
    await clock.advance(3_000);
    for (const answer of await Promise.all(held)) expectOk(answer);
  });

  it('holds up unknown accounts alike', async () => {
    const { clock, guess, login } = await world({ logins: limits });
    for (let address = 0; address < 20; address += 1)
      await guess(`192.0.2.${String(address)}`, 1, 'nobody@example.com');
    let isAnswered = false;
    const answer = login('198.51.100.7', PASSWORD, 'nobody@example.com').finally(() => (isAnswered = true));
    await clock.advance(2_900);
    expect(isAnswered).toBe(false);
    await clock.advance(200);
    expectErr(await answer, 'auth/invalid-credentials');
  });
});

describe('replicas', () => {
  it('count together where the limiter is shared', async () => {
    const store = memoryStore();
    const clock = new VirtualClock();
    const rateLimiter = memoryRateLimiter({ clock });
    const first = await world({ store, clock, rateLimiter });
    const second = await createCarrel({
      ...{ store, clock, rateLimiter, runtime: memoryRuntime(), passwords: WEAK_PASSWORDS },
    });
    await first.guess('192.0.2.1', 10);
    const input = { email: ADA, password: PASSWORD };
    const request = { requestId: 'req_1', address: '192.0.2.1' };
    expectErr(await second.identity.login(input, request), 'auth/too-many-attempts');
  });

  it('let nobody in where nobody can count', async () => {
    const rateLimiter = memoryRateLimiter();
    const { login } = await world({ rateLimiter });
    await rateLimiter.dispose();
    expectErr(await login('192.0.2.1'), 'auth/overloaded');
  });
});

describe('a caller that says no address', () => {
  it('is not counted', async () => {
    const { carrel } = await world();
    for (let count = 0; count < 15; count += 1) {
      const answer = await carrel.identity.login({ email: ADA, password: 'a wrong one' }, { requestId: 'req_1' });
      expectErr(answer, 'auth/invalid-credentials');
    }
  });
});
