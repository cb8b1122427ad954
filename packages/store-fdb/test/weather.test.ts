import { describeEntityTable, describeRecordStore } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { fdbStore } from '../src/index.js';
import { hasStandIn, standIn } from './backend.js';
import { stormy } from './storm.js';

const options = {
  test: { describe, it },
  createSubject() {
    const backend = standIn(stormy(7));
    const create = () => fdbStore({ ...backend.options, transactionTimeoutMs: 1_000 });
    return {
      subject: create(),
      reopen: () => Promise.resolve(create()),
      transactionTimeoutMs: 1_000,
      dispose: () => backend.dispose(),
    };
  },
};

describe.runIf(hasStandIn)('in bad weather, on the stand-in', () => {
  describeRecordStore({ ...options, capabilities: fdbStore().capabilities });
  describeEntityTable(options);
});
