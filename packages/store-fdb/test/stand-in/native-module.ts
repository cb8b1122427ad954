import { NativeFailure, errorPredicate } from './fdb-errors.js';
import { toKey } from './key-ranges.js';
import type { StandInCluster } from './stand-in-cluster.js';
import { StandInTransaction } from './stand-in-transaction.js';

type Bytes = Buffer | string;
type Callback = (error: Error | null, result?: unknown) => void;

export interface NativeModuleOptions {
  /** The highest version of the API that the client library has. @default 730 */
  readonly libraryVersion?: number;
  /** Whether the library takes what the environment says of its network; the binding swallows that it does not. @default true */
  readonly startsNetwork?: boolean;
  /** The databases, by the path of the cluster file; `''` is the one of the machine. */
  readonly clusters: ReadonlyMap<string, StandInCluster>;
}

/** The versions that the binding's own header names when its caller names none. */
const HEADER_VERSION = 720;

/**
 * The module that the package `foundationdb` expects from its native part, over databases in this process.
 *
 * Where the real one ends the process, this throws an `Error` that says so.
 */
export function createNativeModule({ libraryVersion = 730, startsNetwork = true, clusters }: NativeModuleOptions) {
  let apiVersion = 0;
  const mod = {
    FDBError: Error as new (message: string, code: number) => Error,
    type: 'napi',
    setAPIVersion: (version: number) => mod.setAPIVersionImpl(version, HEADER_VERSION),
    setAPIVersionImpl(version: number, headerVersion: number): void {
      if (apiVersion !== 0 && apiVersion !== version) throw toError(mod, new NativeFailure(2201));
      if (Math.max(version, headerVersion) > libraryVersion) throw toError(mod, new NativeFailure(2203));
      apiVersion = version;
    },
    startNetwork(): void {
      if (apiVersion === 0) throw toError(mod, new NativeFailure(2200));
    },
    stopNetwork: () => undefined,
    setNetworkOption: () => undefined,
    errorPredicate,
    createDatabase(clusterFile?: string) {
      if (!startsNetwork) throw toError(mod, new NativeFailure(2008));
      const cluster = clusters.get(clusterFile ?? '');
      if (cluster === undefined) throw toError(mod, new NativeFailure(1515));
      return new NativeDatabase(mod, cluster);
    },
  };
  return mod;
}

export type NativeModule = ReturnType<typeof createNativeModule>;

class NativeDatabase {
  private isOpen = true;

  constructor(
    private readonly mod: NativeModule,
    private readonly cluster: StandInCluster,
  ) {}

  setOption(): void {
    // No option of a database changes what the stand-in does.
  }

  close(): void {
    this.isOpen = false;
  }

  createTransaction(): NativeTransaction {
    if (!this.isOpen) throw new Error('Cannot create transaction after db closed');
    return new NativeTransaction(this.mod, new StandInTransaction(this.cluster));
  }
}

/** How many watches with a string key there were; the real binding does not outlive the second. */
let stringWatches = 0;

/** The methods of the native transaction, with their arguments as the binding gives them. */
class NativeTransaction {
  constructor(
    private readonly mod: NativeModule,
    private readonly transaction: StandInTransaction,
  ) {}

  setOption(code: number, value: number | Buffer | null): void {
    this.transaction.setOption(code, typeof value === 'number' ? value : null);
  }

  commit(callback?: Callback) {
    return this.give(this.transaction.commit(), callback);
  }

  reset(): void {
    this.transaction.reset();
  }

  cancel(): void {
    this.transaction.cancel();
  }

  onError(code: number, callback?: Callback) {
    return this.give(this.transaction.onError(code), callback);
  }

  getApproximateSize() {
    return this.give(Promise.resolve(this.transaction.approximateSize()));
  }

  get(key: Bytes, isSnapshot: boolean, callback?: Callback) {
    return this.give(this.transaction.get(toKey(key), isSnapshot), callback);
  }

  // The number of parameters is the binding's.
  // eslint-disable-next-line max-params
  getKey(key: Bytes, orEqual: boolean, offset: number, isSnapshot: boolean, callback?: Callback) {
    return this.give(this.transaction.getKey({ key: toKey(key), orEqual, offset }, isSnapshot), callback);
  }

  getRange(...args: readonly unknown[]) {
    const [start, startOrEqual, startOffset, end, endOrEqual, endOffset, ...rest] = args as RangeArguments;
    const [limit, targetBytes, mode, iteration, snapshot, reverse, callback] = rest;
    const begin = { key: toKey(start), orEqual: startOrEqual, offset: startOffset };
    const until = { key: toKey(end), orEqual: endOrEqual, offset: endOffset };
    const maxBytes = targetBytes > 0 ? targetBytes : batchBytes(mode, iteration);
    return this.give(this.transaction.getRange({ begin, end: until, limit, maxBytes, snapshot, reverse }), callback);
  }

  set(key: Bytes, value: Bytes): void {
    this.transaction.set(toKey(key), Buffer.from(value));
  }

  clear(key: Bytes): void {
    this.transaction.clear({ start: toKey(key), end: `${toKey(key)}\0` });
  }

  clearRange(start: Bytes, end: Bytes): void {
    this.transaction.clear({ start: toKey(start), end: toKey(end) });
  }

  atomicOp(operation: number, key: Bytes, operand: Bytes): void {
    this.transaction.atomic(operation, toKey(key), Buffer.from(operand));
  }

  addReadConflictRange(start: Bytes, end: Bytes): void {
    this.transaction.addReadConflictRange({ start: toKey(start), end: toKey(end) });
  }

  addWriteConflictRange(start: Bytes, end: Bytes): void {
    this.transaction.addWriteConflictRange({ start: toKey(start), end: toKey(end) });
  }

  getReadVersion(callback?: Callback) {
    return this.give(this.transaction.readVersion().then(versionBytes), callback);
  }

  setReadVersion(version: Buffer): void {
    this.transaction.setReadVersion(Number(version.readBigUInt64BE()));
  }

  getCommittedVersion(): Buffer {
    return versionBytes(this.transaction.committedVersion);
  }

  getVersionstamp(callback?: Callback) {
    return this.give(this.transaction.versionstamp(), callback);
  }

  watch(key: Bytes, ignoreStandardErrors: boolean) {
    if (typeof key === 'string' && (stringWatches += 1) > 1) throw new Error('The process would be aborted here.');
    const { promise, cancel } = this.transaction.watch(toKey(key));
    const ignored = [1020, 1025, 1101];
    const caught = promise.catch((thrown: unknown) => {
      if (ignoreStandardErrors && thrown instanceof NativeFailure && ignored.includes(thrown.code)) return false;
      throw toError(this.mod, thrown);
    });
    return { promise: caught, cancel };
  }

  getRangeSplitPoints(): never {
    throw new Error('The process would be ended here by a library without this function.');
  }

  private give<T>(answer: Promise<T>, callback?: Callback): Promise<T> | undefined {
    const given = answer.catch((thrown: unknown) => {
      throw toError(this.mod, thrown);
    });
    if (callback === undefined) return given;
    given.then(
      (result) => callback(null, result),
      (thrown: unknown) => callback(thrown as Error),
    );
    return undefined;
  }
}

type RangeArguments = readonly [
  start: Bytes,
  startOrEqual: boolean,
  startOffset: number,
  end: Bytes,
  endOrEqual: boolean,
  endOffset: number,
  limit: number,
  targetBytes: number,
  mode: number,
  iteration: number,
  snapshot: boolean,
  reverse: boolean,
  callback?: Callback,
];

/** How much a batch of a range has at most, by the streaming mode; exact ones have no such limit. */
function batchBytes(mode: number, iteration: number): number {
  if (mode === 0) return 0;
  if (mode === -1) return ITERATOR_BYTES[Math.min(iteration, ITERATOR_BYTES.length) - 1] ?? 0;
  return MODE_BYTES[mode] ?? 80_000;
}

const ITERATOR_BYTES = [256, 1_000, 4_096, 6_144, 9_216, 13_824, 20_736, 31_104, 46_656, 69_984, 80_000];
const MODE_BYTES: Readonly<Record<number, number>> = { 1: 256, 2: 1_000, 3: 4_096, 4: 80_000 };

function versionBytes(version: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(version));
  return bytes;
}

/** A failure as the binding's callers know it; anything else is a mistake in the stand-in. */
function toError(mod: NativeModule, thrown: unknown): unknown {
  return thrown instanceof NativeFailure ? new mod.FDBError(thrown.message, thrown.code) : thrown;
}
