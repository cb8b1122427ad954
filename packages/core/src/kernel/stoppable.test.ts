import { describe, expect, it } from 'vitest';
import { delay, systemClock } from './clock.js';
import { stoppable } from './stoppable.js';

/** Numbers, then a wait that only the end of the iteration ends. */
function counting(until: number, ended: () => void = () => undefined) {
  return async function* (over: AbortSignal): AsyncGenerator<number, undefined, undefined> {
    try {
      for (let number = 0; number < until; number += 1) yield number;
      await delay(systemClock, 60_000, over);
      return undefined;
    } finally {
      ended();
    }
  };
}

describe('stoppable', () => {
  it('gives what is generated, to each reader anew', async () => {
    const controller = new AbortController();
    const items = stoppable(counting(3), controller.signal);
    for (let reader = 0; reader < 2; reader += 1) {
      const seen: number[] = [];
      for await (const item of items) {
        seen.push(item);
        if (item === 2) break;
      }
      expect(seen).toEqual([0, 1, 2]);
    }
  });

  it('ends quietly when its signal fires while it waits', async () => {
    const controller = new AbortController();
    let ended = false;
    const iterator = stoppable(
      counting(0, () => (ended = true)),
      controller.signal,
    )[Symbol.asyncIterator]();
    const next = iterator.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(ended).toBe(true);
  });

  it('gives nothing when its signal fired before', async () => {
    const iterator = stoppable(counting(0), AbortSignal.abort())[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('lets a reader leave while it waits', async () => {
    let ended = false;
    const iterator = stoppable(counting(0, () => (ended = true)))[Symbol.asyncIterator]();
    const next = iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await next).toEqual({ done: true, value: undefined });
    expect(ended).toBe(true);
  });
});
