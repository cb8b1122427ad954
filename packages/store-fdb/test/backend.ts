import { randomUUID } from 'node:crypto';
import { hasBackend } from '@carrel/conformance';
import { ok } from '@carrel/core/kernel';
import { administer } from '../src/administration.js';
import type { FdbBinding } from '../src/fdb-binding.js';
import type { FdbStoreOptions } from '../src/index.js';
import { Keyspace } from '../src/keyspace.js';
import { loadBinding, requireFoundationdb } from '../src/load-binding.js';
import { loadStandIn, standInMissing } from './stand-in/load-stand-in.js';
import { StandInCluster } from './stand-in/stand-in-cluster.js';

/** Where the stores of tests are: a real cluster when `FDB_CLUSTER_FILE` names one, otherwise the stand-in. */
export interface Backend {
  /** The stand-in; `null` on a real cluster, which takes no orders. */
  readonly cluster: StandInCluster | null;
  readonly options: FdbStoreOptions;
  dispose(): Promise<void>;
}

const clusterFile = process.env['FDB_CLUSTER_FILE'];

/** The version of the API that the stores of tests choose on a real cluster: that of `FDB_API_VERSION`, or the highest. */
const { FDB_API_VERSION } = process.env;
const apiVersion = FDB_API_VERSION === undefined ? null : Number(FDB_API_VERSION);

/** Whether tests can run that give a stand-in orders. */
export const hasStandIn = hasBackend('the binding of FoundationDB', standInMissing);

/** Whether the tests can run on something. */
export const hasFdb = clusterFile !== undefined || hasStandIn;

/** Whether there is a real cluster, and its client library. */
export const hasCluster = clusterFile !== undefined;

/** What the results were got on. */
export const backendName = clusterFile === undefined ? 'the stand-in' : 'the cluster of FDB_CLUSTER_FILE';

/** A store's place that is empty and nobody else's. */
export function createBackend(): Backend {
  if (clusterFile === undefined) return standIn();
  const options = {
    clusterFile,
    prefix: `carrel-test-${randomUUID()}`,
    ...(apiVersion === null ? {} : { apiVersion }),
  };
  return { cluster: null, options, dispose: () => erase(options) };
}

/** A stand-in of its own, which stores reach over the one binding of this process. */
export function standIn(cluster = new StandInCluster()): Backend & { readonly cluster: StandInCluster } {
  made += 1;
  const file = `stand-in-${made}`;
  clusters.set(file, cluster);
  const dispose = () => Promise.resolve(void clusters.delete(file));
  return { cluster, options: { clusterFile: file, loadBinding: () => binding() }, dispose };
}

const clusters = new Map<string, StandInCluster>();
let made = 0;
let loaded: FdbBinding | null = null;

function binding(): FdbBinding {
  loaded ??= loadStandIn<FdbBinding>({ clusters });
  return loaded;
}

/** Takes everything under the prefix of a test out of a real cluster. */
async function erase({ clusterFile: file, prefix }: { clusterFile: string; prefix: string }): Promise<void> {
  const database = loadBinding(requireFoundationdb, apiVersion)._unsafeUnwrap().open(file);
  const { start, end } = new Keyspace(prefix).everything;
  const erased = await administer(database, { timeout: 10_000 }, (native) => {
    native.clearRange(start, end);
    return Promise.resolve(ok(undefined));
  });
  erased._unsafeUnwrap();
  database.close();
}
