import { expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { memoryRateLimiter } from './index.js';

const LIMIT = { points: 2, windowMs: 10_000 };

it('remembers no more keys than it may, and forgets the oldest first', async () => {
  const limiter = memoryRateLimiter({ maxKeys: 100 });
  expectOk(await limiter.open());
  for (let key = 0; key < 100; key += 1) expectOk(await limiter.take(`key-${String(key)}`, LIMIT, 2));
  const remainingOf = async (key: string) => expectOk(await limiter.take(key, LIMIT, 0)).remaining;

  expect(await remainingOf('key-0')).toBe(0);
  expectOk(await limiter.take('one more', LIMIT));

  expect(await remainingOf('key-99')).toBe(0);
  expect(await remainingOf('one more')).toBe(1);
  expect(await remainingOf('key-0')).toBe(2);
});

it('ends each window in its time, also when the clock is set back', async () => {
  const clock = { time: 1_000_000, now: () => clock.time };
  const limiter = memoryRateLimiter({ clock });
  expectOk(await limiter.open());
  const take = async () => expectOk(await limiter.take('key', LIMIT));

  expect(await take()).toEqual({ allowed: true, remaining: 1, resetMs: 10_000 });
  clock.time += 4_000;
  expect(await take()).toEqual({ allowed: true, remaining: 0, resetMs: 6_000 });
  expect((await take()).allowed).toBe(false);
  clock.time += 6_000;
  expect(await take()).toEqual({ allowed: true, remaining: 1, resetMs: 10_000 });
  clock.time -= 3_600_000;
  expect(await take()).toEqual({ allowed: true, remaining: 1, resetMs: 10_000 });
});
