import { memoryStore } from '@carrel/core/memory';
import { describe, it } from 'vitest';
import { describeEntityTable, describeRecordStore } from '../src/index.js';

const options = {
  test: { describe, it },
  createSubject: () => ({
    subject: memoryStore({ transactionTimeoutMs: 150, maxWatches: 1_000 }),
    transactionTimeoutMs: 150,
    maxWatches: 1_000,
    dispose: () => Promise.resolve(),
  }),
};

describeRecordStore({ ...options, capabilities: memoryStore().capabilities });
describeEntityTable(options);
