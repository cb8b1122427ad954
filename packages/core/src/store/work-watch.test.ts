import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../memory/index.js';
import { WorkWatch } from './work-watch.js';

describe('WorkWatch', () => {
  it('calls off what runs past its time, and only that', async () => {
    const clock = new VirtualClock();
    const watch = new WorkWatch(clock, 100);
    const expired: string[] = [];
    watch.begin(() => expired.push('slow'));
    await clock.advance(60);
    const quick = watch.begin(() => expired.push('quick'));
    watch.begin(() => expired.push('slow too'));
    await clock.advance(39);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual(['slow']);
    watch.end(quick);
    await clock.advance(1_000);
    expect(expired).toEqual(['slow', 'slow too']);
  });

  it('holds one timer, however much it watches', async () => {
    const clock = new VirtualClock();
    const watch = new WorkWatch(clock, 100);
    for (let count = 0; count < 1_000; count += 1) watch.end(watch.begin(() => expect.unreachable()));
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1_000);
    expect(clock.pendingTimers).toBe(0);
  });
});
