import {
  storeBusy,
  storeClosed,
  storeContention,
  storeFailed,
  storeTooLarge,
  storeUnavailable,
  type StoreError,
} from '@carrel/core/store';

/** What FoundationDB said, as an error of the port. @see the list of its error codes in its documentation */
export function toStoreError(code: number, cause: unknown): StoreError {
  return ERRORS.get(code)?.(cause) ?? storeFailed(cause);
}

/** The cluster did not answer in time: it is gone, or the client is of another version than it. */
export const TIMED_OUT = 1031;

const tooBig =
  (what: string) =>
  (cause: unknown): StoreError => ({
    ...storeTooLarge(cause),
    message: `${what} Split the transaction, or write shorter fields.`,
  });

const ERRORS: ReadonlyMap<number, (cause: unknown) => StoreError> = new Map<number, (cause: unknown) => StoreError>([
  // Read versions are kept for five seconds, and conflicting transactions are tried again until their time is over.
  [1007, storeContention],
  [1009, storeUnavailable],
  [1020, storeContention],
  [1021, storeUnavailable],
  [TIMED_OUT, storeUnavailable],
  [1037, storeUnavailable],
  [1038, storeBusy],
  [1039, storeUnavailable],
  [1042, storeUnavailable],
  [1051, storeUnavailable],
  [1078, storeUnavailable],
  [1213, storeUnavailable],
  [1223, storeUnavailable],
  // The transaction, or the network, was ended by this process.
  [1025, storeClosed],
  [1100, storeUnavailable],
  [1101, storeClosed],
  [1510, storeUnavailable],
  [1515, (cause) => ({ ...storeUnavailable(cause), retryable: false, message: NO_CLUSTER_FILE })],
  [2008, (cause) => ({ ...storeUnavailable(cause), retryable: false, message: NO_NETWORK })],
  [2025, storeClosed],
  [2101, tooBig('The transaction writes and reads more than the 10 MB that FoundationDB takes.')],
  [2102, tooBig('A key is longer than the 10,000 bytes that FoundationDB takes.')],
  [2103, tooBig('A value is longer than the 100,000 bytes that FoundationDB takes.')],
  [2104, (cause) => ({ ...storeUnavailable(cause), retryable: false, message: BAD_CLUSTER_FILE })],
]);

const NO_CLUSTER_FILE =
  'There is no FoundationDB cluster file. Name it in FDB_CLUSTER_FILE or in the option clusterFile; the servers of the ' +
  'cluster have it in /etc/foundationdb/fdb.cluster.';
/** The binding goes on without a network where the library refuses to start it; then nothing can be opened. */
const NO_NETWORK =
  'The FoundationDB client library could not start in this process. See that the variables of its environment which begin with ' +
  'FDB_NETWORK_OPTION_ have values that the library takes: directories that are there, with client libraries in them.';
const BAD_CLUSTER_FILE = 'The FoundationDB cluster file does not hold what it should: description:id@address:port,…';
