import { afterEach, describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../memory/index.js';
import { delay, systemClock, toTimestamp } from './clock.js';

describe('a timer of the machine', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const DAY = 86_400_000;

  it.each([10, 25 * DAY, 90 * DAY])('runs once after %d ms, not before', (delayMs) => {
    vi.useFakeTimers();
    let runs = 0;
    systemClock.setTimer(delayMs, () => (runs += 1));
    vi.advanceTimersByTime(delayMs - 1);
    expect(runs).toBe(0);
    vi.advanceTimersByTime(100 * DAY);
    expect(runs).toBe(1);
  });

  it('is cancelled at any time', () => {
    vi.useFakeTimers();
    const cancel = systemClock.setTimer(90 * DAY, () => expect.unreachable());
    vi.advanceTimersByTime(50 * DAY);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('delay', () => {
  it('resolves when its time has come, not before', async () => {
    const clock = new VirtualClock();
    let over = false;
    const waiting = delay(clock, 100).then(() => (over = true));
    await clock.advance(99);
    expect(over).toBe(false);
    await clock.advance(1);
    await waiting;
    expect(over).toBe(true);
  });

  it('resolves as soon as its signal fires, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const waiting = delay(clock, 100, controller.signal);
    controller.abort();
    await waiting;
    expect(clock.pendingTimers).toBe(0);
  });

  it('resolves at once when its signal has fired', async () => {
    const clock = new VirtualClock();
    await delay(clock, 100, AbortSignal.abort());
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets go of its signal when its time has come', async () => {
    const clock = new VirtualClock();
    const { signal } = new AbortController();
    let listeners = 0;
    const counted: AbortSignal = Object.assign(signal, {
      addEventListener: () => (listeners += 1),
      removeEventListener: () => (listeners -= 1),
    });
    const waiting = delay(clock, 10, counted);
    expect(listeners).toBe(1);
    await clock.advance(10);
    await waiting;
    expect(listeners).toBe(0);
  });
});

describe('systemClock', () => {
  it('tells the time of the machine', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('runs a timer once, not before its time, and not when it was cancelled', async () => {
    const startedAt = performance.now();
    let cancelled = false;
    const cancel = systemClock.setTimer(1, () => (cancelled = true));
    cancel();
    cancel();
    await delay(systemClock, 20);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(19);
    expect(cancelled).toBe(false);
  });
});

describe('toTimestamp', () => {
  it('writes an instant in UTC with milliseconds', () => {
    expect(toTimestamp(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(toTimestamp(Date.UTC(2030, 11, 31, 23, 59, 59, 7))).toBe('2030-12-31T23:59:59.007Z');
  });
});
