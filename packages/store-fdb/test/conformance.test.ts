import { describeEntityTable, describeRandomSteps, describeRecordStore } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { backendName, createBackend, hasFdb } from './backend.js';

const TRANSACTION_TIMEOUT_MS = 1_000;
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
