import { describe, expect, it } from 'vitest';
import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import { VirtualClock } from '../memory/index.js';
import { BackendProbe } from './backend-probe.js';

/** A backend whose answers the test gives. */
function backend() {
  const clock = new VirtualClock();
  const questions: ((answer: Result<unknown, unknown>) => void)[] = [];
  const ask = () => new ResultAsync(new Promise<Result<unknown, unknown>>((resolve) => questions.push(resolve)));
  const probe = new BackendProbe({ name: 'store', required: true, ask, clock });
  const answer = (what: Result<unknown, unknown>) => questions.at(-1)?.(what);
  /** What a check comes to, and how long it took. */
  const check = async (advanceMs: number, how: Result<unknown, unknown> | null = null) => {
    const startedAt = clock.now();
    const checked = probe.check().then(({ status }) => ({ status, tookMs: clock.now() - startedAt }));
    await clock.advance(advanceMs);
    if (how !== null) answer(how);
    await clock.advance(5_000 - advanceMs);
    return checked;
  };
  return { clock, questions, probe, answer, check };
}

describe('a backend', () => {
  it('that answers in its time is up, however long that takes', async () => {
    const { check, clock } = backend();
    expect(await check(4_000, ok(null))).toEqual({ status: 'up', tookMs: 4_000 });
    expect(await check(4_000, ok({ degraded: 'a part' }))).toEqual({ status: 'degraded', tookMs: 4_000 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('that says it is not well is down at once, and asked anew each time', async () => {
    const { check, questions } = backend();
    expect(await check(0, err('gone'))).toEqual({ status: 'down', tookMs: 0 });
    expect(await check(0, err('gone'))).toEqual({ status: 'down', tookMs: 0 });
    expect(questions).toHaveLength(2);
  });

  it('that went away is waited for once, and is down in a moment from then on', async () => {
    const { check, questions } = backend();
    expect(await check(0)).toEqual({ status: 'down', tookMs: 5_000 });
    expect(await check(0)).toEqual({ status: 'down', tookMs: 250 });
    expect(await check(0)).toEqual({ status: 'down', tookMs: 250 });
    expect(questions).toHaveLength(3);
  });

  it('that is back is up with its first answer, and waited for again', async () => {
    const { check } = backend();
    await check(0);
    expect(await check(100, ok(null))).toEqual({ status: 'up', tookMs: 100 });
    expect(await check(4_000, ok(null))).toEqual({ status: 'up', tookMs: 4_000 });
  });

  it('that is back, but slow, is up once it has answered', async () => {
    const { check } = backend();
    await check(0);
    expect(await check(1_000, ok(null))).toEqual({ status: 'down', tookMs: 250 });
    expect(await check(1_000, ok(null))).toEqual({ status: 'up', tookMs: 1_000 });
  });

  it('is asked one question at a time, whose answer all get', async () => {
    const { clock, probe, questions, answer } = backend();
    const first = probe.check();
    await clock.advance(3_000);
    const second = probe.check();
    answer(ok(null));
    expect([(await first).status, (await second).status]).toEqual(['up', 'up']);
    expect(questions).toHaveLength(1);
  });

  it('is not taken for up by an answer that was given up, once it was asked again', async () => {
    const { clock, probe, questions, check } = backend();
    await check(0);
    const checked = probe.check();
    questions[0]?.(ok(null));
    await clock.advance(250);
    expect((await checked).status).toBe('down');
    const next = probe.check();
    await clock.advance(0);
    expect((await next).status).toBe('down');
    expect(questions).toHaveLength(2);
  });
});
