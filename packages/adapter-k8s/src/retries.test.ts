import { describe, expect, it } from 'vitest';
import { ApiFailure, apiStatusOf } from './api-failure.js';
import { mayPass, waitOf, withRetries } from './retries.js';

const QUICK = { attempts: 4, firstMs: 1, longestMs: 2 };

function refusal(code: number, retryAfter?: string): ApiFailure {
  return new ApiFailure({ verb: 'get', resource: 'pods', namespace: 'n' }, apiStatusOf(code, '', retryAfter));
}

/** Fails with each in turn, and then gives the number of calls. */
function failing(...causes: readonly unknown[]): {
  readonly work: () => Promise<number>;
  readonly calls: () => number;
} {
  let calls = 0;
  return {
    calls: () => calls,
    work: () => {
      calls += 1;
      return calls <= causes.length ? Promise.reject(causes[calls - 1] as Error) : Promise.resolve(calls);
    },
  };
}

const never = new AbortController().signal;

describe('withRetries', () => {
  it('tries again while the server may come back', async () => {
    const broken = Object.assign(new Error('x'), { code: 'ECONNRESET' });
    const { work } = failing(refusal(429), refusal(503), broken);
    expect(await withRetries(work, never, QUICK)).toBe(4);
  });

  it('gives up after so many tries, with the last refusal', async () => {
    const last = refusal(503);
    const { work, calls } = failing(refusal(503), refusal(503), refusal(503), last, refusal(503));
    await expect(withRetries(work, never, QUICK)).rejects.toBe(last);
    expect(calls()).toBe(4);
  });

  it('asks a server that throttles for as long as its caller has time, and counts what fails otherwise', async () => {
    const throttled = Array.from({ length: 10 }, () => refusal(429));
    expect(await withRetries(failing(...throttled, refusal(503), ...throttled).work, never, QUICK)).toBe(22);
    const last = refusal(503);
    const { work, calls } = failing(...throttled, refusal(503), refusal(503), refusal(503), last);
    await expect(withRetries(work, never, QUICK)).rejects.toBe(last);
    expect(calls()).toBe(14);
  });

  it.each([400, 401, 403, 404, 409, 410, 422, 500])('does not try again after %d', async (code) => {
    const { work, calls } = failing(refusal(code));
    await expect(withRetries(work, never, QUICK)).rejects.toThrow(ApiFailure);
    expect(calls()).toBe(1);
  });

  it('waits for as long as the server asks, and no longer than its caller', async () => {
    const asked = refusal(429, '60');
    const { work, calls } = failing(asked);
    const startedAt = performance.now();
    await expect(withRetries(work, AbortSignal.timeout(50), QUICK)).rejects.toBe(asked);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(calls()).toBe(1);
  });
});

describe('mayPass', () => {
  const made = (code: number, message: string, verb: 'create' | 'patch' = 'create') =>
    new ApiFailure(
      { verb, resource: 'pods', namespace: 'n' },
      apiStatusOf(code, JSON.stringify({ kind: 'Status', message }), undefined),
    );

  it.each([
    [403, 'pods "x" is forbidden: error looking up service account n/default: serviceaccount "default" not found'],
    [403, 'pods "x" is forbidden: status unknown for quota: carrel, resources: pods'],
    [409, 'Operation cannot be fulfilled on resourcequotas "carrel": the object has been modified'],
  ])('is so of what is made before its namespace is whole (%#)', (code, message) => {
    expect(mayPass(made(code, message))).toBe(true);
    expect(mayPass(made(code, message, 'patch'))).toBe(false);
  });

  it('is not so of a right or a quota that is missing', () => {
    expect(mayPass(made(403, 'User "a" cannot create resource "pods"'))).toBe(false);
    expect(mayPass(made(403, 'pods "x" is forbidden: exceeded quota: carrel'))).toBe(false);
  });
});

describe('waitOf', () => {
  it('grows up to a bound, and is never less than what was asked', () => {
    for (let attempt = 1; attempt < 40; attempt += 1) {
      const wait = waitOf(refusal(503), attempt, { firstMs: 100, longestMs: 5_000 });
      expect(wait).toBeLessThanOrEqual(5_000);
      expect(wait).toBeGreaterThanOrEqual(Math.min(50 * 2 ** (attempt - 1), 2_500));
      expect(waitOf(refusal(429, '7'), attempt, { firstMs: 1, longestMs: 1 })).toBeGreaterThanOrEqual(7_000);
    }
  });

  it('takes an internal error for one that passes where the server says when', () => {
    expect(mayPass(refusal(500))).toBe(false);
    expect(mayPass(refusal(500, '1'))).toBe(true);
  });
});
