import { describe, expect, it } from 'vitest';
import { PulledItems, type ItemSource } from './pulled-items.js';

type Taken = ReturnType<ItemSource<number>['take']>;

class Numbers implements ItemSource<number> {
  readonly closed: string[] = [];
  watchers = 0;
  private readonly waiting: Taken[] = [];
  private looks: readonly (() => void)[] = [];

  take(): Taken {
    return this.waiting.shift() ?? null;
  }

  watch(look: () => void): () => void {
    this.watchers += 1;
    this.looks = [...this.looks, look];
    return () => {
      this.watchers -= 1;
      this.looks = this.looks.filter((other) => other !== look);
    };
  }

  close(why: 'all' | 'left'): void {
    this.closed.push(why);
  }

  put(...items: readonly (number | 'last' | 'over')[]): void {
    for (const item of items) {
      if (item === 'over') this.waiting.push(item);
      else this.waiting.push(item === 'last' ? { item: -1, isLast: true } : { item, isLast: false });
    }
    for (const look of this.looks) look();
  }
}

const OVER = { done: true, value: undefined };

describe('PulledItems', () => {
  it('gives what is there, what comes, and its last', async () => {
    const source = new Numbers();
    const items = new PulledItems(source);
    expect(source.watchers).toBe(0);
    source.put(1, 2);
    expect([await items.next(), await items.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
    const third = items.next();
    source.put(3, 'last');
    expect(await third).toEqual({ done: false, value: 3 });
    expect(source.closed).toEqual([]);
    expect(await items.next()).toEqual({ done: false, value: -1 });
    expect([source.closed, source.watchers]).toEqual([['all'], 0]);
    expect([await items.next(), await items.return()]).toEqual([OVER, OVER]);
    expect(source.closed).toEqual(['all']);
  });

  it('answers those who ask at once in the order they asked', async () => {
    const source = new Numbers();
    const items = new PulledItems(source);
    const asked = [items.next(), items.next(), items.next()];
    source.put(1);
    source.put(2, 'over');
    expect(await Promise.all(asked)).toEqual([{ done: false, value: 1 }, { done: false, value: 2 }, OVER]);
    expect(source.closed).toEqual(['all']);
  });

  it('ends for who waits when somebody leaves, and takes nothing after it', async () => {
    const source = new Numbers();
    const items = new PulledItems(source);
    const waiting = items.next();
    await items.return();
    source.put(1);
    expect([await waiting, await items.next()]).toEqual([OVER, OVER]);
    expect([source.closed, source.watchers]).toEqual([['left'], 0]);
    expect(source.take()).toEqual({ item: 1, isLast: false });
  });

  it('ends for who leaves before the first', async () => {
    const source = new Numbers();
    const items = new PulledItems(source);
    await items.return();
    expect([await items.next(), source.closed, source.watchers]).toEqual([OVER, ['left'], 0]);
  });

  it.each([true, false])('ends quietly when its signal fires, waiting for it: %s', async (isWaiting) => {
    const source = new Numbers();
    const leaving = new AbortController();
    const items = new PulledItems(source, leaving.signal);
    const waiting = isWaiting ? items.next() : null;
    leaving.abort();
    expect(await (waiting ?? items.next())).toEqual(OVER);
    expect([source.closed, source.watchers]).toEqual([['left'], 0]);
  });
});
