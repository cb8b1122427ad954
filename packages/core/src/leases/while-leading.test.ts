import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { errAsync, ResultAsync } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import { storeUnavailable, type RecordStore } from '../store/index.js';
import { leaseCollections, Leases, whileLeading, type LeaderJob } from './index.js';

const TTL = 9_000;

describe('whileLeading', () => {
  let clock: VirtualClock;
  let store: RecordStore;
  let leases: Leases;
  let stops: AbortController[];

  beforeEach(async () => {
    clock = new VirtualClock();
    store = memoryStore();
    expectOk(await store.open(leaseCollections));
    leases = new Leases({ store, clock });
    stops = [];
  });

  const untilAborted: LeaderJob = (signal) =>
    new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => { resolve(); }, { once: true }); // prettier-ignore
    });

  function lead(holder: string, job: LeaderJob, over: Leases = leases) {
    const stop = new AbortController();
    stops.push(stop);
    const events: string[] = [];
    const options = { name: 'jobs/reconciler', holder, reason: 'reconciles', ttlMs: TTL, signal: stop.signal };
    const done = whileLeading({ leases: over, clock }, options, async (signal, lease) => {
      events.push('leads');
      await job(signal, lease);
      events.push('stopped');
    }).then(() => events.push('done'));
    return { stop, events, done };
  }

  const leader = async () => expectOk(await leases.get('jobs/reconciler'))?.holder ?? null;

  it('keeps one leader for as long as it lives', async () => {
    const first = lead('one', untilAborted);
    await clock.advance(0);
    const second = lead('two', untilAborted);
    await clock.advance(TTL * 5);

    expect([first.events, second.events]).toEqual([['leads'], []]);
    expect(await leader()).toBe('one');
    stops.forEach((stop) => {
      stop.abort();
    });
    await Promise.all([first.done, second.done]);
  });

  it('gives the lease back when its signal fires, so that the next one leads within a third of the ttl', async () => {
    const first = lead('one', untilAborted);
    await clock.advance(0);
    const second = lead('two', untilAborted);
    await clock.advance(100);

    first.stop.abort();
    await first.done;
    expect(first.events).toEqual(['leads', 'stopped', 'done']);
    expect(await leader()).toBeNull();
    await clock.advance(TTL / 3);

    expect(await leader()).toBe('two');
    second.stop.abort();
    await second.done;
  });

  it('takes over within the ttl when the holder dies without a word', async () => {
    const dead = expectOk(
      await leases.acquire({ name: 'jobs/reconciler', holder: 'dead', reason: 'reconciles', ttlMs: TTL }),
    );
    const next = lead('next', untilAborted);

    await clock.advance(TTL - 1);
    expect(next.events).toEqual([]);
    await clock.advance(1);

    expect(next.events).toEqual(['leads']);
    expectErr(await leases.renew(dead, TTL), 'lease/lost');
    next.stop.abort();
    await next.done;
  });

  it('stops the job when the lease goes to another, and leads again later', async () => {
    const { events, stop, done } = lead('one', untilAborted);
    await clock.advance(0);
    const stolen = expectOk(await leases.get('jobs/reconciler'));
    expectOk(await leases.release(stolen!));
    const thief = expectOk(
      await leases.acquire({ name: 'jobs/reconciler', holder: 'thief', reason: 'steals', ttlMs: TTL }),
    );

    await clock.advance(TTL / 3);
    expect(events).toEqual(['leads', 'stopped']);
    expect(await leader()).toBe('thief');
    expectOk(await leases.release(thief));
    await clock.advance(TTL / 3);

    expect(events).toEqual(['leads', 'stopped', 'leads']);
    stop.abort();
    await done;
  });

  it('stops the job at the end of the lease when the store cannot renew it', async () => {
    let reachable = true;
    const flaky: RecordStore = Object.assign(Object.create(store) as RecordStore, {
      transact: ((work, options) =>
        reachable ? store.transact(work, options) : errAsync(storeUnavailable())) as RecordStore['transact'],
    });
    const { events, stop, done } = lead('one', untilAborted, new Leases({ store: flaky, clock }));
    await clock.advance(0);
    reachable = false;

    await clock.advance(TTL - 1);
    expect(events).toEqual(['leads']);
    await clock.advance(1);
    expect(events).toEqual(['leads', 'stopped']);

    reachable = true;
    await clock.advance(TTL);
    expect(events).toEqual(['leads', 'stopped', 'leads']);
    stop.abort();
    await done;
  });

  it('ends when the job is done by itself, and gives the lease back', async () => {
    const { events, done } = lead('one', () => Promise.resolve());
    await done;

    expect(events).toEqual(['leads', 'stopped', 'done']);
    expect(await leader()).toBeNull();
    expect(clock.pendingTimers).toBe(0);
  });

  it('passes on a rejection of the job after the lease was given back', async () => {
    const { done } = lead('one', () => Promise.reject(new Error('broken job')));

    await expect(done).rejects.toThrow('broken job');
    expect(await leader()).toBeNull();
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer behind when the job ends while the lease is being renewed', async () => {
    let finishJob = () => {};
    let answerRenewal = () => {};
    let calls = 0;
    const slow: RecordStore = Object.assign(Object.create(store) as RecordStore, {
      transact: ((work, options) => {
        calls += 1;
        if (calls !== 2) return store.transact(work, options);
        const answered = new Promise<void>((resolve) => (answerRenewal = resolve));
        return ResultAsync.fromSafePromise(answered).andThen(() => store.transact(work, options));
      }) as RecordStore['transact'],
    });
    const job = () => new Promise<void>((resolve) => (finishJob = resolve));
    const { events, done } = lead('one', job, new Leases({ store: slow, clock }));
    await clock.advance(TTL / 3);
    expect(calls).toBe(2);

    finishJob();
    await clock.advance(0);
    answerRenewal();
    await done;

    expect(events).toEqual(['leads', 'stopped', 'done']);
    expect(await leader()).toBeNull();
    expect(clock.pendingTimers).toBe(0);
  });

  it('never starts the job when the signal fired before or while waiting', async () => {
    expectOk(await leases.acquire({ name: 'jobs/reconciler', holder: 'other', reason: 'leads', ttlMs: TTL }));
    const waiting = lead('one', untilAborted);
    await clock.advance(1);
    waiting.stop.abort();
    await waiting.done;

    expect(waiting.events).toEqual(['done']);
    expect(clock.pendingTimers).toBe(0);
  });
});
