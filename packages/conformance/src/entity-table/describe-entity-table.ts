import { Cases, type CasesOptions } from '../cases.js';
import type { RecordStoreSubject } from '../record-store/index.js';
import { describeEntities } from './entities.js';
import { OpenTable } from './open-table.js';
import { describePages } from './pages.js';
import { describeTenants } from './tenants.js';

/**
 * Proves over a store what every repository promises of its entities: each tenant's are its own, lists have pages, writers that
 * read an old version are refused, and what was deleted is missing.
 *
 * A host that replaces the store runs it beside `describeRecordStore`.
 */
export function describeEntityTable(options: CasesOptions<RecordStoreSubject>): void {
  options.test.describe('EntityTable', () => {
    const cases = new Cases<RecordStoreSubject>(options).prepared((subject) => OpenTable.open(subject));
    describeEntities(cases);
    describePages(cases);
    describeTenants(cases);
    cases.end();
  });
}
