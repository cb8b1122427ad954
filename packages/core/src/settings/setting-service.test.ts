import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { createCursorCodec, createIdSource, tenantId, userId, type Caller } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import { settingCollections, SettingService, type SettingOptions } from './index.js';

describe('SettingService', () => {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const ids = createIdSource(clock);
  const cursors = createCursorCodec(new Uint8Array(32).fill(7));
  let store: RecordStore;
  let settings: SettingService;
  let caller: Caller;

  beforeEach(async () => {
    store = memoryStore();
    expectOk(await store.open(settingCollections));
    settings = service();
    caller = newCaller();
  });

  const service = (options: SettingOptions = {}) => new SettingService({ store, clock, cursors, options });

  const newCaller = (overrides: Partial<Caller> = {}): Caller => ({
    tenantId: tenantId.create(ids),
    userId: userId.create(ids),
    role: 'member',
    tier: 'low',
    scopes: ['*'],
    requestId: 'req_1',
    ...overrides,
  });

  const theme = { category: 'editor', key: 'theme' };

  it('keeps what was put, and gives the last value', async () => {
    expectOk(await settings.put(caller, theme, 'dark'));
    await clock.advance(1_000);
    const updatedAt = new Date(clock.now()).toISOString();

    expect(expectOk(await settings.put(caller, theme, { name: 'light', sizes: [1, 2.5, null, true] }))).toEqual({
      ...theme,
      value: { name: 'light', sizes: [1, 2.5, null, true] },
      updatedAt,
    });
    expect(expectOk(await settings.list(caller))).toEqual({
      items: [{ ...theme, value: { name: 'light', sizes: [1, 2.5, null, true] }, updatedAt }],
      nextCursor: null,
    });
  });

  it('lists by category and key, in pages', async () => {
    for (const [category, key] of [
      ['b', '1'],
      ['a', '2'],
      ['a', '1'],
      ['c', '0'],
    ] as const) {
      expectOk(await settings.put(caller, { category, key }, null));
    }

    const first = expectOk(await settings.list(caller, { limit: 3 }));
    const second = expectOk(await settings.list(caller, { limit: 3, cursor: first.nextCursor! }));

    expect(first.items.map(({ category, key }) => category + key)).toEqual(['a1', 'a2', 'b1']);
    expect(second.items.map(({ category, key }) => category + key)).toEqual(['c0']);
    expect(second.nextCursor).toBeNull();
  });

  it('removes a setting once', async () => {
    expectOk(await settings.put(caller, theme, 1));

    expectOk(await settings.remove(caller, theme));

    expect(expectOk(await settings.list(caller)).items).toEqual([]);
    expectErr(await settings.remove(caller, theme), 'setting/not-found');
    expectOk(await settings.put(caller, theme, 2));
  });

  it('shows nobody the settings of another user or tenant', async () => {
    expectOk(await settings.put(caller, theme, 'mine'));
    expectOk(await settings.put(caller, { category: 'editor', key: 'font' }, 'mine'));
    const page = expectOk(await settings.list(caller, { limit: 1 }));

    for (const other of [newCaller({ tenantId: caller.tenantId }), newCaller({ userId: caller.userId })]) {
      expect(expectOk(await settings.list(other)).items).toEqual([]);
      expectErr(await settings.remove(other, theme), 'setting/not-found');
      expectErr(await settings.list(other, { cursor: page.nextCursor! }), 'request/invalid');
      expectOk(await settings.put(other, theme, 'theirs'));
    }
    expect(expectOk(await settings.list(caller)).items.map(({ value }) => value)).toEqual(['mine', 'mine']);
  });

  it('loses no concurrent put', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => settings.put(caller, { category: 'c', key: `k${index}` }, index)),
    );

    results.forEach(expectOk);
    expect(expectOk(await settings.list(caller)).items).toHaveLength(50);
  });

  it('needs the scopes of the token', async () => {
    const reader = { ...caller, scopes: ['settings:read'] };
    expectOk(await settings.list(reader));
    expectErr(await settings.put(reader, theme, 1), 'auth/forbidden');
    expectErr(await settings.remove(reader, theme), 'auth/forbidden');
    expectErr(await settings.list({ ...caller, scopes: ['settings:write'] }), 'auth/forbidden');
  });

  it.each([
    ['', 'category'],
    ['-a', 'category'],
    ['a b', 'category'],
    ['a/b', 'category'],
    ['../a', 'category'],
    ['a'.repeat(65), 'category'],
    ['ä', 'category'],
  ])('refuses the name %j', async (category, path) => {
    const error = expectErr(await settings.put(caller, { category, key: 'k' }, 1), 'request/invalid');
    expect(error.issues.map((issue) => issue.path)).toEqual([path]);
    expectErr(await settings.remove(caller, { category: 'c', key: category }), 'request/invalid');
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['NaN', Number.NaN],
    ['a date', new Date(0)],
    ['a map inside', { a: [new Map()] }],
    ['a bigint', 1n],
    ['undefined inside', { a: undefined }],
  ])('refuses %s as a value', async (_, value) => {
    expectErr(await settings.put(caller, theme, value), 'request/invalid');
  });

  it('refuses a value nested past its limit, a cyclic one included', async () => {
    const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)]);
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;

    expectOk(await settings.put(caller, theme, nest(32)));
    expectErr(await settings.put(caller, theme, nest(33)), 'request/invalid');
    expectErr(await settings.put(caller, theme, cyclic), 'request/invalid');
  });

  it('counts the bytes of a value, not its characters', async () => {
    const small = service({ maxValueBytes: 10 });

    expectOk(await small.put(caller, theme, 'ää12'));
    expect(expectErr(await small.put(caller, theme, 'ääää1'), 'setting/too-large')).toMatchObject({
      bytes: 11,
      maxBytes: 10,
    });
    expectErr(await settings.put(caller, theme, 'x'.repeat(16_383)), 'setting/too-large');
    expectOk(await settings.put(caller, theme, 'x'.repeat(16_382)));
  });

  it('refuses one more than a user may have, but still changes those there', async () => {
    const few = service({ maxPerUser: 2 });
    expectOk(await few.put(caller, { category: 'c', key: '1' }, 1));
    expectOk(await few.put(caller, { category: 'c', key: '2' }, 2));

    expect(expectErr(await few.put(caller, { category: 'c', key: '3' }, 3), 'setting/limit-reached').limit).toBe(2);
    expectOk(await few.put(caller, { category: 'c', key: '2' }, 'changed'));
    expectOk(await few.put(newCaller({ tenantId: caller.tenantId }), { category: 'c', key: '3' }, 3));
    expectOk(await few.remove(caller, { category: 'c', key: '1' }));
    expectOk(await few.put(caller, { category: 'c', key: '3' }, 3));
  });

  it('takes the length of names from its options', async () => {
    const strict = service({ maxNameLength: 3, maxDepth: 1 });

    expectOk(await strict.put(caller, { category: 'abc', key: 'abc' }, [1]));
    expectErr(await strict.put(caller, { category: 'abcd', key: 'abc' }, [1]), 'request/invalid');
    expectErr(await strict.put(caller, { category: 'abc', key: 'abc' }, [[1]]), 'request/invalid');
  });
});
