import { invariant, systemClock, type Clock } from '@carrel/core/kernel';
import { MAX_WATCHES, TRANSACTION_TIMEOUT_MS } from '@carrel/core/store';
import type { FdbBinding, FdbDatabase } from './fdb-binding.js';
import { requireFoundationdb } from './load-binding.js';

/** Gives the module when the store is opened, not before, so that importing the store costs nothing and needs no client library. */
export type LoadBinding = () => FdbBinding;

export interface FdbStoreOptions {
  /**
   * The cluster file.
   *
   * @default what the client library looks for: `FDB_CLUSTER_FILE`, then `fdb.cluster` in the working directory, then the machine's own
   */
  readonly clusterFile?: string;
  /**
   * The version of the API, from 630. One holds for the whole process, whoever chose it first.
   *
   * @default the highest that the loaded client library and the binding offer
   */
  readonly apiVersion?: number;
  /** Keeps this store apart from everything else in the cluster. @default 'carrel' */
  readonly prefix?: string;
  /** A database that the host has opened with the package `foundationdb`; it stays open when the store is disposed. */
  readonly database?: FdbDatabase;
  /** How long the work of a transaction or a view may run, in milliseconds, before `store/contention`. @default 5000 */
  readonly transactionTimeoutMs?: number;
  /** How long a transaction that conflicts with others is tried again, in milliseconds. @default 10000 */
  readonly retryTimeoutMs?: number;
  /** The most watches at a time, before `store/too-many-watches`. @default 10000 */
  readonly maxWatches?: number;
  /** How long `open`, `watch` and `health` wait for the cluster, in milliseconds. @default 5000 */
  readonly connectTimeoutMs?: number;
  /** Gives the binding, for hosts that bring their own build of it. @default the package `foundationdb` */
  readonly loadBinding?: LoadBinding;
  /** Measures the time that work takes. @default the machine's clock */
  readonly clock?: Clock;
}

export interface ResolvedFdbOptions extends Required<Omit<FdbStoreOptions, 'clusterFile' | 'apiVersion' | 'database'>> {
  readonly clusterFile: string | null;
  readonly apiVersion: number | null;
  readonly database: FdbDatabase | null;
}

/** @throws Error when an option is out of its range. */
export function resolveFdbOptions(options: FdbStoreOptions): ResolvedFdbOptions {
  const resolved: ResolvedFdbOptions = {
    clusterFile: options.clusterFile ?? null,
    apiVersion: options.apiVersion ?? null,
    prefix: options.prefix ?? 'carrel',
    database: options.database ?? null,
    transactionTimeoutMs: options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS,
    retryTimeoutMs: options.retryTimeoutMs ?? 10_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    maxWatches: options.maxWatches ?? MAX_WATCHES,
    loadBinding: options.loadBinding ?? requireFoundationdb,
    clock: options.clock ?? systemClock,
  };
  invariant(/^.{1,100}$/su.test(resolved.prefix), 'the prefix of a FoundationDB store has 1 to 100 characters');
  invariant(
    resolved.apiVersion === null || resolved.apiVersion >= MIN_API_VERSION,
    `the API version is at least ${MIN_API_VERSION}`,
  );
  invariant(
    resolved.transactionTimeoutMs >= 1 && resolved.retryTimeoutMs >= 1 && resolved.connectTimeoutMs >= 1,
    'the times of a FoundationDB store are at least 1 ms',
  );
  invariant(resolved.maxWatches >= 1, 'maxWatches is at least 1');
  invariant(
    resolved.clusterFile === null || Buffer.byteLength(resolved.clusterFile) < MAX_PATH_BYTES,
    `the path of the cluster file is shorter than ${MAX_PATH_BYTES} bytes`,
  );
  return Object.freeze(resolved);
}

/** The first whose options and errors this package knows; older ones handle time limits in another way. */
const MIN_API_VERSION = 630;

/** The binding cuts a longer path off. */
const MAX_PATH_BYTES = 1_024;
