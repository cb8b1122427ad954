import { describe, expect, it } from 'vitest';
import { ok, type Result } from './result.js';
import { SharedWork, type SharedTask } from './shared-work.js';

/** Work that ends when the test says so, and what became of each time it was begun. */
class Begun {
  readonly tasks: SharedTask<string>[] = [];
  private readonly ends: ((value: number) => void)[] = [];

  readonly work = (task: SharedTask<string>): Promise<Result<number, never>> => {
    this.tasks.push(task);
    return new Promise((resolve) => {
      this.ends.push((value) => {
        resolve(ok(value));
      });
    });
  };

  readonly end = (index: number, value: number): void => {
    this.ends[index]?.(value);
  };
}

const begun = () => new Begun();
const shared = () => new SharedWork<string, number, never, string>('the work');
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('SharedWork', () => {
  it('is done once for all who join, and anew for who comes behind its end', async () => {
    const works = shared();
    const { end, work, tasks } = begun();
    const all = [works.join('key', work), works.join('key', work), works.join('other', work)];
    await settle();
    end(0, 1);
    end(1, 2);
    expect((await Promise.all(all)).map((result) => result._unsafeUnwrap())).toEqual([1, 1, 2]);

    const again = works.join('key', work);
    await settle();
    end(2, 3);
    expect([(await again)._unsafeUnwrap(), tasks.length]).toEqual([3, 3]);
  });

  it('tells all who wait what it notes, from when they joined until they give up', async () => {
    const works = shared();
    const { end, work, tasks } = begun();
    const heard: string[] = [];
    const gaveUp = new AbortController();
    const join = (name: string, signal?: AbortSignal) =>
      works.join('key', work, { signal, onNote: (note) => heard.push(`${name} ${note}`) });
    const first = join('first', gaveUp.signal);
    await settle();
    tasks[0]?.tell('1');
    const second = join('second');
    tasks[0]?.tell('2');
    gaveUp.abort();
    expect((await first).isErr()).toBe(true);
    tasks[0]?.tell('3');
    end(0, 0);
    expect((await second).isOk()).toBe(true);
    expect(heard).toEqual(['first 1', 'first 2', 'second 2', 'second 3']);
  });

  it('goes on while anybody waits, and is ended when the last has given up', async () => {
    const works = shared();
    const { work, tasks } = begun();
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [one, other].map(({ signal }) => works.join('key', work, { signal }));
    await settle();

    one.abort();
    expect((await waiting[0])?._unsafeUnwrapErr().type).toBe('request/aborted');
    expect(tasks[0]?.signal.aborted).toBe(false);
    other.abort();
    expect((await waiting[1])?._unsafeUnwrapErr().type).toBe('request/aborted');
    expect(tasks[0]?.signal.aborted).toBe(true);
  });

  it('begins anew for who comes after the last has given up', async () => {
    const works = shared();
    const { end, work, tasks } = begun();
    const gaveUp = new AbortController();
    const first = works.join('key', work, { signal: gaveUp.signal });
    await settle();
    gaveUp.abort();
    expect((await first).isErr()).toBe(true);
    const second = works.join('key', work);
    await settle();
    end(0, 1);
    end(1, 2);
    expect([(await second)._unsafeUnwrap(), tasks[1]?.signal.aborted]).toEqual([2, false]);
  });

  it('does not begin for who has given up before', async () => {
    const { work, tasks } = begun();
    const joined = await shared().join('key', work, { signal: AbortSignal.abort() });
    await settle();
    expect([joined._unsafeUnwrapErr().type, tasks]).toEqual(['request/aborted', []]);
  });

  it('can be ended whoever waits', async () => {
    const works = shared();
    const { end, work, tasks } = begun();
    const waiting = works.join('key', work);
    await settle();
    works.abort();
    expect(tasks[0]?.signal.aborted).toBe(true);
    end(0, 1);
    expect((await waiting).isOk()).toBe(true);
  });
});
