import { describeEntityTable, describeRandomSteps, describeRecordStore } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { backendName, createBackend, hasCluster, hasFdb } from './backend.js';

/** A cluster that shares the machine with the tests may be slow; what takes longer than this has to be within its five seconds. */
const TRANSACTION_TIMEOUT_MS = hasCluster ? 4_000 : 1_000;
const MAX_WATCHES = 1_100;

const options = {
  test: { describe, it },
  createSubject() {
    const backend = createBackend();
    const create = () =>
      fdbStore({ ...backend.options, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS, maxWatches: MAX_WATCHES });
    return {
      subject: create(),
      reopen: () => Promise.resolve(create()),
      transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
      maxWatches: MAX_WATCHES,
      dispose: () => backend.dispose(),
    };
  },
};

describe.runIf(hasFdb)(`on ${backendName}`, () => {
  describeRecordStore({ ...options, capabilities: fdbStore().capabilities });
  describeEntityTable(options);
  describeRandomSteps(options);
});
