import { err, ok, type Result } from '@carrel/core/kernel';
import { storeUnavailable, type StoreError } from '@carrel/core/store';
import { fdbErrorCode, type FdbDatabase } from './fdb-binding.js';
import type { ResolvedFdbOptions } from './fdb-options.js';
import { loadBinding } from './load-binding.js';
import { toStoreError } from './to-store-error.js';

/** Connects, without waiting for the cluster. */
export function openDatabase({
  database,
  loadBinding: load,
  apiVersion,
  clusterFile,
}: ResolvedFdbOptions): Result<FdbDatabase, StoreError> {
  if (database !== null) return ok(database);
  return loadBinding(load, apiVersion).andThen((binding) => {
    const listeners = process.listeners('exit');
    try {
      return ok(binding.open(clusterFile ?? undefined));
    } catch (thrown) {
      const code = fdbErrorCode(thrown);
      if (code === null) throw thrown;
      if (code === NO_NETWORK) forgetNewListeners(listeners);
      return err(toStoreError(code, thrown));
    }
  });
}

/** The client library has not started its network. */
const NO_NETWORK = 2008;

/** The binding stops the network when the process ends, which fails, with a stack trace, for one that was never started. */
function forgetNewListeners(before: readonly NodeJS.ExitListener[]): void {
  for (const listener of process.listeners('exit')) if (!before.includes(listener)) process.off('exit', listener);
}

/** A cluster that does not answer the first question may be gone, or may not speak the version of the client. */
export function withHint(error: StoreError): StoreError {
  if (error.type !== 'store/unavailable' || !error.retryable) return error;
  return {
    ...storeUnavailable(error.cause),
    message:
      'The FoundationDB cluster does not answer. See that the cluster file names it, that it is up ("fdbcli --exec status"), ' +
      'and that the client library is of the version of the cluster, or has one of it beside it that offers the chosen apiVersion.',
  };
}
