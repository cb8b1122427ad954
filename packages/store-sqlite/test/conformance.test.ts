import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEntityTable, describeRandomSteps, describeRecordStore } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { sqliteStore } from '../src/index.js';

const TRANSACTION_TIMEOUT_MS = 300;
const MAX_WATCHES = 1_100;

const options = {
  test: { describe, it },
  createSubject() {
    const directory = mkdtempSync(join(tmpdir(), 'carrel-sqlite-'));
    const create = () =>
      sqliteStore({
        path: join(directory, 'carrel.db'),
        transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
        maxWatches: MAX_WATCHES,
      });
    return {
      subject: create(),
      reopen: () => Promise.resolve(create()),
      transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
      maxWatches: MAX_WATCHES,
      dispose: () => {
        rmSync(directory, { recursive: true, force: true });
        return Promise.resolve();
      },
    };
  },
};

describeRecordStore({ ...options, capabilities: sqliteStore({ path: 'unused.db' }).capabilities });
describeEntityTable(options);
describeRandomSteps({ ...options, runs: 150 });
