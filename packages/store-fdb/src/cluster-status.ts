import type { StoreHealth } from '@carrel/core/store';

/** Where a cluster tells about itself. */
export const STATUS_KEY = Buffer.concat([Buffer.of(0xff, 0xff), Buffer.from('/status/json')]);

/** What of a status document is told. */
export type ClusterStatus = Pick<StoreHealth, 'details' | 'warnings'>;

/** What of the status document is looked at. */
interface StatusDocument {
  readonly client?: {
    readonly database_status?: { readonly available?: boolean; readonly healthy?: boolean };
    readonly coordinators?: { readonly coordinators?: readonly { readonly reachable?: boolean }[] };
    readonly messages?: readonly StatusMessage[];
  };
  readonly cluster?: {
    readonly configuration?: { readonly storage_engine?: string; readonly redundancy_mode?: string };
    readonly data?: { readonly state?: { readonly name?: string; readonly healthy?: boolean } };
    readonly database_lock_state?: { readonly locked?: boolean };
    readonly fault_tolerance?: { readonly max_zone_failures_without_losing_data?: number };
    readonly messages?: readonly StatusMessage[];
    readonly processes?: Readonly<Record<string, StatusProcess | null>>;
  };
}

interface StatusProcess {
  readonly address?: string;
  readonly messages?: readonly StatusMessage[];
}

interface StatusMessage {
  readonly name?: string;
  readonly description?: string;
}

/** What the status document of a cluster means for who runs it. */
export function readStatus(document: Buffer | undefined): ClusterStatus {
  const status = parse(document);
  if (status === null) return { warnings: ['The cluster does not tell its status.'] };
  const { configuration = {}, data } = status.cluster ?? {};
  const engine = configuration.storage_engine ?? 'unknown';
  const redundancy = configuration.redundancy_mode ?? 'unknown';
  const state = data?.state?.name ?? 'unknown';
  return {
    details: { engine, redundancy, data: state },
    warnings: [
      ...(engine.startsWith('memory') ? [MEMORY_ENGINE] : []),
      ...(redundancy === 'single' ? [SINGLE_COPY] : []),
      ...(isHealthy(status) ? [] : [`The cluster is not healthy (data: ${state}); see "fdbcli --exec status".`]),
      ...(isAtItsEnd(status) ? [NO_MORE_FAILURES] : []),
      ...coordinatorWarning(status),
      ...(status.cluster?.database_lock_state?.locked === true ? [LOCKED] : []),
      ...messagesOf(status),
      ...processMessagesOf(status),
    ],
  };
}

const MEMORY_ENGINE =
  'The storage engine is "memory", which holds all data in memory: choose ssd with "fdbcli --exec \'configure ssd\'".';
const SINGLE_COPY =
  'Every record is kept once (redundancy "single"), so the loss of one disk loses data: configure double or triple.';
const NO_MORE_FAILURES =
  'The loss of one more machine would lose data: some are gone, or there are too few; see "fdbcli --exec status details".';
const LOCKED =
  'The database is locked, as a restore leaves it that did not end: "fdbcli --exec \'unlock UID\'" opens it again.';

function isHealthy({ client, cluster }: StatusDocument): boolean {
  const { available = true, healthy = true } = client?.database_status ?? {};
  return available && healthy && cluster?.data?.state?.healthy !== false;
}

/** Whether what should survive the loss of a machine would not. A cluster is called healthy all the same. */
function isAtItsEnd({ cluster }: StatusDocument): boolean {
  const isSafe = cluster?.configuration?.redundancy_mode !== 'single';
  return isSafe && cluster?.fault_tolerance?.max_zone_failures_without_losing_data === 0;
}

function coordinatorWarning({ client }: StatusDocument): readonly string[] {
  const all = listed(client?.coordinators?.coordinators);
  const gone = all.filter(({ reachable }) => reachable === false).length;
  return gone === 0 ? [] : [`${gone} of ${all.length} coordinators cannot be reached.`];
}

function messagesOf({ client, cluster }: StatusDocument): readonly string[] {
  const told = [...listed(client?.messages), ...listed(cluster?.messages)];
  return told.map(({ name = 'message', description = '' }) => `The cluster says ${name}: ${description}`);
}

/** What the processes say of themselves. One such message is enough for a cluster to call itself not healthy. */
function processMessagesOf({ cluster }: StatusDocument): readonly string[] {
  const told = Object.values(cluster?.processes ?? {}).flatMap((process) =>
    listed(process?.messages).map(
      ({ name = 'message', description = '' }) =>
        `The process ${process?.address ?? 'of the cluster'} says ${name}: ${description}`,
    ),
  );
  const more = told.length - MAX_PROCESS_MESSAGES;
  return more <= 0 ? told : [...told.slice(0, MAX_PROCESS_MESSAGES), `${more} more messages of processes.`];
}

/** Some messages are told by every process; the first few say what it is. */
const MAX_PROCESS_MESSAGES = 10;

/** Other versions may have something else there. */
function listed<T>(list: readonly T[] | undefined): readonly T[] {
  return isList(list) ? list : [];
}

function isList<T>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value);
}

function parse(document: Buffer | undefined): StatusDocument | null {
  try {
    return document === undefined ? null : (JSON.parse(document.toString()) as StatusDocument);
  } catch {
    return null;
  }
}
