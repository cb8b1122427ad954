import { hasBackend } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import type { FullBinding, FullDatabase, FullTransaction } from './binding-api.js';
import { loadStandIn, standInMissing } from './load-stand-in.js';
import { StandInCluster } from './stand-in-cluster.js';

const key = (name: string) => Buffer.from(name);
const value = key;
const text = (found: Buffer | undefined) => found?.toString();
const code = (expected: number) => expect.objectContaining({ code: expected }) as Error;

function open(now?: () => number) {
  const cluster = new StandInCluster(now);
  const fdb = loadStandIn<FullBinding>({ clusters: new Map([['', cluster]]) });
  fdb.setAPIVersion(720);
  return { cluster, fdb, db: fdb.open() };
}

/** Writes the names in order, each its own value. */
async function fill(db: FullDatabase, ...names: readonly string[]): Promise<void> {
  await db.doTn((tn) => {
    for (const name of names) tn.set(key(name), value(name));
    return Promise.resolve();
  });
}

async function names(tn: FullTransaction, from: string, to: string, options?: object): Promise<string> {
  const found = await tn.getRangeAll(key(from), key(to), options);
  return found.map(([each]) => each.toString()).join('');
}

describe.runIf(hasBackend('the binding of FoundationDB', standInMissing))('the stand-in for FoundationDB', () => {
  describe('reads and writes', () => {
    it('gives what was committed, in the order of the bytes', async () => {
      const { db } = open();
      await fill(db, 'b', 'a', 'c');
      expect(text(await db.get(key('b')))).toBe('b');
      expect(await db.get(key('x'))).toBeUndefined();
      const tn = db.rawCreateTransaction();
      expect(await names(tn, 'a', 'c')).toBe('ab');
      expect(await names(tn, 'a', 'z', { reverse: true, limit: 2 })).toBe('cb');
    });

    it('lets a transaction see its own writes, in ranges too, and nobody else', async () => {
      const { db } = open();
      await fill(db, 'a', 'b', 'c', 'd');
      const tn = db.rawCreateTransaction();
      tn.set(key('bb'), value('new'));
      tn.clear(key('a'));
      tn.clearRange(key('c'), key('d'));
      tn.set(key('cc'), value('again'));
      const found = await tn.getRangeAll(key('a'), key('z'));
      expect(found.map(String)).toEqual(['b,b', 'bb,new', 'cc,again', 'd,d']);
      expect(text(await tn.snapshot().get(key('cc')))).toBe('again');
      expect(await db.get(key('bb'))).toBeUndefined();
      tn.rawCancel();
      await expect(tn.get(key('b'))).rejects.toEqual(code(1025));
    });

    it('reads one version, whatever is committed meanwhile', async () => {
      const { db } = open();
      await fill(db, 'a');
      const tn = db.rawCreateTransaction();
      const version = await tn.getReadVersion();
      await db.set(key('a'), value('later'));
      expect(text(await tn.get(key('a')))).toBe('a');
      const other = db.rawCreateTransaction();
      other.setReadVersion(version);
      expect(text(await other.get(key('a')))).toBe('a');
    });

    it('refuses versions that are five seconds old, and those to come', async () => {
      let now = 1_000;
      const { db } = open(() => now);
      await fill(db, 'a');
      const tn = db.rawCreateTransaction();
      const version = await tn.getReadVersion();
      now += 5_001;
      await expect(tn.get(key('a'))).rejects.toEqual(code(1007));
      tn.set(key('b'), value('b'));
      await expect(tn.rawCommit()).rejects.toEqual(code(1007));
      const ahead = db.rawCreateTransaction();
      version.writeBigUInt64BE(BigInt(now + 60_000) * 1_000n);
      ahead.setReadVersion(version);
      await expect(ahead.get(key('a'))).rejects.toEqual(code(1009));
    });

    it('hands out a range in batches by the streaming mode', async () => {
      const { db } = open();
      await db.doTn((tn) => {
        for (let index = 0; index < 40; index += 1) tn.set(key(`k${index + 10}`), Buffer.alloc(100));
        return Promise.resolve();
      });
      const batches: number[] = [];
      for await (const batch of db.rawCreateTransaction().getRangeBatch(key('k'), key('l'))) batches.push(batch.length);
      expect(batches.length).toBeGreaterThan(2);
      expect(batches.reduce((sum, size) => sum + size)).toBe(40);
      expect(batches[0]).toBeLessThan(batches[2] ?? 0);
    });

    it('resolves key selectors', async () => {
      const { db, fdb } = open();
      await fill(db, 'a', 'c', 'e');
      const { lastLessThan, lastLessOrEqual, firstGreaterThan, firstGreaterOrEqual } = fdb.keySelector;
      const tn = db.rawCreateTransaction();
      const selected = [lastLessThan, lastLessOrEqual, firstGreaterThan, firstGreaterOrEqual].map((select) =>
        tn.getKey(select(key('c'))),
      );
      expect((await Promise.all(selected)).map(text)).toEqual(['a', 'c', 'e', 'c']);
    });
  });

  describe('conflicts', () => {
    const write = (tn: FullTransaction, name = 'mine') => tn.set(key(name), value('x'));

    it.each<[name: string, conflicts: boolean, (tn: FullTransaction) => Promise<unknown>]>([
      ['a key that was read', true, (tn) => tn.get(key('a'))],
      ['a key that was read by a snapshot', false, (tn) => tn.snapshot().get(key('a'))],
      [
        'a key that was written before it was read',
        false,
        async (tn) => (tn.set(key('a'), value('y')), tn.get(key('a'))),
      ],
      ['another key', false, (tn) => tn.get(key('b'))],
      ['a range that was read', true, (tn) => tn.getRangeAll(key('a'), key('b'))],
      ['a range that was read and is empty', true, (tn) => tn.getRangeAll(key('a'), key('aa'))],
      ['what a limited range did not come to', false, (tn) => tn.getRangeAll(key('0'), key('z'), { limit: 1 })],
      ['a key that was named', true, async (tn) => tn.addReadConflictKey(key('a'))],
    ])('a write to %s: %s', async (_, conflicts, read) => {
      const { db } = open();
      await fill(db, '1', 'z');
      const tn = db.rawCreateTransaction();
      await tn.getReadVersion();
      await read(tn);
      await db.set(key('a'), value('theirs'));
      write(tn);
      if (conflicts) await expect(tn.rawCommit()).rejects.toEqual(code(1020));
      else await tn.rawCommit();
      expect(text(await db.get(key('mine')))).toBe(conflicts ? undefined : 'x');
    });

    it('come of ranges that are cleared, and not of reads alone', async () => {
      const { db } = open();
      await fill(db, 'a');
      const [reader, writer] = [db.rawCreateTransaction(), db.rawCreateTransaction()];
      await Promise.all([reader.get(key('a')), writer.get(key('a'))]);
      await db.doTn((tn) => Promise.resolve(tn.clearRange(key('a'), key('b'))));
      write(writer);
      await expect(writer.rawCommit()).rejects.toEqual(code(1020));
      await reader.rawCommit();
    });

    it('are tried again by the binding until they are over', async () => {
      const { db, cluster } = open();
      const add = (tn: FullTransaction) =>
        tn.get(key('n')).then((found) => tn.set(key('n'), value(String(Number(text(found) ?? 0) + 1))));
      await Promise.all(Array.from({ length: 10 }, () => db.doTn(add)));
      expect(text(await db.get(key('n')))).toBe('10');
      expect(cluster.asked.commit).toBeGreaterThan(10);
    });
  });

  describe('atomic operations', () => {
    const number = (n: number) => Buffer.of(n & 0xff, n >> 8);

    it.each<
      [name: keyof FullBinding['MutationType'], before: Buffer | null, operand: Buffer, after: Buffer | undefined]
    >([
      ['Add', number(0x01ff), number(2), number(0x0201)],
      ['Add', null, number(2), number(2)],
      ['BitAnd', number(6), number(3), number(2)],
      ['BitXor', number(6), number(3), number(5)],
      ['Max', number(0x0102), number(0x0201), number(0x0201)],
      ['Min', number(0x0102), number(0x0201), number(0x0102)],
      ['ByteMax', value('b'), value('a'), value('b')],
      ['ByteMin', value('b'), value('a'), value('a')],
      ['AppendIfFits', value('a'), value('b'), value('ab')],
      ['CompareAndClear', value('a'), value('a'), undefined],
      ['CompareAndClear', value('a'), value('b'), value('a')],
    ])('%s', async (name, before, operand, after) => {
      const { db, fdb } = open();
      if (before !== null) await db.set(key('k'), before);
      await db.doTn(async (tn) => {
        tn.atomicOpNative(fdb.MutationType[name], key('k'), operand);
        expect(await tn.get(key('k'))).toEqual(after);
      });
      expect(await db.get(key('k'))).toEqual(after);
    });

    it('do not conflict with each other', async () => {
      const { db, fdb, cluster } = open();
      const add = (tn: FullTransaction) =>
        Promise.resolve(tn.atomicOpNative(fdb.MutationType.Add, key('k'), number(1)));
      await Promise.all(Array.from({ length: 20 }, () => db.doTn(add)));
      expect(await db.get(key('k'))).toEqual(number(20));
      expect(cluster.asked.commit).toBe(20);
    });

    it('versionstamps grow with the commits, in keys and in values', async () => {
      const { db } = open();
      const stamps: Buffer[] = [];
      for (const name of ['first', 'second']) {
        const tn = db.rawCreateTransaction();
        tn.setVersionstampSuffixedKey(key('log/'), value(name));
        tn.setVersionstampPrefixedValue(key('last'), value(name));
        await expect(tn.get(key('last'))).rejects.toEqual(code(1036));
        const { promise } = tn.getVersionstamp();
        await tn.rawCommit();
        stamps.push(await promise);
      }
      const log = await db.rawCreateTransaction().getRangeAll(key('log/'), key('log0'));
      expect(log.map(([, found]) => String(found))).toEqual(['first', 'second']);
      expect(log.map(([found]) => found.subarray(4))).toEqual(stamps);
      expect((await db.get(key('last')))?.subarray(0, 10)).toEqual(stamps[1]);
    });
  });

  describe('limits', () => {
    it.each([
      [2102, (tn: FullTransaction) => tn.set(Buffer.alloc(10_001), value(''))],
      [2103, (tn: FullTransaction) => tn.set(key('k'), Buffer.alloc(100_001))],
      [2004, (tn: FullTransaction) => tn.set(Buffer.of(0xff), value(''))],
      [2005, (tn: FullTransaction) => tn.clearRange(key('b'), key('a'))],
      [
        2101,
        (tn: FullTransaction) => Array.from({ length: 101 }, (_, n) => tn.set(key(`k${n}`), Buffer.alloc(99_999))),
      ],
    ])('%i comes with the commit, and nothing is written', async (expected, write) => {
      const { db, cluster } = open();
      const tn = db.rawCreateTransaction();
      tn.set(key('a'), value('a'));
      write(tn);
      await expect(tn.rawCommit()).rejects.toEqual(code(expected));
      await expect(tn.rawOnError(expected)).rejects.toEqual(code(expected));
      expect(cluster.size).toBe(0);
    });

    it('a key of 10,000 bytes and a value of 100,000 are taken', async () => {
      const { db } = open();
      await db.set(Buffer.alloc(10_000, 1), Buffer.alloc(100_000));
      expect((await db.get(Buffer.alloc(10_000, 1)))?.length).toBe(100_000);
    });

    it('a transaction with a time limit ends with 1031 when nothing answers, and is not tried again', async () => {
      const { db, cluster } = open();
      cluster.isDown = true;
      const tn = db.rawCreateTransaction({ timeout: 30 });
      await expect(tn.get(key('a'))).rejects.toEqual(code(1031));
      await expect(tn.rawOnError(1031)).rejects.toEqual(code(1031));
      cluster.isDown = false;
    });
  });

  describe('faults', () => {
    it('strike the operation that they are for, as often as they are asked to, after as many as they let pass', async () => {
      const { db, cluster } = open();
      cluster.inject({ at: 'read', code: 1037, times: 2, after: 1 });
      const tn = db.rawCreateTransaction();
      const results: (number | undefined)[] = [];
      for (let read = 0; read < 4; read += 1) {
        results.push(
          await tn.get(key('a')).then(
            () => 0,
            (thrown: unknown) => (thrown as { readonly code?: number }).code,
          ),
        );
      }
      expect(results).toEqual([0, 1037, 1037, 0]);
    });

    it.each([
      [true, 'x'],
      [false, undefined],
    ])('1021 tells nothing: the commit has happened (%s)', async (landed, expected) => {
      const { db, cluster } = open();
      cluster.inject({ at: 'commit', code: 1021, landed });
      const tn = db.rawCreateTransaction();
      tn.set(key('a'), value('x'));
      await expect(tn.rawCommit()).rejects.toEqual(code(1021));
      expect(text(await db.get(key('a')))).toBe(expected);
    });

    it('a commit that was given up may land later, unless what it read has changed', async () => {
      const { db, cluster } = open();
      for (const name of ['a', 'b']) {
        cluster.inject({ at: 'commit', code: 1031, landed: 'late' });
        const tn = db.rawCreateTransaction();
        await tn.get(key(`read-${name}`));
        tn.set(key(name), value('late'));
        await expect(tn.rawCommit()).rejects.toEqual(code(1031));
      }
      await db.set(key('read-b'), value('changed'));
      cluster.landLate();
      expect([text(await db.get(key('a'))), text(await db.get(key('b')))]).toEqual(['late', undefined]);
    });
  });

  describe('watches', () => {
    it('fire when the value changes, and not when it is written again', async () => {
      const { db } = open();
      await fill(db, 'a');
      const { promise, value: before } = await db.getAndWatch(key('a'));
      let fired = false;
      void promise.then((result) => (fired = result));
      await fill(db, 'a');
      expect([text(before), fired]).toEqual(['a', false]);
      await db.set(key('a'), value('other'));
      expect(await promise).toBe(true);
    });

    it('that are cancelled resolve to false', async () => {
      const { db } = open();
      const watch = await db.getAndWatch(key('a'));
      watch.cancel();
      expect(await watch.promise).toBe(false);
    });

    it('are ended with an error when there are too many, or when the cluster loses them', async () => {
      const { db, cluster } = open();
      cluster.maxWatches = 1;
      const first = await db.getAndWatch(key('a'));
      const second = await db.getAndWatch(key('b'));
      await expect(second.promise).rejects.toEqual(code(1032));
      cluster.breakWatches(1037);
      await expect(first.promise).rejects.toEqual(code(1037));
      expect(cluster.watchCount).toBe(0);
    });

    it('with a key that is a string end the process at the second call', async () => {
      const { db } = open();
      await db.getAndWatch('a');
      await expect(db.getAndWatch('a')).rejects.toThrow('aborted');
    });
  });

  describe('the version of the API', () => {
    it('can be chosen with one argument when the library has that of the binding’s header', () => {
      for (const libraryVersion of [630, 710]) {
        const old = loadStandIn<FullBinding>({ libraryVersion, clusters: new Map() });
        expect(() => old.setAPIVersion(630)).toThrow(code(2203));
        old.setAPIVersion(630, 630);
      }
      loadStandIn<FullBinding>({ libraryVersion: 720, clusters: new Map() }).setAPIVersion(630);
    });

    it('is chosen before anything is opened, and once', () => {
      const fdb = loadStandIn<FullBinding>({ clusters: new Map([['', new StandInCluster()]]) });
      expect(() => fdb.open()).toThrow('You must specify an API version');
      fdb.setAPIVersion(630, 630);
      expect(() => fdb.setAPIVersion(710, 710)).toThrow('already initialized with API version 630');
      expect(() => fdb.open('/nowhere')).toThrow(code(1515));
    });
  });
});
