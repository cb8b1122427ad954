import { verify as argon2Verify } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import type { Argon2Module, PasswordHashingOptions } from './index.js';
import { LocalPasswordHasher } from './index.js';

const WEAK_ARGON2 = { memoryKiB: 16, iterations: 1, parallelism: 1 };
const WEAK_SCRYPT = { costLog2: 4, blockSize: 8, parallelism: 1 };
const weak = (options: PasswordHashingOptions = {}) =>
  new LocalPasswordHasher({ argon2: WEAK_ARGON2, scrypt: WEAK_SCRYPT, ...options });
const notInstalled = () => Promise.reject(new Error('Cannot find package'));
const withoutArgon2 = (options: PasswordHashingOptions = {}) =>
  new LocalPasswordHasher({ argon2: WEAK_ARGON2, scrypt: WEAK_SCRYPT, ...options }, notInstalled);

describe('LocalPasswordHasher', () => {
  it('hashes with argon2id at 19 MiB, 2 iterations, parallelism 1 by default', async () => {
    const stored = expectOk(await new LocalPasswordHasher().hash('hunter22'));

    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await argon2Verify(stored, 'hunter22')).toBe(true);
    expect(expectOk(await new LocalPasswordHasher().verify('hunter22', stored))).toEqual({
      matches: true,
      outdated: false,
    });
  });

  it('hashes with scrypt at N = 2^17, r = 8, p = 1 where argon2 is not installed', async () => {
    const hasher = new LocalPasswordHasher({}, notInstalled);
    const stored = expectOk(await hasher.hash('hunter22'));

    expect(stored).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(expectOk(await hasher.verify('hunter22', stored))).toEqual({ matches: true, outdated: false });
    expect(expectOk(await hasher.verify('hunter23', stored)).matches).toBe(false);
  });

  it('agrees with the test vector of RFC 7914', async () => {
    const stored = `$scrypt$ln=10,r=8,p=16$${Buffer.from('NaCl').toString('base64').replaceAll('=', '')}$${Buffer.from(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      'hex',
    )
      .toString('base64')
      .replaceAll('=', '')}`;

    expect(expectOk(await weak().verify('password', stored)).matches).toBe(true);
  });

  it.each([
    ['argon2id', weak()],
    ['scrypt', weak({ algorithm: 'scrypt' })],
  ])('gives each hash a salt of its own and matches only the password: %s', async (id, hasher) => {
    const [one, other] = [expectOk(await hasher.hash('pässword')), expectOk(await hasher.hash('pässword'))];

    expect(one.startsWith(`$${id}$`)).toBe(true);
    expect(one).not.toBe(other);
    expect(expectOk(await hasher.verify('pässword', one)).matches).toBe(true);
    expect(expectOk(await hasher.verify('password', one)).matches).toBe(false);
    expect(expectOk(await hasher.verify('', one)).matches).toBe(false);
  });

  it('takes composed and decomposed letters as the same', async () => {
    const stored = expectOk(await weak().hash('caf\u00e9 noir'));

    expect(expectOk(await weak().verify('cafe\u0301 noir', stored)).matches).toBe(true);
  });

  it('verifies hashes of the other algorithm and calls them outdated', async () => {
    const [argon2, scrypt] = [weak(), weak({ algorithm: 'scrypt' })];
    const [byArgon2, byScrypt] = [expectOk(await argon2.hash('hunter22')), expectOk(await scrypt.hash('hunter22'))];

    expect(expectOk(await argon2.verify('hunter22', byScrypt))).toEqual({ matches: true, outdated: true });
    expect(expectOk(await scrypt.verify('hunter22', byArgon2))).toEqual({ matches: true, outdated: true });
    expect(expectOk(await argon2.verify('hunter22', byArgon2)).outdated).toBe(false);
    expect(expectOk(await scrypt.verify('hunter22', byScrypt)).outdated).toBe(false);
  });

  it('calls hashes of other parameters outdated', async () => {
    const [byArgon2, byScrypt] = [
      expectOk(await weak().hash('hunter22')),
      expectOk(await weak({ algorithm: 'scrypt' }).hash('hunter22')),
    ];
    const stronger = weak({ argon2: { ...WEAK_ARGON2, iterations: 2 } });
    const strongerScrypt = weak({ algorithm: 'scrypt', scrypt: { ...WEAK_SCRYPT, costLog2: 5 } });

    expect(expectOk(await stronger.verify('hunter22', byArgon2))).toEqual({ matches: true, outdated: true });
    expect(expectOk(await strongerScrypt.verify('hunter22', byScrypt))).toEqual({ matches: true, outdated: true });
  });

  it('compares with nobody at the cost of the current parameters, and nothing matches', async () => {
    const verified: string[] = [];
    const counting: () => Promise<Argon2Module> = async () => {
      const real = await import('@node-rs/argon2');
      return {
        hash: (password, options) => real.hash(password, options),
        verify: (stored, password) => {
          verified.push(stored.split('$').slice(1, 4).join(' '));
          return real.verify(stored, password);
        },
      };
    };
    const hasher = new LocalPasswordHasher({ argon2: WEAK_ARGON2 }, counting);
    const stored = expectOk(await hasher.hash('hunter22'));

    expect(expectOk(await hasher.verify('hunter22', null))).toEqual({ matches: false, outdated: false });
    expectOk(await hasher.verify('hunter22', stored));
    expect(verified).toEqual(['argon2id v=19 m=16,t=1,p=1', 'argon2id v=19 m=16,t=1,p=1']);
    expect(expectOk(await withoutArgon2().verify('hunter22', null)).matches).toBe(false);
  });

  it('fails where argon2 is demanded or needed but not installed', async () => {
    const stored = expectOk(await weak().hash('hunter22'));

    expectErr(await withoutArgon2({ algorithm: 'argon2id' }).hash('hunter22'), 'auth/hashing-failed');
    expectErr(await withoutArgon2().verify('hunter22', stored), 'auth/hashing-failed');
  });

  it.each(['', 'plain', '$md5$x=1$c2FsdA$aGFzaA', '$scrypt$ln=30,r=8,p=1$c2FsdA$aGFzaA'])(
    'fails for a stored hash like %j',
    async (stored) => {
      expectErr(await weak().verify('hunter22', stored), 'auth/hashing-failed');
    },
  );

  /** An argon2 whose hashes end when they are told to. */
  function heldArgon2() {
    const held: (() => void)[] = [];
    const load = () =>
      Promise.resolve<Argon2Module>({
        hash: () => new Promise((resolve) => held.push(() => { resolve('$argon2id$'); })), // prettier-ignore
        verify: () => Promise.resolve(false),
      });
    return { held, load };
  }

  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('hashes at most `concurrency` at once, lets `maxWaiting` wait and refuses the rest', async () => {
    const { held, load } = heldArgon2();
    const hasher = new LocalPasswordHasher({ concurrency: 2, maxWaiting: 3 }, load);
    const admitted = Array.from({ length: 5 }, () => hasher.hash('hunter22'));
    await settle();

    expect(held).toHaveLength(2);
    const refused = expectErr(await hasher.hash('hunter22'), 'auth/overloaded');
    expect(refused).toMatchObject({ retryable: true, retryAfterMs: 1_000 });
    for (let index = 0; index < 5; index += 1) {
      held[index]?.();
      await settle();
    }
    for (const result of await Promise.all(admitted)) expectOk(result);
    const next = hasher.hash('hunter22');
    await settle();
    held[5]?.();
    expectOk(await next);
  });

  it('gives up waiting when the signal fires, and frees the place', async () => {
    const { held, load } = heldArgon2();
    const hasher = new LocalPasswordHasher({ concurrency: 1, maxWaiting: 1 }, load);
    const running = hasher.hash('hunter22');
    const controller = new AbortController();
    const waiting = hasher.hash('hunter22', { signal: controller.signal });
    await settle();
    controller.abort();

    expectErr(await waiting, 'request/aborted');
    const next = hasher.hash('hunter22');
    await settle();
    held[0]?.();
    expectOk(await running);
    await settle();
    held[1]?.();
    expectOk(await next);
  });

  it('keeps the event loop free while many are hashed', async () => {
    const hasher = new LocalPasswordHasher({ concurrency: 2 });
    let turns = 0;
    const counter = setInterval(() => (turns += 1), 1);
    await Promise.all(Array.from({ length: 8 }, () => hasher.hash('hunter22')));
    clearInterval(counter);

    expect(turns).toBeGreaterThan(8);
  });
});
