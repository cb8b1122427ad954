import { beforeEach, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { createCursorCodec, createIdSource, tenantId, userId } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import type { RecordStore } from '../store/index.js';
import { seal } from './audit-chain.js';
import { auditHeads, auditRecords, type AuditHead, type StoredAuditRecord } from './audit-record.js';
import { AuditRetention } from './audit-retention.js';
import { AuditSealer } from './audit-sealer.js';
import { auditCollections, AuditService, verifyAudit, type AuditEntry, type VerifyAuditOptions } from './index.js';

const DAY_MS = 86_400_000;
const going = new AbortController().signal;

let clock: VirtualClock;
let store: RecordStore;
let audit: AuditService;
let tenant: ReturnType<typeof tenantId.create>;

beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const ids = createIdSource(clock);
  store = memoryStore();
  expectOk(await store.open(auditCollections));
  audit = new AuditService({ store, clock, ids, cursors: createCursorCodec(new Uint8Array(32)) });
  tenant = tenantId.create(ids);
});

const entry = (subject: string, overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ tenantId: tenant, action: 'thing.done', requestId: 'req_1', subject, outcome: 'success', address: '192.0.2.1' },
  actor: { type: 'system' },
  details: { b: 1, a: 'x' },
  ...overrides,
});

async function record(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) expectOk(await audit.record(entry(`s${String(index)}`)));
}

const sealer = (chainKey = '') => new AuditSealer({ store, clock, chainKey });
const sealAll = async (chainKey?: string) => expectOk(await sealer(chainKey).sealDue(going));
const verify = async (options?: VerifyAuditOptions) => expectOk(await verifyAudit(store, options));
const complaints = async (options?: VerifyAuditOptions) =>
  (await verify(options)).problems.map(({ sequence, message }) => `${String(sequence ?? '')} ${message}`.trim());

async function chain(): Promise<readonly StoredAuditRecord[]> {
  const scan = { index: 'bySequence', prefix: [tenant], limit: 1_000 };
  return expectOk(await store.read((view) => view.scan(auditRecords, scan))).items.map(({ value }) => value);
}

const head = async (): Promise<AuditHead> =>
  expectOk(await store.read((view) => view.get(auditHeads, [tenant])))!.value;

/** What somebody does who can write to the store. */
const put = async (value: StoredAuditRecord) => expectOk(await store.transact((tx) => tx.put(auditRecords, value)));
const erase = async ({ id }: StoredAuditRecord) =>
  expectOk(await store.transact((tx) => tx.remove(auditRecords, [tenant, id])));

describe('the chain', () => {
  it('has every record once, each after the one before', async () => {
    await record(120);
    await sealAll();

    const sealed = await chain();
    expect(sealed.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    for (const [index, { previousHash }] of sealed.entries())
      if (index > 0) expect(previousHash).toBe(sealed[index - 1]?.hash);
    expect(await verify()).toEqual({
      chains: [
        {
          ...{ tenantId: tenant, sealed: 120, unsealed: 0, keyless: 0, firstSequence: 1, lastSequence: 120 },
          head: sealed.at(-1)?.hash,
        },
      ],
      problems: [],
      isExpectedFound: true,
    });
  });

  it('goes on where it ended, and what waits is no problem', async () => {
    await record(3);
    await sealAll();
    await record(2);
    expect(await verify()).toMatchObject({ chains: [{ sealed: 3, unsealed: 2 }], problems: [] });
    await sealAll();
    expect(await verify()).toMatchObject({ chains: [{ sealed: 5, unsealed: 0 }], problems: [] });
  });

  it('is one whole when several seal it at once', async () => {
    await record(200);
    await Promise.all([sealAll(), sealAll(), sealAll()]);
    expect(await verify()).toMatchObject({ chains: [{ sealed: 200, lastSequence: 200 }], problems: [] });
  });

  it('takes records from a clock that was far ahead, or went back', async () => {
    await clock.advance(400 * DAY_MS);
    await record(2);
    clock = new VirtualClock(Date.UTC(2030, 0, 1));
    await sealAll();
    expect(await verify()).toMatchObject({ chains: [{ sealed: 2, unsealed: 0 }], problems: [] });
  });

  it('takes in records of before there were chains', async () => {
    await record(60);
    const scan = { prefix: [tenant], limit: 100 };
    for (const { value } of expectOk(await store.read((view) => view.scan(auditRecords, scan))).items) {
      const { sealAfter: _sealAfter, ...old } = value;
      await put(old);
    }
    await sealAll();
    expect(await verify()).toMatchObject({ chains: [{ sealed: 0, unsealed: 60 }], problems: [] });
    while (expectOk(await sealer().markOld())) continue;
    await sealAll();
    expect(await verify()).toMatchObject({ chains: [{ sealed: 60, unsealed: 0 }], problems: [] });
  });
});

describe('what somebody did to the store', () => {
  beforeEach(async () => {
    while (expectOk(await sealer().markOld())) continue;
    await record(6);
    await sealAll();
  });

  it.each<[string, Partial<StoredAuditRecord>]>([
    ['its outcome', { outcome: 'denied' }],
    ['its actor', { actor: { type: 'user', id: userId.create(createIdSource(new VirtualClock())) } }],
    ['its address', { address: '192.0.2.2' }],
    ['a detail', { details: { a: 'x', b: 2 } }],
    ['its time', { at: '2029-01-01T00:00:00.000Z' }],
    ['something new in it', { count: 7 }],
  ])('is found: a record changed, %s', async (_what, change) => {
    await put({ ...(await chain())[2]!, ...change });
    expect(await complaints()).toEqual(['3 was changed after it was sealed']);
  });

  it('is found: a record changed and hashed anew', async () => {
    const [, second, third] = await chain();
    const before = { sequence: 2, hash: second!.hash! };
    await put(seal({ ...third!, outcome: 'denied' }, before, ''));
    expect(await complaints()).toEqual(['4 does not follow the record before it']);
  });

  it('is found: records removed', async () => {
    const sealed = await chain();
    await erase(sealed[2]!);
    await erase(sealed[3]!);
    expect(await complaints()).toEqual(['3 to 4 are missing']);
  });

  it('is found: the last records removed', async () => {
    await erase((await chain())[5]!);
    expect(await complaints()).toEqual(['6 is missing']);
  });

  it('is found: the first records removed', async () => {
    await erase((await chain())[0]!);
    expect(await complaints()).toEqual(['1 is missing']);
  });

  it('is found: two records in each other’s places', async () => {
    const [, second, third] = await chain();
    await erase(second!);
    await erase(third!);
    await put({ ...second!, sequence: 3 });
    await put({ ...third!, sequence: 2 });
    expect(await complaints()).toEqual([
      '2 does not follow the record before it',
      '2 was changed after it was sealed',
      '3 does not follow the record before it',
      '3 was changed after it was sealed',
      '4 does not follow the record before it',
    ]);
  });

  it('is found: a record put in', async () => {
    const [first] = await chain();
    const { sequence: _sequence, previousHash: _previous, hash: _hash, ...loose } = first!;
    const id = first!.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) as typeof loose.id;
    await put({ ...loose, id });
    expect(await complaints()).toEqual(['is in no chain']);
    await put({ ...first!, id, sequence: 7 });
    expect(await complaints()).toEqual(['7 has place 7, but the chain ends with 6']);
  });

  it('is found only with a head that was seen before: an end cut off with its head', async () => {
    const { hash } = await head();
    const sealed = await chain();
    await erase(sealed[5]!);
    const shorter = { ...(await head()), sequence: 5, hash: sealed[4]!.hash! };
    expectOk(await store.transact((tx) => tx.put(auditHeads, shorter)));
    expect(await verify()).toMatchObject({ problems: [], isExpectedFound: true });
    expect(await verify({ expect: sealed[3]!.hash! })).toMatchObject({ problems: [], isExpectedFound: true });
    expect(await verify({ expect: hash })).toMatchObject({ problems: [], isExpectedFound: false });
  });

  it('is found: a head that was removed, and no other chain begins in its place', async () => {
    expectOk(await store.transact((tx) => tx.remove(auditHeads, [tenant])));
    await record(1);
    expectErr(await sealer().sealDue(going), 'record/exists');
    expect(await complaints()).toEqual(['1 has place 1, but the chain has no head']);
  });
});

describe('with a key', () => {
  it('a chain that was made anew without it is found', async () => {
    await record(2);
    await sealAll();
    await record(3);
    await sealAll('secret');
    expect(await verify({ chainKey: 'secret' })).toMatchObject({ chains: [{ sealed: 5, keyless: 2 }], problems: [] });
    expect(await complaints({ chainKey: 'other' })).toHaveLength(3);
    expect(await complaints()).toContain('5 was sealed with a key, which is not given');
    const sealed = await chain();
    const { chainKey: _key, ...last } = sealed[4]!;
    const forged = seal({ ...last, outcome: 'failed' }, { sequence: 4, hash: sealed[3]!.hash! }, '');
    await put(forged);
    expectOk(
      await store.transact((tx) =>
        tx.get(auditHeads, [tenant]).andThen((kept) => tx.put(auditHeads, { ...kept!.value, hash: forged.hash })),
      ),
    );
    expect(await complaints({ chainKey: 'secret' })).toEqual(['5 was sealed without the key, after others with it']);
  });
});

describe('retention', () => {
  const sweep = async (retentionMs: number) =>
    expectOk(await new AuditRetention({ store, clock, retentionMs }).sweep(going));

  it('removes what is old from the beginning, and the rest verifies', async () => {
    await record(70);
    await sealAll();
    await clock.advance(10 * DAY_MS);
    await record(5);
    await sealAll();
    await record(1);
    const { hash } = await head();

    await sweep(11 * DAY_MS);
    expect((await chain()).length).toBe(75);
    await sweep(5 * DAY_MS);
    expect(await verify({ expect: hash })).toMatchObject({
      chains: [{ sealed: 5, unsealed: 1, firstSequence: 71, lastSequence: 75 }],
      problems: [],
      isExpectedFound: true,
    });
    await clock.advance(20 * DAY_MS);
    await sweep(5 * DAY_MS);
    expect(await verify({ expect: hash })).toMatchObject({
      chains: [{ sealed: 0 }],
      problems: [],
      isExpectedFound: true,
    });
    await sealAll();
    expect(await verify()).toMatchObject({ chains: [{ sealed: 1, firstSequence: 76 }], problems: [] });
  });

  it('removes nothing with 0', async () => {
    await record(1);
    await sealAll();
    await clock.advance(10_000 * DAY_MS);
    await sweep(0);
    expect((await chain()).length).toBe(1);
  });
});
