import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../memory/index.js';
import { DueTimes } from './due-times.js';

const QUIET = { delayMs: 250, maxDelayMs: 2_000 };

function world() {
  const clock = new VirtualClock();
  const due = new DueTimes(clock);
  const over = new AbortController();
  const began = clock.now();
  /** How long it took until it was due. */
  const wait = () => due.wait(over.signal).then(() => clock.now() - began);
  return { clock, due, over, wait };
}

describe('what is due', () => {
  it('is so when it was quiet for long enough', async () => {
    const { clock, due, wait } = world();
    const waited = wait();
    due.whenQuiet(QUIET);
    await clock.advance(200);
    due.whenQuiet(QUIET);
    await clock.advance(1_000);
    expect(await waited).toBe(450);
  });

  it('is so after a while in which it was never quiet', async () => {
    const { clock, due, wait } = world();
    const waited = wait();
    for (let count = 0; count < 30; count += 1) {
      due.whenQuiet(QUIET);
      await clock.advance(100);
    }
    expect(await waited).toBe(2_000);
  });

  it('is the earliest that was asked for, also before anybody waited', async () => {
    const { clock, due, wait } = world();
    due.within(500);
    due.within(100);
    due.within(900);
    const waited = wait();
    await clock.advance(1_000);
    expect(await waited).toBe(100);
  });

  it('is forgotten when it was waited for, and when the waiting is given up', async () => {
    const { clock, due, over, wait } = world();
    due.within(100);
    const first = wait();
    await clock.advance(100);
    expect(await first).toBe(100);
    const second = wait();
    await clock.advance(5_000);
    over.abort();
    expect(await second).toBe(5_100);
  });
});
