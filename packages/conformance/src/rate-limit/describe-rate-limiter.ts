import assert from 'node:assert/strict';
import type { RateLimiter } from '@carrel/core/rate-limit';
import { Cases, type CasesOptions, type CaseSubject } from '../cases.js';
import { eventually } from '../eventually.js';
import { expectErr, expectOk } from '../expect-result.js';

/** A rate limiter to be proven. */
export interface RateLimiterSubject extends CaseSubject {
  /** Not opened, and counting nothing yet. */
  readonly subject: RateLimiter;
  /** The same counts, not opened, as another process would use them. */
  readonly another?: () => RateLimiter;
}

export interface RateLimiterKitOptions extends CasesOptions<RateLimiterSubject> {
  /** Why no other process counts along. @default one does */
  readonly lacks?: { readonly another?: string };
}

interface OpenRateLimiter extends CaseSubject {
  readonly limiter: RateLimiter;
  readonly other: RateLimiter;
}

const LIMIT = { points: 5, windowMs: 60_000 };

/** Proves that a rate limiter keeps every promise of the `RateLimiter` port. */
export function describeRateLimiter(options: RateLimiterKitOptions): void {
  options.test.describe('RateLimiter', () => {
    const subjects = new Cases<RateLimiterSubject>(options);
    const cases = subjects.prepared(open);
    describeClosed(subjects);
    describeCounts(cases);
    const another = { has: options.lacks?.another === undefined, lacks: options.lacks?.another ?? '' };
    cases.itWhen(another, 'all processes count together', async ({ limiter, other }) => {
      const takes = Array.from({ length: 12 }, (_, index) => (index % 2 ? limiter : other).take('key', LIMIT));
      const answers = await Promise.all(takes.map((take) => expectOk(take)));
      assert.equal(answers.filter(({ allowed }) => allowed).length, LIMIT.points);
    });
    cases.end();
  });
}

async function open({ subject, another, dispose }: RateLimiterSubject): Promise<OpenRateLimiter> {
  const other = another?.() ?? subject;
  await expectOk(subject.open());
  await expectOk(other.open());
  const disposeAll = async () => {
    await Promise.all([subject.dispose(), other.dispose()]);
    await dispose();
  };
  return { limiter: subject, other, dispose: disposeAll };
}

function describeClosed(cases: Cases<RateLimiterSubject>): void {
  cases.it('a limiter that is not open says so, before open and after dispose', async ({ subject }) => {
    await expectErr(subject.take('key', LIMIT), 'rate-limit/closed');
    await expectErr(subject.health(), 'rate-limit/closed');
    await expectOk(subject.open());
    await expectOk(subject.open());
    assert.deepEqual(await expectOk(subject.health()), { degraded: null });
    await expectOk(subject.take('key', LIMIT));
    await subject.dispose();
    await subject.dispose();
    await expectErr(subject.take('key', LIMIT), 'rate-limit/closed');
    await expectErr(subject.health(), 'rate-limit/closed');
    await expectErr(subject.open(), 'rate-limit/closed');
  });
}

function describeCounts(cases: Cases<OpenRateLimiter>): void {
  cases.it('allows as many points as there are, and says what is left and for how long', async ({ limiter }) => {
    const answers = [];
    for (let index = 0; index < 7; index += 1) answers.push(await expectOk(limiter.take('key', LIMIT)));
    assert.deepEqual(
      answers.map(({ allowed, remaining }) => [allowed, remaining]),
      [
        [true, 4],
        [true, 3],
        [true, 2],
        [true, 1],
        [true, 0],
        [false, 0],
        [false, 0],
      ],
    );
    for (const { resetMs } of answers) assert.ok(resetMs > 0 && resetMs <= LIMIT.windowMs, `${resetMs} ms`);
  });

  cases.it('takes as many points as a call costs', async ({ limiter }) => {
    assert.deepEqual(await left(limiter, 3), [true, 2]);
    assert.deepEqual(await left(limiter, 3), [false, 0]);
  });

  cases.it('only looks for a cost of 0, and gives back what a cost below 0 says', async ({ limiter }) => {
    assert.deepEqual(await left(limiter, 0), [true, 5]);
    assert.deepEqual(await left(limiter, 4), [true, 1]);
    assert.deepEqual(await left(limiter, 0), [true, 1]);
    assert.deepEqual(await left(limiter, -2), [true, 3]);
    assert.deepEqual(await left(limiter, 4), [false, 0]);
    assert.deepEqual(await left(limiter, 0), [false, 0]);
  });

  cases.it('counts keys and limits apart', async ({ limiter }) => {
    await expectOk(limiter.take('key', LIMIT, 5));
    assert.equal((await expectOk(limiter.take('key', LIMIT))).allowed, false);
    assert.equal((await expectOk(limiter.take('{key}', LIMIT))).allowed, true);
    assert.equal((await expectOk(limiter.take('key', { ...LIMIT, points: 100 }))).allowed, true);
  });

  cases.it('of many calls at once as many are allowed as there are points', async ({ limiter }) => {
    const takes = Array.from({ length: 20 }, () => limiter.take('key', LIMIT));
    const answers = await Promise.all(takes.map((take) => expectOk(take)));
    assert.equal(answers.filter(({ allowed }) => allowed).length, LIMIT.points);
  });

  cases.it('gives all points back when the window is over', async ({ limiter }) => {
    const short = { points: 1, windowMs: 1_000 };
    await expectOk(limiter.take('key', short));
    assert.equal((await expectOk(limiter.take('key', short))).allowed, false);
    await eventually(async () => {
      assert.equal((await expectOk(limiter.take('key', short))).allowed, true);
    });
  });
}

async function left(limiter: RateLimiter, cost: number): Promise<readonly unknown[]> {
  const { allowed, remaining } = await expectOk(limiter.take('key', LIMIT, cost));
  return [allowed, remaining];
}
