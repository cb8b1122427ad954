import { Cases } from '../cases.js';
import { describeConcurrency } from './concurrency.js';
import { describeContents } from './contents.js';
import { describeDamage } from './damage.js';
import { describeDurability } from './durability.js';
import { describeLife, describeUnopened } from './life.js';
import { describeLists } from './lists.js';
import { OpenStorage } from './open-storage.js';
import { describeRefusals } from './refusals.js';
import { describeRemovals } from './removals.js';
import type { StorageKitOptions, StorageSubject } from './storage-subject.js';
import { describeTenants } from './tenants.js';
import { describeVolume } from './volume.js';

/**
 * Proves that a storage keeps every promise of the `StorageProvider` port.
 *
 * @example
 * describeStorage({
 *   test: { describe, it },
 *   createSubject: () => ({ subject: myStorage(freshPlace()), dispose: () => removePlace() }),
 *   lacks: { restart: 'it keeps contents in memory', damage: 'nobody else gets at them', bounded: 'it keeps them in memory' },
 * });
 */
export function describeStorage(options: StorageKitOptions): void {
  options.test.describe('StorageProvider', () => {
    const subjects = new Cases<StorageSubject>(options);
    const cases = subjects.prepared((subject) => OpenStorage.open(subject));
    describeUnopened(subjects);
    describeLife(cases);
    describeContents(cases);
    describeRefusals(cases);
    describeRemovals(cases);
    describeLists(cases);
    describeTenants(cases);
    describeConcurrency(cases);
    describeDamage(cases, options);
    describeDurability(cases, options);
    describeVolume(cases, options);
    cases.end();
  });
}
