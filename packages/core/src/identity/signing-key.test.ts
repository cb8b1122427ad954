import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toTimestamp } from '../kernel/index.js';
import { planKeys, signerAt, type SigningKeyRecord } from './signing-key.js';

const times = {
  ...{ keyRotationMs: 1_000_000, keyPublishAheadMs: 100_000, keyReloadMs: 10_000 },
  ...{ accessTokenTtlMs: 50_000, passTtlMs: 40_000 },
};
const key = (kid: string, signsFromMs: number): SigningKeyRecord => ({
  kid,
  x: 'x',
  d: 'd',
  createdAt: toTimestamp(0),
  signsFrom: toTimestamp(signsFromMs),
});

describe('planKeys', () => {
  it('makes the first key, to sign at once', () => {
    expect(planKeys([], 5_000, times)).toEqual({ createFrom: toTimestamp(5_000), remove: [] });
  });

  it('publishes the successor ahead of its use', () => {
    expect(planKeys([key('a', 0)], 899_999, times).createFrom).toBeNull();
    expect(planKeys([key('a', 0)], 900_000, times).createFrom).toBe(toTimestamp(1_000_000));
  });

  it('publishes a late successor ahead of its use all the same', () => {
    expect(planKeys([key('a', 0)], 5_000_000, times).createFrom).toBe(toTimestamp(5_100_000));
  });

  it('keeps the old key until no token that it may have signed lives', () => {
    const keys = [key('a', 0), key('b', 1_000_000)];

    expect(planKeys(keys, 1_061_000, times).remove).toEqual([]);
    expect(planKeys(keys, 1_061_001, times).remove).toEqual(['a']);
  });

  it('keeps the old key until no pass that it may have signed lives', () => {
    const keys = [key('a', 0), key('b', 1_000_000)];
    const longer = { ...times, passTtlMs: 70_000 };

    expect(planKeys(keys, 1_081_000, longer).remove).toEqual([]);
    expect(planKeys(keys, 1_081_001, longer).remove).toEqual(['a']);
  });
});

describe('signerAt', () => {
  it('is the key that began last', () => {
    const keys = [key('b', 1_000), key('c', 2_000), key('a', 0)];

    expect([0, 999, 1_000, 5_000].map((now) => signerAt(keys, toTimestamp(now))?.kid)).toEqual(['a', 'a', 'b', 'c']);
  });

  it('is the first one while the clock is behind all of them', () => {
    expect(signerAt([key('b', 2_000), key('a', 1_000)], toTimestamp(0))?.kid).toBe('a');
    expect(signerAt([], toTimestamp(0))).toBeNull();
  });
});

describe('the rotation', () => {
  it('verifies every token for its whole life, and shows every key before it signs, however irregular the looks', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, (pauses) => {
        let [now, made] = [0, 0];
        let keys: readonly SigningKeyRecord[] = [];
        const signed = new Map<string, number>();
        const shownAt = new Map<string, number>();
        for (const pause of pauses) {
          now += pause;
          const { createFrom, remove } = planKeys(keys, now, times);
          const created = createFrom === null ? [] : [key(`k${(made += 1)}`, Date.parse(createFrom))];
          for (const { kid } of created) shownAt.set(kid, now);
          keys = [...keys.filter(({ kid }) => !remove.includes(kid)), ...created];
          for (const kid of remove) expect((signed.get(kid) ?? -Infinity) + times.accessTokenTtlMs).toBeLessThan(now);
          const signer = signerAt(keys, toTimestamp(now))!;
          signed.set(signer.kid, now);
          if (signer.kid !== 'k1')
            expect(now - shownAt.get(signer.kid)!).toBeGreaterThanOrEqual(times.keyPublishAheadMs);
          expect(keys.length).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
