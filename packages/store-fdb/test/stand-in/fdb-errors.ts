/** The errors that the stand-in knows, as FoundationDB documents them. @see flow/error_definitions.h, "Error codes" */
const DESCRIPTIONS: Readonly<Record<number, string>> = {
  1007: 'Transaction is too old to perform reads or be committed',
  1009: 'Request for future version',
  1020: 'Transaction not committed due to conflict with another transaction',
  1021: 'Transaction may or may not have committed',
  1025: 'Operation aborted because the transaction was cancelled',
  1031: 'Operation aborted because the transaction timed out',
  1032: 'Too many watches set',
  1036: 'Read or wrote an unreadable key',
  1037: 'Storage process does not have recent mutations',
  1038: 'Database is locked',
  1039: 'The protocol version of the cluster has changed',
  1042: 'Commit proxy memory limit exceeded',
  1078: 'GRV proxy memory limit exceeded',
  1101: 'Asynchronous operation cancelled',
  1213: 'Transaction tag is being throttled',
  1223: 'Exceeded maximum proxy tag throttling duration',
  1515: 'No cluster file found in current directory or default location',
  2004: 'Key outside legal range',
  2005: 'Range begin key larger than end key',
  2006: 'Option set with an invalid value',
  2008: 'Action not possible before the network is configured',
  2017: 'Operation issued while a commit was outstanding',
  2101: 'Transaction exceeds byte limit',
  2102: 'Key length exceeds limit',
  2103: 'Value length exceeds limit',
  2104: 'Connection string invalid',
  2200: 'API version is not set',
  2201: 'API version may be set only once',
  2203: 'API version not supported',
};

const MAYBE_COMMITTED: readonly number[] = [1021, 1039];
const RETRYABLE_NOT_COMMITTED: readonly number[] = [1007, 1009, 1020, 1037, 1038, 1042, 1051, 1078, 1213, 1223];

/** The tests of `fdb_error_predicate`, by the numbers that the binding has for them. */
export function errorPredicate(test: number, code: number): boolean {
  if (test === 50_001) return MAYBE_COMMITTED.includes(code);
  if (test === 50_002) return RETRYABLE_NOT_COMMITTED.includes(code);
  return test === 50_000 && (MAYBE_COMMITTED.includes(code) || RETRYABLE_NOT_COMMITTED.includes(code));
}

export function isRetryable(code: number): boolean {
  return errorPredicate(50_000, code);
}

/** An error on its way to the binding, which gives it its class. */
export class NativeFailure extends Error {
  constructor(readonly code: number) {
    super(DESCRIPTIONS[code] ?? 'Unknown error');
  }
}
