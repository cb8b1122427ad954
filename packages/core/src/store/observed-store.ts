import type { ResultAsync } from '../kernel/index.js';
import { CallObserver, observedPort, type Telemetry, type Wrapper } from '../telemetry/index.js';
import type { RecordStore } from './record-store.js';

/** Errors with which the store says that it did not do its part; the others come from the work that it was given. */
const FAILURES = /^(store\/(unavailable|busy|full|corrupt|incompatible|closed|contention|failed)|unknown)$/;

type Work = (view: unknown) => unknown;

/**
 * `store` with each of its calls measured as `carrel_store_operation_seconds` and traced. How often work was run once more is
 * counted as `carrel_store_retries_total`.
 */
export function observedStore(store: RecordStore, telemetry: Telemetry): RecordStore {
  const observer = new CallObserver({
    ...telemetry,
    port: 'store',
    metric: 'carrel_store_operation_seconds',
    help: 'How long calls of the record store took, in seconds; of transactions from their wish to their commit.',
    failures: FAILURES,
  });
  const retries = telemetry.metrics.counter('carrel_store_retries_total', {
    help: 'How often the work of a transaction or of a read was run once more.',
    labels: ['operation'],
  });
  const about = { 'db.system.name': store.name };
  const wrap: Wrapper = (call, name) => {
    const operation = name;
    return (first, ...others) => {
      const given = typeof first === 'function' ? counted(first as Work, () => retries.add(1, { operation })) : first;
      return observer.observe(name, about, () => call(given, ...others) as ResultAsync<unknown, unknown>);
    };
  };
  return observedPort(store, wrap, ['dispose']);
}

/** Calls `again` each time that `work` is run and not for the first time. */
function counted(work: Work, again: () => void): Work {
  let runs = 0;
  return (view) => {
    runs += 1;
    if (runs > 1) again();
    return work(view);
  };
}
