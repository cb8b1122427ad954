import { describe, expect, it } from 'vitest';
import { errAsync, okAsync, ResultAsync } from './result.js';
import { Semaphore } from './semaphore.js';

/** Work that ends when it is told to. */
function held() {
  let release: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (release = resolve));
  return { release, work: () => ResultAsync.fromSafePromise(done) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('gives what the work gives', async () => {
    const semaphore = new Semaphore(1);
    expect((await semaphore.run('Work', () => okAsync(1)))._unsafeUnwrap()).toBe(1);
    expect((await semaphore.run('Work', () => errAsync('no')))._unsafeUnwrapErr()).toBe('no');
  });

  it('admits as many at once as it has permits, the rest in order of arrival', async () => {
    const semaphore = new Semaphore(2);
    const pieces = Array.from({ length: 5 }, held);
    const started: number[] = [];
    const results = pieces.map(({ work }, number) =>
      semaphore.run('Work', () => {
        started.push(number);
        return work();
      }),
    );
    await settle();
    expect(started).toEqual([0, 1]);
    pieces[1]?.release();
    await settle();
    expect(started).toEqual([0, 1, 2]);
    for (const { release } of pieces) release();
    for (const result of results) expect((await result).isOk()).toBe(true);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets a place go when the work is an error, and when it throws', async () => {
    const semaphore = new Semaphore(1);
    expect((await semaphore.run('Work', () => errAsync('no'))).isErr()).toBe(true);
    const thrown = semaphore.run('Work', () => {
      throw new Error('a mistake');
    });
    await expect(Promise.resolve(thrown)).rejects.toThrow('a mistake');
    expect((await semaphore.run('Work', () => okAsync('next')))._unsafeUnwrap()).toBe('next');
  });

  it('is request/aborted for one whose signal fires while it waits, which never runs, and those behind it go on', async () => {
    const semaphore = new Semaphore(1);
    const first = held();
    const order: string[] = [];
    const running = semaphore.run('First', first.work);
    const controller = new AbortController();
    const waiting = semaphore.run('Second', () => okAsync(order.push('second')), controller.signal);
    const behind = semaphore.run('Third', () => okAsync(order.push('third')));
    controller.abort();
    expect((await waiting)._unsafeUnwrapErr()).toMatchObject({
      type: 'request/aborted',
      message: expect.stringContaining('Second'),
    });
    first.release();
    expect([(await running).isOk(), (await behind).isOk()]).toEqual([true, true]);
    expect(order).toEqual(['third']);
  });

  it('is request/aborted at once when the signal has fired', async () => {
    const semaphore = new Semaphore(1);
    let ran = false;
    const result = await semaphore.run('Work', () => okAsync((ran = true)), AbortSignal.abort());
    expect(result._unsafeUnwrapErr()).toMatchObject({ type: 'request/aborted' });
    expect(ran).toBe(false);
  });

  it('finishes work that has begun, whatever its signal says', async () => {
    const semaphore = new Semaphore(1);
    const { work, release } = held();
    const controller = new AbortController();
    const running = semaphore.run('Work', work, controller.signal);
    await settle();
    controller.abort();
    release();
    expect((await running).isOk()).toBe(true);
  });
});
