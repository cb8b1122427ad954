import { createRequire } from 'node:module';
import { basename } from 'node:path';

/** Whether the servers of the tests keep their records in the cluster of `FDB_CLUSTER_FILE`: the environment alone says so. */
export const isOnFoundationdb = process.env['CARREL_STORE__KIND'] === 'foundationdb';

/** What one command is told beside that: in a cluster, which all share, each data directory has a prefix of its own. */
export function storeEnvironment(args: readonly string[]): Readonly<Record<string, string>> {
  const dataDir = args[args.indexOf('--data-dir') + 1];
  if (!args.includes('--data-dir') || dataDir === undefined) return {};
  return { CARREL_FOUNDATIONDB__PREFIX: basename(dataDir) };
}

/** Takes what a data directory has there out of the cluster. */
export async function eraseStore(dataDir: string): Promise<void> {
  const binding = createRequire(import.meta.url)('foundationdb') as Binding;
  binding.setAPIVersion(API_VERSION, API_VERSION);
  const database = binding.open();
  // A prefix is the packed string that its keys begin with.
  const prefix = Buffer.concat([Buffer.of(2), Buffer.from(basename(dataDir)), Buffer.of(0)]);
  await database.doTn((transaction) => {
    transaction.clearRange(prefix, Buffer.concat([prefix, Buffer.of(0xff)]));
    return Promise.resolve();
  });
  database.close();
}

/** What every client library has that the store takes. */
const API_VERSION = 630;

/** What is used here of the package `foundationdb`. */
interface Binding {
  setAPIVersion(version: number, headerVersion: number): void;
  open(): {
    doTn(body: (transaction: { clearRange(start: Buffer, end: Buffer): void }) => Promise<void>): Promise<void>;
    close(): void;
  };
}
