import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../memory/index.js';
import { Ticker, type Ticking } from './ticker.js';

class Counted implements Ticking {
  readonly at: number[] = [];

  constructor(private readonly clock: VirtualClock) {}

  tick(): void {
    this.at.push(this.clock.now());
  }
}

function world() {
  const clock = new VirtualClock(0);
  return { clock, ticker: new Ticker(clock, 1_000) };
}

describe('Ticker', () => {
  it('calls each at its interval, by one timer for all', async () => {
    const { clock, ticker } = world();
    const all = [new Counted(clock), new Counted(clock)] as const;
    ticker.add(all[0]);
    await clock.advance(350);
    ticker.add(all[1]);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(3_000);
    expect(all[0].at).toEqual([1_000, 2_000, 3_000]);
    // At 300 the others were called last.
    expect(all[1].at).toEqual([1_300, 2_300, 3_300]);
    expect(clock.pendingTimers).toBe(1);
  });

  it('has no timer when there is nobody to call', async () => {
    const { clock, ticker } = world();
    const one = new Counted(clock);
    expect(clock.pendingTimers).toBe(0);
    ticker.add(one);
    await clock.advance(1_500);
    ticker.delete(one);
    ticker.delete(one);
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(5_000);
    expect(one.at).toEqual([1_000]);
    ticker.add(one);
    await clock.advance(1_000);
    expect(one.at).toHaveLength(2);
  });

  it('calls those of one part together, and exactly at the interval for the first', async () => {
    const clock = new VirtualClock(0);
    const ticker = new Ticker(clock, 1_000, 1);
    const all = [new Counted(clock), new Counted(clock)] as const;
    ticker.add(all[0]);
    await clock.advance(400);
    ticker.add(all[1]);
    await clock.advance(1_600);
    expect(all.map(({ at }) => at)).toEqual([
      [1_000, 2_000],
      [1_000, 2_000],
    ]);
  });

  it('lets those that are called leave, and others come', async () => {
    const { clock, ticker } = world();
    const [late, stays] = [new Counted(clock), new Counted(clock)];
    const leaves: Ticking = {
      tick: () => {
        ticker.delete(leaves);
        ticker.add(late);
      },
    };
    ticker.add(leaves);
    ticker.add(stays);
    await clock.advance(2_000);
    expect(stays.at).toEqual([1_000, 2_000]);
    expect(late.at).toEqual([2_000]);
  });
});
