import type { StoreHealth } from '@carrel/core/store';

/** Where a cluster tells about itself. */
export const STATUS_KEY = Buffer.concat([Buffer.of(0xff, 0xff), Buffer.from('/status/json')]);

/** What of the status document is looked at. */
interface StatusDocument {
  readonly client?: {
    readonly database_status?: { readonly available?: boolean; readonly healthy?: boolean };
  };
  readonly cluster?: {
    readonly configuration?: { readonly storage_engine?: string; readonly redundancy_mode?: string };
    readonly data?: { readonly state?: { readonly name?: string; readonly healthy?: boolean } };
  };
}

/** What the status document of a cluster means for who runs it. */
export function readStatus(document: Buffer | undefined): Pick<StoreHealth, 'details' | 'warnings'> {
  const status = parse(document);
  if (status === null) return { warnings: ['The cluster does not tell its status.'] };
  const { configuration = {}, data } = status.cluster ?? {};
  const engine = configuration.storage_engine ?? 'unknown';
  const redundancy = configuration.redundancy_mode ?? 'unknown';
  const state = data?.state?.name ?? 'unknown';
  const { available = true, healthy = true } = status.client?.database_status ?? {};
  const isHealthy = available && healthy && data?.state?.healthy !== false;
  return {
    details: { engine, redundancy, data: state },
    warnings: [
      ...(engine.startsWith('memory') ? [MEMORY_ENGINE] : []),
      ...(redundancy === 'single' ? [SINGLE_COPY] : []),
      ...(isHealthy ? [] : [`The cluster is not healthy (data: ${state}); see "fdbcli --exec status".`]),
    ],
  };
}

const MEMORY_ENGINE =
  'The storage engine is "memory", which holds all data in memory: choose ssd with "fdbcli --exec \'configure ssd\'".';
const SINGLE_COPY =
  'Every record is kept once (redundancy "single"), so the loss of one disk loses data: configure double or triple.';

function parse(document: Buffer | undefined): StatusDocument | null {
  try {
    return document === undefined ? null : (JSON.parse(document.toString()) as StatusDocument);
  } catch {
    return null;
  }
}
