import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import { leaseCollections, Leases, type LeaseOptions, type LeaseRequest } from './index.js';

const START = Date.UTC(2030, 0, 1);

describe('Leases', () => {
  let clock: VirtualClock;
  let store: RecordStore;
  let leases: Leases;

  beforeEach(async () => {
    clock = new VirtualClock(START);
    store = memoryStore();
    expectOk(await store.open(leaseCollections));
    leases = new Leases({ store, clock });
  });

  const request = (overrides: Partial<LeaseRequest> = {}): LeaseRequest => ({
    name: 'workspace/ses_1/terminal',
    holder: 'alice',
    reason: 'terminal attached',
    ttlMs: 10_000,
    ...overrides,
  });
  const withOptions = (options: LeaseOptions) => new Leases({ store, clock, options });

  it('gives a free lease, with its end and an epoch', async () => {
    const lease = expectOk(await leases.acquire(request()));

    expect(lease).toEqual({
      name: 'workspace/ses_1/terminal',
      holder: 'alice',
      reason: 'terminal attached',
      epoch: START,
      acquiredAt: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-01-01T00:00:10.000Z',
    });
    expect(expectOk(await leases.get(lease.name))).toEqual(lease);
  });

  it('refuses a held lease and says who holds it until when', async () => {
    expectOk(await leases.acquire(request()));
    await clock.advance(4_000);

    const error = expectErr(await leases.acquire(request({ holder: 'bob' })), 'lease/held');

    expect(error).toMatchObject({ holder: 'alice', until: '2030-01-01T00:00:10.000Z', retryAfterMs: 6_000 });
  });

  it('gives an expired lease to the next holder under a higher epoch', async () => {
    const first = expectOk(await leases.acquire(request()));
    await clock.advance(9_999);
    expectErr(await leases.acquire(request({ holder: 'bob' })), 'lease/held');
    await clock.advance(1);

    expect(expectOk(await leases.get(first.name))).toBeNull();
    const second = expectOk(await leases.acquire(request({ holder: 'bob' })));

    expect(second.epoch).toBeGreaterThan(first.epoch);
    expectErr(await leases.renew(first, 10_000), 'lease/lost');
  });

  it('raises the epoch each time, also within one millisecond and when the clock steps back', async () => {
    const epochs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const lease = expectOk(await leases.acquire(request()));
      epochs.push(lease.epoch);
      expectOk(await leases.release(lease));
    }
    const behind = new Leases({ store, clock: new VirtualClock(START - 3_600_000) });
    epochs.push(expectOk(await behind.acquire(request())).epoch);

    expect(epochs).toEqual([START, START + 1, START + 2, START + 3, START + 4, START + 5]);
  });

  it('raises the epoch past that of a record that was swept away', async () => {
    const first = expectOk(await leases.acquire(request()));
    await clock.advance(10_000 + 3_600_001);
    expect(expectOk(await leases.sweep())).toBe(1);

    expect(expectOk(await leases.acquire(request())).epoch).toBeGreaterThan(first.epoch);
  });

  it('fences off the earlier epoch when its own holder acquires again', async () => {
    const first = expectOk(await leases.acquire(request()));
    const second = expectOk(await leases.acquire(request()));

    expectErr(await leases.renew(first, 10_000), 'lease/lost');
    expectOk(await leases.release(first));
    expect(expectOk(await leases.get(second.name))).toEqual(second);
  });

  it('prolongs from the time of the renewal', async () => {
    const lease = expectOk(await leases.acquire(request()));
    await clock.advance(8_000);

    const renewed = expectOk(await leases.renew(lease, 10_000));

    expect(renewed).toEqual({ ...lease, expiresAt: '2030-01-01T00:00:18.000Z' });
    expect(expectOk(await leases.get(lease.name))).toEqual(renewed);
  });

  it('does not renew what expired, even when nobody else took it', async () => {
    const lease = expectOk(await leases.acquire(request()));
    await clock.advance(10_000);

    expectErr(await leases.renew(lease, 10_000), 'lease/lost');
  });

  it('does not renew for another holder', async () => {
    const lease = expectOk(await leases.acquire(request()));

    expectErr(await leases.renew({ ...lease, holder: 'mallory' }, 10_000), 'lease/lost');
  });

  it('releases once and any number of times', async () => {
    const lease = expectOk(await leases.acquire(request()));

    expectOk(await leases.release(lease));
    expectOk(await leases.release(lease));

    expect(expectOk(await leases.get(lease.name))).toBeNull();
    expectErr(await leases.renew(lease, 10_000), 'lease/lost');
    expectOk(await leases.acquire(request({ holder: 'bob' })));
  });

  it('stays released when the clock steps back', async () => {
    const lease = expectOk(await leases.acquire(request()));
    await clock.advance(5_000);
    expectOk(await leases.release(lease));

    const behind = new Leases({ store, clock: new VirtualClock(START) });

    expect(expectOk(await behind.get(lease.name))).toBeNull();
  });

  it('leaves the lease of another alone when releasing', async () => {
    const lease = expectOk(await leases.acquire(request()));

    expectOk(await leases.release({ ...lease, holder: 'bob' }));
    expectOk(await leases.release({ ...lease, epoch: lease.epoch - 1 }));

    expect(expectOk(await leases.get(lease.name))).toEqual(lease);
  });

  it('gives one of many concurrent holders the lease', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => leases.acquire(request({ holder: `holder-${index}` }))),
    );

    expect(results.filter((result) => result.isOk())).toHaveLength(1);
    for (const result of results.filter((one) => one.isErr())) expectErr(result, 'lease/held');
  });

  it('lists the living leases beneath a subject and no sibling', async () => {
    for (const name of ['ws/1/b', 'ws/1/a', 'ws/1/c/d', 'ws/1', 'ws/10/a', 'ws/1-x/a', 'ws/1.5/a', 'ws/0/a']) {
      expectOk(await leases.acquire(request({ name })));
    }
    expectOk(await leases.acquire(request({ name: 'ws/1/gone', ttlMs: 1 })));
    await clock.advance(1);

    expect(expectOk(await leases.list('ws/1')).map(({ name }) => name)).toEqual(['ws/1/a', 'ws/1/b', 'ws/1/c/d']);
    expect(expectOk(await leases.list('ws/2'))).toEqual([]);
  });

  it('lists at most maxListed, past any number of ended ones', async () => {
    const few = withOptions({ maxListed: 2 });
    for (let index = 0; index < 120; index += 1) {
      expectOk(await leases.acquire(request({ name: `ws/1/a${index}`, ttlMs: 1 })));
    }
    await clock.advance(1);
    for (const name of ['ws/1/b', 'ws/1/c', 'ws/1/d']) expectOk(await leases.acquire(request({ name })));

    expect(expectOk(await few.list('ws/1')).map(({ name }) => name)).toEqual(['ws/1/b', 'ws/1/c']);
  });

  it('sweeps what ended longer ago than the retention and nothing else', async () => {
    const short = withOptions({ retentionMs: 1_000 });
    expectOk(await short.acquire(request({ name: 'old', ttlMs: 1 })));
    expectOk(await short.acquire(request({ name: 'recent', ttlMs: 500 })));
    expectOk(await short.acquire(request({ name: 'living', ttlMs: 5_000 })));
    const released = expectOk(await short.acquire(request({ name: 'released', ttlMs: 5_000 })));
    expectOk(await short.release(released));
    await clock.advance(1_002);

    expect(expectOk(await short.sweep())).toBe(2);
    expect(expectOk(await short.sweep())).toBe(0);
    expect(expectOk(await short.get('living'))?.name).toBe('living');
  });

  it.each<[string, Partial<LeaseRequest>, string]>([
    ['an empty name', { name: '' }, 'name'],
    ['a name with an empty segment', { name: 'a//b' }, 'name'],
    ['a name with a space', { name: 'a b' }, 'name'],
    ['a name past its length', { name: 'a'.repeat(513) }, 'name'],
    ['an empty holder', { holder: '' }, 'holder'],
    ['a holder past its length', { holder: 'x'.repeat(257) }, 'holder'],
    ['a reason past its length', { reason: 'x'.repeat(257) }, 'reason'],
    ['no time to live', { ttlMs: 0 }, 'ttlMs'],
    ['a broken time to live', { ttlMs: 1.5 }, 'ttlMs'],
    ['a time to live past its limit', { ttlMs: 86_400_001 }, 'ttlMs'],
  ])('refuses %s', async (_, overrides, path) => {
    const error = expectErr(await leases.acquire(request(overrides)), 'request/invalid');

    expect(error.issues.map((issue) => issue.path)).toEqual([path]);
  });

  it('refuses a renewal past the longest time to live, and a list of no subject', async () => {
    const lease = expectOk(await leases.acquire(request()));

    expectErr(await leases.renew(lease, 86_400_001), 'request/invalid');
    expectErr(await leases.list(''), 'request/invalid');
  });

  it('takes bounds from its options', async () => {
    const strict = withOptions({ maxTtlMs: 100, maxNameLength: 3, maxTextLength: 2 });

    expectErr(
      await strict.acquire(request({ name: 'abc', holder: 'ab', reason: 'ab', ttlMs: 101 })),
      'request/invalid',
    );
    expectErr(
      await strict.acquire(request({ name: 'abcd', holder: 'ab', reason: 'ab', ttlMs: 100 })),
      'request/invalid',
    );
    expectErr(
      await strict.acquire(request({ name: 'abc', holder: 'abc', reason: 'ab', ttlMs: 100 })),
      'request/invalid',
    );
    expectOk(await strict.acquire(request({ name: 'abc', holder: 'ab', reason: 'ab', ttlMs: 100 })));
  });

  it('joins a transaction of its caller: what fails leaves no lease', async () => {
    const failure = await store.transact((tx) =>
      leases.table.acquire(tx, request()).andThen((lease) => leases.table.renew(tx, { ...lease, epoch: 0 }, 1)),
    );

    expectErr(failure, 'lease/lost');
    expect(expectOk(await leases.get(request().name))).toBeNull();
  });

  it('gives the error of a store that is closed', async () => {
    await store.dispose();

    expectErr(await leases.acquire(request()), 'store/closed');
    expectErr(await leases.get('a'), 'store/closed');
  });
});
