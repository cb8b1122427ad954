import assert from 'node:assert/strict';
import type { StoreCapabilities } from '@carrel/core/store';
import { Cases, type CasesOptions } from '../cases.js';
import { describeBackups } from './backups.js';
import { describeBytes } from './bytes.js';
import { describeConcurrency } from './concurrency.js';
import { describeDurability } from './durability.js';
import { describeIndexes } from './indexes.js';
import { describeLifecycle, describeUnopened } from './lifecycle.js';
import { describeLimits } from './limits.js';
import { OpenStore, type RecordStoreSubject } from './record-store-subject.js';
import { describeRecords } from './records.js';
import { describeScans } from './scans.js';
import { describeTransactions } from './transactions.js';
import { describeWatches } from './watches.js';

export interface RecordStoreKitOptions extends CasesOptions<RecordStoreSubject> {
  /** What the store says of itself; cases that it does not claim are skipped, and a case compares it with every subject. */
  readonly capabilities: StoreCapabilities;
}

/**
 * Proves that a store keeps every promise of the `RecordStore` port.
 *
 * @example
 * describeRecordStore({
 *   test: { describe, it },
 *   capabilities: myStore().capabilities,
 *   createSubject: () => ({ subject: myStore(), dispose: () => Promise.resolve() }),
 * });
 */
export function describeRecordStore(options: RecordStoreKitOptions): void {
  const { test, capabilities, createSubject } = options;
  test.describe('RecordStore', () => {
    const unopened = new Cases<RecordStoreSubject>(options);
    const cases = unopened.prepared((subject) => OpenStore.open(subject));
    unopened.it('the store has the capabilities that were claimed', ({ subject }) => {
      assert.deepEqual(subject.capabilities, capabilities);
      return Promise.resolve();
    });
    describeUnopened(unopened);
    describeLifecycle(cases);
    describeRecords(cases);
    describeBytes(cases);
    describeIndexes(cases);
    describeScans(cases);
    describeTransactions(cases);
    describeConcurrency(cases);
    describeWatches(cases, capabilities);
    describeLimits(cases);
    describeDurability(cases, capabilities);
    describeBackups(unopened, capabilities, createSubject);
    cases.end();
  });
}
