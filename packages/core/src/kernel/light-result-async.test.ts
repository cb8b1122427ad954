import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as neverthrow from 'neverthrow';
import { describe, expect, it } from 'vitest';
import { err, errAsync, ok, okAsync, ResultAsync } from './result.js';

const failure = { type: 'test/failed' } as const;

describe('a ResultAsync of the SDK', () => {
  it.each([
    ['map of a value', okAsync(1).map((value) => value + 1), ok(2)],
    ['map of a value that comes later', okAsync(1).map((value) => Promise.resolve(value + 1)), ok(2)],
    ['map of an error', errAsync(failure).map(() => 1), err(failure)],
    ['mapErr of an error', errAsync(failure).mapErr(({ type }) => type), err(failure.type)],
    ['mapErr of a value', okAsync(1).mapErr(() => failure), ok(1)],
    ['andThen to a result', okAsync(1).andThen((value) => ok(value + 1)), ok(2)],
    ['andThen to a result that comes later', okAsync(1).andThen(() => errAsync(failure)), err(failure)],
    ['andThen of an error', errAsync(failure).andThen(() => ok(1)), err(failure)],
    ['orElse of an error', errAsync(failure).orElse(() => okAsync(1)), ok(1)],
    ['orElse of a value', okAsync(1).orElse(() => err(failure)), ok(1)],
    [
      'fromPromise of what rejects',
      ResultAsync.fromPromise(Promise.reject(new Error('no')), () => failure),
      err(failure),
    ],
    ['fromPromise of a value', ResultAsync.fromPromise(Promise.resolve(1), () => failure), ok(1)],
    ['fromSafePromise', ResultAsync.fromSafePromise(Promise.resolve(1)), ok(1)],
    ['fromThrowable of what throws', ResultAsync.fromThrowable(throws, () => failure)(), err(failure)],
    ['combine', ResultAsync.combine([okAsync(1), okAsync('two')]), ok([1, 'two'])],
    ['combine of one of neverthrow itself', ResultAsync.combine([okAsync(1), neverthrow.okAsync(2)]), ok([1, 2])],
    ['a step of neverthrow to one of ours', neverthrow.okAsync(1).andThen(() => okAsync(2)), ok(2)],
    ['a step of ours to one of neverthrow', okAsync(1).andThen(() => neverthrow.okAsync(2)), ok(2)],
  ])('%s', async (_, result, expected) => {
    expect(result).toBeInstanceOf(neverthrow.ResultAsync);
    expect(await result).toEqual(expected);
  });

  it.each([
    ['map', () => okAsync(1).map(throws)],
    ['andThen', () => okAsync(1).andThen(throws)],
  ])('rejects when what it is given to %s throws', async (_, result) => {
    await expect(Promise.resolve(result())).rejects.toThrow('no');
  });

  it('leaves nothing that a short collection does not clear', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
    const steps = (size: number) =>
      okAsync(new Array<number>(size).fill(0))
        .map((value) => value)
        .andThen((value) => err(value))
        .orElse((value) => ok(value))
        .mapErr(() => failure);
    expect(await steps(1)).toEqual(ok([0]));
    collect({ type: 'minor' });
    const before = process.memoryUsage().heapUsed;

    for (let index = 0; index < 500; index += 1) {
      expect((await steps(10_000)).isOk()).toBe(true);
      if (index % 20 === 0) collect({ type: 'minor' });
    }
    collect({ type: 'minor' });

    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 1024 * 1024);
  });
});

function throws(): never {
  throw new Error('no');
}
