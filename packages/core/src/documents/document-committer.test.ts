import { describe, expect, it } from 'vitest';
import { crashingStore } from '../../test/crashing-store.js';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { createIdSource, sessionId, tenantId } from '../kernel/index.js';
import { memoryStore, VirtualClock } from '../memory/index.js';
import { DocumentCommitter } from './document-committer.js';
import { DocumentLog } from './document-log.js';
import { documentCollections } from './document-records.js';

async function world(options: { readonly maxDocuments?: number; readonly maxTransactionBytes?: number } = {}) {
  const clock = new VirtualClock();
  const ids = createIdSource(clock);
  const { maxDocuments = 1_000, maxTransactionBytes = 8_000_000 } = options;
  const inner = memoryStore({ maxTransactionBytes });
  expectOk(await inner.open(documentCollections));
  const counted = crashingStore(inner);
  const log = new DocumentLog({ store: counted.store, clock, ids, maxDocumentsPerSession: maxDocuments });
  const place = { tenantId: tenantId.create(ids), sessionId: sessionId.create(ids) };
  const append = (name: string, size = 1) => ({
    key: { ...place, name },
    id: null,
    clock: 0,
    updates: [new Uint8Array(size).fill(1)],
  });
  const names = async () => {
    const heads = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => ({ name, head: expectOk(await log.head({ ...place, name })) })),
    );
    return heads.filter(({ head }) => head !== null).map(({ name }) => name);
  };
  return { committer: new DocumentCommitter(log), log, counted, append, names };
}

describe('DocumentCommitter', () => {
  it('stores what documents have in one turn in one transaction', async () => {
    const { committer, counted, append, names } = await world();
    const committed = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        await committer.nextTurn();
        return committer.append(append(name));
      }),
    );
    expect(committed.map((each) => expectOk(each))).toMatchObject([
      { type: 'appended', head: { name: 'a', clock: 1 } },
      { type: 'appended', head: { name: 'b', clock: 1 } },
      { type: 'appended', head: { name: 'c', clock: 1 } },
    ]);
    expect(counted.transactions).toBe(1);
    expect(await names()).toEqual(['a', 'b', 'c']);
  });

  it('bounds a transaction, and stores the rest in others', async () => {
    const { committer, counted, append } = await world();
    const all = Array.from({ length: 150 }, (_none, index) => committer.append(append(`document-${index}`)));
    for (const committed of await Promise.all(all)) expectOk(committed);
    expect(counted.transactions).toBe(10);
    const large = ['x', 'y'].map((name) => committer.append(append(name, 1_500_000)));
    for (const committed of await Promise.all(large)) expectOk(committed);
    expect(counted.transactions).toBe(12);
  });

  it('gathers more for each transaction where many come one after the other', async () => {
    const { committer, counted, append } = await world();
    const startedAt = performance.now();
    let turns = 0;
    while (performance.now() - startedAt < 500) {
      await committer.nextTurn();
      expectOk(await committer.append(append(`document-${turns % 10}`)));
      turns += 1;
    }
    expect(counted.transactions).toBe(turns);
    // 32 at once, and then one in 8 ms.
    expect(turns).toBeLessThanOrEqual(32 + Math.ceil((performance.now() - startedAt) / 8) + 1);
    expect(turns).toBeGreaterThan(32);
  });

  it('has each go alone where one may be why all failed', async () => {
    const { committer, append, names } = await world({ maxTransactionBytes: 100_000 });
    const sizes = { a: 60_000, b: 110_000, c: 60_000 };
    const [a, b, c] = await Promise.all(
      Object.entries(sizes).map(([name, size]) => committer.append(append(name, size))),
    );
    if (a === undefined || b === undefined || c === undefined) throw new Error('expected three');
    expect(expectOk(a)).toMatchObject({ type: 'appended' });
    expect(expectOk(c)).toMatchObject({ type: 'appended' });
    expectErr(b, 'store/too-large');
    expect(await names()).toEqual(['a', 'c']);
  });

  it('has no document pay for another one that is one too many', async () => {
    const { committer, counted, append, names } = await world({ maxDocuments: 2 });
    const committed = await Promise.all(['a', 'b', 'c'].map((name) => committer.append(append(name))));
    expect(committed.map((each) => each.isOk())).toEqual([true, true, false]);
    const last = committed.at(-1);
    if (last !== undefined) expectErr(last, 'document/limit');
    expect(counted.transactions).toBe(1);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('tells all when the store takes nothing, and asks it once', async () => {
    const { committer, counted, append } = await world();
    counted.crashAfter(0);
    const committed = await Promise.all(['a', 'b', 'c'].map((name) => committer.append(append(name))));
    for (const each of committed) expectErr(each, 'store/unavailable');
    expect(counted.transactions).toBe(1);
  });

  it('never stores over what the same document stored in the same turn', async () => {
    const { committer, log, append } = await world();
    const [first, second] = await Promise.all([committer.append(append('a')), committer.append(append('a'))]);
    if (first === undefined || second === undefined) throw new Error('expected two');
    expect(expectOk(first)).toMatchObject({ type: 'appended', head: { clock: 1 } });
    expect(expectOk(second)).toMatchObject({ type: 'behind', head: { clock: 1 } });
    expect(expectOk(await log.load(append('a').key))?.tail).toHaveLength(1);
  });

  it('gathers turn after turn, also while transactions are under way', async () => {
    const { committer, append } = await world();
    const write = async (name: string) => {
      await committer.nextTurn();
      return committer.append(append(name, 1_500_000));
    };
    const all: ReturnType<typeof write>[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 6; index += 1) all.push(write(`${round}-${index}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const committed = await Promise.all(all);
    expect(committed.map((each) => expectOk(each).type)).toEqual(Array(18).fill('appended'));
  });
});
