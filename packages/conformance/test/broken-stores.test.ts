import { memoryStore } from '@carrel/core/memory';
import type { RecordStore } from '@carrel/core/store';
import { describe, expect, it } from 'vitest';
import { describeEntityTable, describeRandomSteps, describeRecordStore } from '../src/index.js';
import { MAX_WATCHES, memory, TRANSACTION_TIMEOUT_MS } from './broken/broken-store.js';
import { brokenEntities } from './broken/entities.js';
import { brokenLives } from './broken/life.js';
import { brokenRecords } from './broken/records.js';
import { brokenScans } from './broken/scans.js';
import { brokenSteps } from './broken/steps.js';
import { brokenTransactions } from './broken/transactions.js';
import { failuresOf, recordingRunner } from './recording-runner.js';

type Kit = (options: Parameters<typeof describeRecordStore>[0]) => void;

const kits: readonly (readonly [string, Kit, typeof brokenLives])[] = [
  [
    'describeRecordStore',
    describeRecordStore,
    { ...brokenRecords, ...brokenScans, ...brokenTransactions, ...brokenLives },
  ],
  ['describeEntityTable', describeEntityTable, brokenEntities],
  ['describeRandomSteps', describeRandomSteps, brokenSteps],
];

describe.each(kits)('%s', (_, kit, broken) => {
  it.each(Object.entries(broken))('finds out that a store %s', async (name, { create, found }) => {
    expect(await failures(kit, create), `${name} has to fail this case`).toContain(found);
  });

  it('fails nothing for a store that keeps its promises', async () => {
    expect(await failures(kit, memory)).toEqual([]);
  });
});

function failures(kit: Kit, create: () => RecordStore): Promise<readonly string[]> {
  const { test, cases } = recordingRunner();
  kit({
    test,
    capabilities: memoryStore().capabilities,
    createSubject: () => ({
      subject: create(),
      transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
      maxWatches: MAX_WATCHES,
      dispose: () => Promise.resolve(),
    }),
  });
  // One that keeps its promises needs time where much else runs.
  return failuresOf(cases, create === memory ? 40_000 : undefined);
}
