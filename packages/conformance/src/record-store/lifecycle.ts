import assert from 'node:assert/strict';
import { errAsync, okAsync } from '@carrel/core/kernel';
import { collection, type RecordStore } from '@carrel/core/store';
import type { Cases } from '../cases.js';
import { expectErr, expectOk } from '../expect-result.js';
import { allAtOnce } from '../traits/concurrently.js';
import { whenAborted } from '../traits/when-aborted.js';
import { whenClosed, type Operation } from '../traits/when-closed.js';
import {
  increment,
  KIT_COLLECTIONS,
  note,
  notes,
  type OpenStore,
  type RecordStoreSubject,
} from './record-store-subject.js';

/** What `open`, `dispose`, `health` and the signals of the caller promise. */
export function describeLifecycle(cases: Cases<OpenStore>): void {
  cases.group('life', () => {
    describeOpening(cases);
    describeClosing(cases);
    describeAborting(cases);
  });
}

const operations: Readonly<Record<string, Operation<{ readonly store: RecordStore }>>> = {
  transact: ({ store }) => store.transact((tx) => tx.insert(notes, note())),
  'transact without a use of the store': ({ store }) => store.transact(() => okAsync(1)),
  read: ({ store }) => store.read((view) => view.scan(notes, { limit: 1 })),
  'read without a use of the store': ({ store }) => store.read(() => okAsync(1)),
  watch: ({ store }) => store.watch(notes, []),
  health: ({ store }) => store.health(),
  backup: ({ store }) => store.backup('never-written'),
};

/** What holds before `open`; it needs stores that are not open. */
export function describeUnopened(cases: Cases<RecordStoreSubject>): void {
  cases.group('before open', () => {
    const unopened = Object.entries(operations).map(
      ([name, operation]) => [name, (subject: RecordStoreSubject) => operation({ store: subject.subject })] as const,
    );
    whenClosed(cases, {
      when: 'before open',
      close: () => Promise.resolve(),
      operations: Object.fromEntries(unopened),
      expected: 'store/closed',
    });

    cases.it('a store that was never opened can be disposed', async ({ subject }) => {
      await subject.dispose();
      await expectErr(subject.open(KIT_COLLECTIONS), 'store/closed');
    });
  });
}

function describeOpening(cases: Cases<OpenStore>): void {
  cases.it('open can be called again, and changes nothing that is there', async (open) => {
    await open.insertNotes({ body: 'kept' });
    await expectOk(open.store.open(KIT_COLLECTIONS));
    assert.equal((await open.note('one'))?.value.body, 'kept');
  });

  cases.it('a later open adds collections, and those before can still be used', async (open) => {
    const added = collection<{ readonly id: string }>()('kit_added', { key: ['id'] });
    await open.insertNotes({});
    await expectOk(open.store.open([added]));
    await open.write((tx) => tx.insert(added, { id: 'x' }));
    assert.notEqual(await open.note('one'), null);
  });

  cases.it('calls of open at the same time all succeed', async ({ store }) => {
    const added = collection<{ readonly id: string }>()('kit_added', { key: ['id'], indexes: { byId: ['id'] } });
    const opened = await allAtOnce(5, () => store.open([added]));
    assert.deepEqual(
      opened.map((result) => result.isOk()),
      [true, true, true, true, true],
    );
  });

  cases.it('health says how long a read took', async ({ store }) => {
    const { latencyMs } = await expectOk(store.health());
    assert.ok(latencyMs >= 0 && latencyMs < 10_000, `${latencyMs} ms`);
  });
}

function describeClosing(cases: Cases<OpenStore>): void {
  whenClosed(cases, {
    close: ({ store }) => store.dispose(),
    operations: { ...operations, open: ({ store }) => store.open(KIT_COLLECTIONS) },
    expected: 'store/closed',
  });

  cases.it('dispose can be called any number of times', async ({ store }) => {
    await Promise.all([store.dispose(), store.dispose()]);
    await store.dispose();
  });

  cases.it('dispose waits for the transactions under way, and they succeed', async ({ store }) => {
    let succeeded = 0;
    for (let caller = 0; caller < 50; caller += 1) {
      void store.transact((tx) => increment(tx, 'c')).then((result) => (succeeded += result.isOk() ? 1 : 0));
    }
    await store.dispose();
    // Results that are there take a few more steps to reach those who wait for them.
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    assert.equal(succeeded, 50);
  });
}

function describeAborting(cases: Cases<OpenStore>): void {
  whenAborted(cases, {
    operations: {
      transact: ({ store }, signal) => store.transact((tx) => tx.insert(notes, note()), { signal }),
      read: ({ store }, signal) => store.read((view) => view.scan(notes, { limit: 1 }), { signal }),
    },
    verify: async (open) => {
      assert.equal(await open.note('one'), null);
    },
  });

  cases.it('a transaction that waits for its turn gives up with request/aborted, and writes nothing', async (open) => {
    const controller = new AbortController();
    const first = open.write((tx) => increment(tx, 'first'));
    const waiting = open.store.transact((tx) => increment(tx, 'waiting'), { signal: controller.signal });
    const last = open.write((tx) => increment(tx, 'last'));
    controller.abort();
    const result = await waiting;
    await Promise.all([first, last]);
    if (result.isErr()) assert.equal(result.error.type, 'request/aborted');
    assert.equal(await open.count('waiting'), result.isOk() ? 1 : 0);
    assert.deepEqual([await open.count('first'), await open.count('last')], [1, 1]);
  });

  cases.it('a transaction whose work has begun is finished, whatever its signal says', async (open) => {
    const controller = new AbortController();
    const begun = open.store.transact(
      (tx) => {
        controller.abort();
        return increment(tx, 'begun');
      },
      { signal: controller.signal },
    );
    await expectOk(begun);
    assert.equal(await open.count('begun'), 1);
  });

  cases.it('a signal that does not fire, or fires late, has no effect', async (open) => {
    const controller = new AbortController();
    await expectOk(open.store.transact((tx) => increment(tx, 'c'), { signal: controller.signal }));
    await expectErr(
      open.store.transact(() => errAsync({ type: 'kit/refused' as const }), { signal: controller.signal }),
      'kit/refused',
    );
    controller.abort();
    assert.equal(await open.count('c'), 1);
  });
}
