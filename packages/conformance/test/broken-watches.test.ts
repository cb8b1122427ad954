import { memoryStore } from '@carrel/core/memory';
import type { RecordStore } from '@carrel/core/store';
import { expect, it } from 'vitest';
import { describeRecordStore } from '../src/index.js';
import { MAX_WATCHES, TRANSACTION_TIMEOUT_MS } from './broken/broken-store.js';
import { brokenWatches, sharedMemory } from './broken/watches.js';
import { failuresOf, recordingRunner } from './recording-runner.js';

it.concurrent.each(Object.entries(brokenWatches))(
  'the kit finds out that a store %s',
  async (name, { create, found }) => {
    expect(await failures(create, (each) => each === found), `${name} has to fail this case`).toEqual([found]);
  },
);

it('the kit fails nothing for stores that share their data and keep their promises', async () => {
  expect(await failures(undefined, () => true)).toEqual([]);
});

it('the kit asks a store without watches to say so', async () => {
  const { test, cases } = recordingRunner();
  const capabilities = { ...memoryStore().capabilities, watch: false };
  describeRecordStore({
    test,
    capabilities,
    createSubject: () => ({ subject: memoryStore(), dispose: () => Promise.resolve() }),
  });
  const found = 'watch says that there is none';
  expect(await failuresOf(cases.filter(({ name }) => name === found))).toEqual([found]);
});

function failures(
  create: ((inner: RecordStore) => RecordStore) | undefined,
  chosen: (name: string) => boolean,
): Promise<readonly string[]> {
  const { test, cases } = recordingRunner();
  describeRecordStore({
    test,
    capabilities: sharedMemory().capabilities,
    createSubject: () => ({
      ...sharedMemory(create),
      transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
      maxWatches: MAX_WATCHES,
      dispose: () => Promise.resolve(),
    }),
  });
  // One that keeps its promises needs time where much else runs.
  return failuresOf(
    cases.filter(({ name }) => chosen(name)),
    create === undefined ? 40_000 : undefined,
  );
}
