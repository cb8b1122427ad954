export interface FdbRangeOptions {
  /** @default no limit */
  readonly limit?: number;
  readonly reverse?: boolean;
  readonly streamingMode?: number;
}

/**
 * What this package uses of a transaction of the package `foundationdb`.
 *
 * Keys are `Buffer`s alone: the binding takes strings too, and its `watch` then ends the whole process at the second call.
 */
export interface FdbNativeTransaction {
  /** The same transaction, whose reads conflict with nobody's writes. */
  snapshot(): FdbNativeTransaction;
  get(key: Buffer): Promise<Buffer | undefined>;
  getRangeAll(start: Buffer, end: Buffer, options?: FdbRangeOptions): Promise<readonly (readonly [Buffer, Buffer])[]>;
  set(key: Buffer, value: Buffer): void;
  clear(key: Buffer): void;
  clearRange(start: Buffer, end: Buffer): void;
  /** Set when the transaction is committed, at the version that it read at. */
  watch(key: Buffer): FdbWatch;
  addReadConflictKey(key: Buffer): void;
  addReadConflictRange(start: Buffer, end: Buffer): void;
  setReadVersion(version: Buffer): void;
  getReadVersion(): Promise<Buffer>;
  /** The version of the commit; only after it. */
  getCommittedVersion(): Buffer;
  rawCommit(): Promise<void>;
  /** Waits as long as the error asks for and makes the transaction new, or rejects when trying again is no use. */
  rawOnError(code: number): Promise<void>;
  rawCancel(): void;
}

/** A watch of one key, which outlives its transaction. */
export interface FdbWatch {
  /** True when the key has another value; false when the watch was cancelled, or its transaction was. */
  readonly promise: Promise<boolean>;
  cancel(): void;
}

/** Options of a transaction, by the names that the binding gives them. Times are in milliseconds. */
export interface FdbTransactionOptions {
  /** Ends the transaction with error 1031 when it is this old, retries included. */
  readonly timeout?: number;
}

/** What this package uses of a database of the package `foundationdb`. */
export interface FdbDatabase {
  rawCreateTransaction(options?: FdbTransactionOptions): FdbNativeTransaction;
  close(): void;
}

/** What this package uses of the module `foundationdb`, version 2. */
export interface FdbBinding {
  /** Chooses the version of the API, once in a process. Throws when the client library does not offer it. */
  setAPIVersion(version: number, headerVersion?: number): void;
  /** Connects in the background: it gives a database, whether or not there is a cluster. */
  open(clusterFile?: string): FdbDatabase;
}

/** The number of an error of FoundationDB; `null` for everything else, which is a mistake in a program. */
export function fdbErrorCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'number') return null;
  return thrown.code;
}

/** The streaming mode `want_all`: everything that is asked for will be used. */
export const WANT_ALL = -2;
