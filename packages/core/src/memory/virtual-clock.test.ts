import { describe, expect, it } from 'vitest';
import { delay } from '../kernel/index.js';
import { VirtualClock } from './virtual-clock.js';

describe('VirtualClock', () => {
  it('stands still until it is advanced', async () => {
    const clock = new VirtualClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(25);
    expect(clock.now()).toBe(1_025);
  });

  it('runs due timers in the order of their times, at their times', async () => {
    const clock = new VirtualClock(0);
    const seen: [string, number][] = [];
    for (const [name, delayMs] of [
      ['late', 30],
      ['early', 10],
      ['never', 51],
      ['middle', 20],
      ['same', 20],
    ] as const) {
      clock.setTimer(delayMs, () => seen.push([name, clock.now()]));
    }
    await clock.advance(50);
    expect(seen).toEqual([
      ['early', 10],
      ['middle', 20],
      ['same', 20],
      ['late', 30],
    ]);
    expect(clock.pendingTimers).toBe(1);
  });

  it('lets what waits for a timer go on, and set others that are due too', async () => {
    const clock = new VirtualClock(0);
    const ticks: number[] = [];
    const ticking = (async () => {
      for (let tick = 0; tick < 3; tick += 1) {
        await delay(clock, 10);
        ticks.push(clock.now());
      }
    })();
    await clock.advance(100);
    await ticking;
    expect(ticks).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(100);
  });

  it('does not run a cancelled timer', async () => {
    const clock = new VirtualClock();
    let runs = 0;
    const cancel = clock.setTimer(5, () => (runs += 1));
    cancel();
    cancel();
    await clock.advance(10);
    expect(runs).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
