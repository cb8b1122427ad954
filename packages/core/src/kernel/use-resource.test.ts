import { describe, expect, it } from 'vitest';
import { err, errAsync, ok, okAsync, ResultAsync, safeTry } from './result.js';
import { useResource } from './use-resource.js';

/** A resource that writes down what happens to it. */
function resource() {
  const events: string[] = [];
  return {
    events,
    acquire: () => {
      events.push('acquired');
      return okAsync('resource');
    },
    release: async (given: string) => {
      await Promise.resolve();
      events.push(`released ${given}`);
    },
  };
}

describe('useResource', () => {
  it('releases once after the use, and gives what that gave', async () => {
    const { acquire, release, events } = resource();
    const result = await useResource(
      acquire,
      (given) => {
        events.push(`used ${given}`);
        return okAsync(1);
      },
      release,
    );
    expect(result._unsafeUnwrap()).toBe(1);
    expect(events).toEqual(['acquired', 'used resource', 'released resource']);
  });

  it('releases when the use is an error', async () => {
    const { acquire, release, events } = resource();
    const result = await useResource(acquire, () => errAsync('no'), release);
    expect(result._unsafeUnwrapErr()).toBe('no');
    expect(events.at(-1)).toBe('released resource');
  });

  it('releases when the use yields an error in the middle of a safeTry', async () => {
    const { acquire, release, events } = resource();
    const use = () =>
      safeTry<number, string>(async function* () {
        const value: number = yield* err('no');
        return ok(value);
      });
    expect((await useResource(acquire, use, release))._unsafeUnwrapErr()).toBe('no');
    expect(events.at(-1)).toBe('released resource');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('a mistake');
      },
    ],
    ['rejects', () => new ResultAsync<never, never>(Promise.reject(new Error('a mistake')))],
  ])('releases when the use %s, and throws that on', async (_, use) => {
    const { acquire, release, events } = resource();
    await expect(Promise.resolve(useResource(acquire, use, release))).rejects.toThrow('a mistake');
    expect(events.at(-1)).toBe('released resource');
  });

  it('neither uses nor releases what could not be acquired', async () => {
    const never = () => expect.unreachable();
    const result = await useResource(() => errAsync('none'), never, never);
    expect(result._unsafeUnwrapErr()).toBe('none');
  });
});
