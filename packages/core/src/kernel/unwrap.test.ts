import { describe, expect, it } from 'vitest';
import { aborted, CarrelException, invalidInput } from './error.js';
import { errAsync, okAsync } from './result.js';
import { unwrap } from './unwrap.js';

describe('unwrap', () => {
  it('gives the value of a result', async () => {
    expect(await unwrap(okAsync(7))).toBe(7);
  });

  it('throws an exception that holds the error', async () => {
    const error = { ...aborted('The wait'), cause: 'why' };
    const thrown: unknown = await unwrap(errAsync(error)).catch((exception: unknown) => exception);
    expect(thrown).toBeInstanceOf(CarrelException);
    expect(thrown).toMatchObject({
      name: 'CarrelException',
      error,
      cause: 'why',
      message: 'request/aborted: The wait was cancelled by its caller.',
    });
  });
});

describe('invalidInput', () => {
  it.each([
    [[], 'The input is invalid.'],
    [[{ path: '', message: 'expected a string' }], 'expected a string'],
    [
      [
        { path: 'a.b', message: 'too long' },
        { path: 'c', message: '-' },
      ],
      'a.b: too long',
    ],
  ])('says what is wrong first: %j', (issues, message) => {
    expect(invalidInput(issues)).toEqual({ type: 'request/invalid', message, retryable: false, issues });
  });
});
