import { fdbStore, type FdbStoreOptions } from '@carrel/store-fdb';
import { broken, found, lacking, type Finding } from './finding.js';

/** Whether the cluster can be reached, and whether it is one to keep data in. */
export async function checkFoundationdb(options: FdbStoreOptions): Promise<Finding> {
  const store = fdbStore(options);
  const opened = await store.open([]);
  const health = await opened.asyncAndThen(() => store.health());
  await store.dispose();
  if (health.isErr()) return broken('FoundationDB', 'cannot be used', health.error.message);
  const { latencyMs, details = {}, warnings = [] } = health.value;
  const told = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  const detail = [`answers in ${latencyMs.toFixed(1)} ms`, ...told].join(', ');
  return warnings.length === 0 ? found('FoundationDB', detail) : lacking('FoundationDB', detail, warnings.join(' '));
}
