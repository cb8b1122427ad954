import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { createCursorCodec, createIdSource, tenantId, userId, type Caller } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import { AuditSealer } from './audit-sealer.js';
import { auditCollections, AuditService, verifyAudit, type AuditEntry, type AuditOptions } from './index.js';

const MINUTE_MS = 60_000;

let clock: VirtualClock;
let ids: ReturnType<typeof createIdSource>;
let store: RecordStore;
let caller: Caller;

beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2030, 0, 1));
  ids = createIdSource(clock);
  store = memoryStore();
  expectOk(await store.open(auditCollections));
  const me = { tenantId: tenantId.create(ids), userId: userId.create(ids), requestId: 'req_1' };
  caller = { ...me, role: 'admin', tier: 'low', scopes: ['*'] };
});

const service = (options: AuditOptions = {}) =>
  new AuditService({ store, clock, ids, cursors: createCursorCodec(new Uint8Array(32)), options });

const refusal = (subject: string, overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ tenantId: caller.tenantId, action: 'call.refused', requestId: 'req_1', subject, outcome: 'denied' },
  actor: { type: 'user', id: caller.userId },
  ...overrides,
});

const recordsOf = async (audit: AuditService) => expectOk(await audit.list(caller, { limit: 200 })).items;

describe('notes', () => {
  it('are there when they are acknowledged', async () => {
    const audit = service();
    await Promise.all(
      Array.from({ length: 130 }, async (_, index) => {
        expectOk(await audit.note(refusal(`s${String(index)}`, { outcome: 'success' })));
        const subjects = (await recordsOf(audit)).map(({ subject }) => subject);
        expect(subjects).toContain(`s${String(index)}`);
      }),
    );
    expect(await recordsOf(audit)).toHaveLength(130);
  });

  it('of the same within a minute are counted in one record, and the count is durable when acknowledged', async () => {
    const audit = service();
    for (let times = 1; times <= 5; times += 1) {
      expectOk(await audit.note(refusal('s', { requestId: `req_${String(times)}` })));
      const [record, ...others] = await recordsOf(service());
      expect([record?.count ?? 1, others]).toEqual([times, []]);
      await clock.advance(1_000);
    }
    const [record] = await recordsOf(audit);
    expect(record).toMatchObject({
      requestId: 'req_1',
      at: '2030-01-01T00:00:00.000Z',
      lastAt: '2030-01-01T00:00:04.000Z',
    });
    await clock.advance(MINUTE_MS);
    expectOk(await audit.note(refusal('s')));
    expect((await recordsOf(audit)).map(({ count }) => count)).toEqual([undefined, 5]);
  });

  it('in a flood leave few records, and lose no count', async () => {
    const audit = service({ maxRefusalsPerMinute: 10 });
    await Promise.all(
      Array.from({ length: 5_000 }, async (_, index) => {
        expectOk(await audit.note(refusal(`s${String(index % 500)}`)));
      }),
    );
    const records = await recordsOf(audit);
    expect(records).toHaveLength(11);
    expect(records.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(5_000);
    expect(records.filter(({ details }) => details['more'] === true)).toHaveLength(1);
  });

  it('of one caller leave room for those of another', async () => {
    const audit = service({ maxRefusalsPerMinute: 1 });
    for (const subject of ['a', 'b', 'c']) expectOk(await audit.note(refusal(subject)));
    const other = { type: 'user', id: userId.create(ids) } as const;
    expectOk(await audit.note(refusal('d', { actor: other })));
    expect((await recordsOf(audit)).map(({ subject }) => subject).sort()).toEqual(['', 'a', 'd']);
  });

  it('of what was done are each kept, however many', async () => {
    const audit = service({ maxRefusalsPerMinute: 1 });
    for (const subject of ['a', 'b', 'c']) expectOk(await audit.note(refusal(subject, { outcome: 'success' })));
    expect(await recordsOf(audit)).toHaveLength(3);
  });

  it('beyond the most that may wait are refused, and none that was acknowledged is missing', async () => {
    const audit = service({ maxWaiting: 3 });
    const results = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((subject) => audit.note(refusal(subject, { outcome: 'success' }))),
    );
    for (const result of results.slice(3)) expectErr(result, 'store/busy');
    expect((await recordsOf(audit)).map(({ subject }) => subject)).toEqual(['c', 'b', 'a']);
  });

  it('are all written at the end, and none is taken after it', async () => {
    const audit = service();
    const noted = ['a', 'b', 'c'].map((subject) => audit.note(refusal(subject)));
    await audit.close();
    expect(await recordsOf(audit)).toHaveLength(3);
    for (const result of await Promise.all(noted)) expectOk(result);
    expectErr(await audit.note(refusal('d')), 'store/closed');
  });

  it('fail with the store, and are not counted then', async () => {
    const audit = service();
    await store.dispose();
    expectErr(await audit.note(refusal('a')), 'store/closed');
  });

  it('go on in another record when the one before was sealed early', async () => {
    const audit = service();
    for (let times = 0; times < 3; times += 1) expectOk(await audit.note(refusal('s')));
    const ahead = new VirtualClock(clock.now() + 90_000);
    const sealer = new AuditSealer({ store, clock: ahead, chainKey: '' });
    expectOk(await sealer.sealDue(new AbortController().signal));
    for (let times = 0; times < 2; times += 1) expectOk(await audit.note(refusal('s')));
    const records = await recordsOf(audit);
    expect(records.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(5);
    expect(expectOk(await verifyAudit(store)).problems).toEqual([]);
  });
});

describe('a filter', () => {
  const agent = { type: 'agent', id: 'agt_1', userId: 'usr_1' } as unknown as AuditEntry['actor'];

  it('gives what fits all of it, in pages', async () => {
    const audit = service();
    for (let index = 0; index < 450; index += 1) {
      const isOurs = index % 100 === 0;
      const what = isOurs ? { action: 'file.written', actor: agent } : { action: 'file.moved' };
      expectOk(await audit.record(refusal(`s${String(index)}`, { ...what, outcome: isOurs ? 'success' : 'failed' })));
      await clock.advance(1_000);
    }
    const filters = [
      { action: 'file.written' },
      { actor: 'agt_1' },
      { actor: 'usr_1' },
      { outcome: 'success' as const },
    ];
    for (const filter of filters) {
      const subjects: string[] = [];
      let cursor: string | undefined;
      do {
        const page = expectOk(await audit.list(caller, { ...filter, limit: 2, ...(cursor && { cursor }) }));
        expect(page.items.length).toBeLessThanOrEqual(2);
        subjects.push(...page.items.map(({ subject }) => subject));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(subjects).toEqual(['s400', 's300', 's200', 's100', 's0']);
    }
    const times = { from: '2030-01-01T00:00:10Z', to: '2030-01-01T00:00:13Z' };
    expect(expectOk(await audit.list(caller, times)).items.map(({ subject }) => subject)).toEqual([
      's12',
      's11',
      's10',
    ]);
  });

  it('with an instant that is none is refused', async () => {
    expectErr(await service().list(caller, { from: 'yesterday' }), 'request/invalid');
    expectErr(await service().list(caller, { to: '1969-12-31T00:00:00Z' }), 'request/invalid');
  });
});
