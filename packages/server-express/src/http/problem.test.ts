import { tooManyAttempts } from '@carrel/core/identity';
import { runtimeUnavailable } from '@carrel/core/runtime';
import { storeClosed, storeFull, storeUnavailable } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import type { ApiError } from './api-error.js';
import { tokenMissing } from './http-errors.js';
import { problemHeaders } from './problem.js';

describe('the headers of a problem', () => {
  it.each<[string, ApiError, string | undefined]>([
    ['what the error knows', storeFull(), '30'],
    ['a whole second at least', { ...storeUnavailable(), retryAfterMs: 20 }, '1'],
    ['soon, where a backend is down for nobody knows how long', runtimeUnavailable('gone'), '1'],
    ['nothing, where it is of no use', storeClosed(), undefined],
    ['nothing, where nothing is down', tokenMissing(), undefined],
  ])('say when to come again: %s', (_name, error, expected) => {
    expect(problemHeaders(error)['Retry-After']).toBe(expected);
  });

  it('say that no login is left, and not of which limit', () => {
    const { 'RateLimit-Limit': limit, ...headers } = problemHeaders(tooManyAttempts(4_200));
    expect(headers).toMatchObject({ 'Retry-After': '5', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '5' });
    expect(limit).toBeUndefined();
  });
});
