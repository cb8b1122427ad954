import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import {
  createCursorCodec,
  createIdSource,
  errAsync,
  invalidInput,
  tenantId,
  userId,
  type Caller,
} from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import { auditCollections, AuditService, type AuditEntry, type AuditOptions } from './index.js';

describe('AuditService', () => {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const ids = createIdSource(clock);
  const cursors = createCursorCodec(new Uint8Array(32).fill(7));
  let store: RecordStore;
  let audit: AuditService;
  let caller: Caller;

  beforeEach(async () => {
    store = memoryStore();
    expectOk(await store.open(auditCollections));
    audit = service();
    caller = newCaller();
  });

  const service = (options?: AuditOptions) =>
    new AuditService({ store, clock, ids, cursors, ...(options === undefined ? {} : { options }) });

  const newCaller = (overrides: Partial<Caller> = {}): Caller => ({
    tenantId: tenantId.create(ids),
    userId: userId.create(ids),
    role: 'admin',
    tier: 'low',
    scopes: ['*'],
    requestId: 'req_1',
    ...overrides,
  });

  const entry = (overrides: Partial<AuditEntry> = {}): AuditEntry => ({
    tenantId: caller.tenantId,
    action: 'user.created',
    actor: { type: 'user', id: caller.userId },
    requestId: 'req_1',
    subject: 'usr_2',
    outcome: 'success',
    ...overrides,
  });

  it('keeps what was recorded', async () => {
    const record = expectOk(
      await audit.record(entry({ details: { role: 'member', count: 2, first: true, last: null } })),
    );

    expect(record).toEqual({
      ...entry(),
      id: expect.stringMatching(/^aud_[0-9a-z]{26}$/) as string,
      at: new Date(clock.now()).toISOString(),
      details: { role: 'member', count: 2, first: true, last: null },
    });
    expect(expectOk(await audit.list(caller))).toEqual({ items: [record], nextCursor: null });
  });

  it('keeps an appended record exactly when the transaction commits', async () => {
    expectOk(await store.transact((tx) => audit.append(tx, entry({ action: 'kept' }))));
    const failed = await store.transact((tx) =>
      audit.append(tx, entry({ action: 'lost' })).andThen(() => errAsync(invalidInput([]))),
    );

    expectErr(failed, 'request/invalid');
    expect(expectOk(await audit.list(caller)).items.map(({ action }) => action)).toEqual(['kept']);
  });

  it('lists newest first, in pages', async () => {
    for (let index = 0; index < 5; index += 1) {
      expectOk(await audit.record(entry({ subject: `s${index}` })));
      await clock.advance(index % 2);
    }

    const first = expectOk(await audit.list(caller, { limit: 2 }));
    const second = expectOk(await audit.list(caller, { limit: 2, cursor: first.nextCursor! }));
    const third = expectOk(await audit.list(caller, { limit: 2, cursor: second.nextCursor! }));

    expect([first, second, third].map((page) => page.items.map(({ subject }) => subject))).toEqual([
      ['s4', 's3'],
      ['s2', 's1'],
      ['s0'],
    ]);
    expect(third.nextCursor).toBeNull();
  });

  it('shows no tenant the records or the cursors of another', async () => {
    for (let index = 0; index < 3; index += 1) expectOk(await audit.record(entry()));
    const stranger = newCaller();
    const page = expectOk(await audit.list(caller, { limit: 1 }));

    expect(expectOk(await audit.list(stranger)).items).toEqual([]);
    expectErr(await audit.list(stranger, { cursor: page.nextCursor! }), 'request/invalid');
  });

  it.each<[string, Partial<Caller>]>([
    ['a member', { role: 'member' }],
    ['an admin whose token lacks the scope', { scopes: ['users:*', 'audit:write'] }],
  ])('is not read by %s', async (_, overrides) => {
    expectErr(await audit.list({ ...caller, ...overrides }), 'auth/forbidden');
  });

  it.each([0, 201, 1.5])('refuses a page of %s', async (limit) => {
    expectErr(await audit.list(caller, { limit }), 'request/invalid');
  });

  it('refuses a made-up cursor', async () => {
    expectErr(await audit.list(caller, { cursor: 'bm9wZQ' }), 'request/invalid');
  });

  it.each<[string, string]>([
    ['password', 'hunter22'],
    ['newPassword', 'hunter22'],
    ['accessToken', 'abc'],
    ['refresh_token', 'abc'],
    ['apiKey', 'abc'],
    ['private-key', 'abc'],
    ['clientSecret', 'abc'],
    ['Authorization', 'Basic abc'],
    ['note', `the token crt_${'a'.repeat(40)} was used`],
    ['note', `cak_${'a'.repeat(40)}`],
    ['note', 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3JfMSJ9.c2ln'],
    ['note', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'],
    ['note', 'Authorization was Bearer xyz'],
    ['note', '-----BEGIN PRIVATE KEY-----'],
  ])('never keeps a secret: %s = %s', async (name, value) => {
    expectOk(await audit.record(entry({ details: { [name]: value, role: 'member' } })));

    const [record] = expectOk(await audit.list(caller)).items;
    expect(record?.details).toEqual({ [name]: '[redacted]', role: 'member' });
  });

  it('cuts what is longer than its bounds', async () => {
    const bounded = service({ maxDetails: 2, maxTextLength: 10 });
    const long = 'x'.repeat(50);

    const record = expectOk(
      await bounded.record(
        entry({ action: long, subject: long, requestId: long, details: { [long]: long, b: 1, c: 2 } }),
      ),
    );

    const short = `${'x'.repeat(9)}…`;
    expect(record).toMatchObject({
      action: short,
      subject: short,
      requestId: short,
      details: { [short]: short, b: 1 },
    });
    expect(Object.keys(record.details)).toHaveLength(2);
  });
});
