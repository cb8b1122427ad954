import {
  BoundFiles,
  ClientLog,
  DocumentAccess,
  DocumentExchange,
  DocumentFileBridge,
  DocumentFileLog,
  DocumentFileService,
  DocumentFileSweep,
  DocumentLeftovers,
  DocumentLog,
  documentMetrics,
  DocumentPurge,
  DocumentService,
  DocumentUpkeep,
  DocumentVersionLog,
  DocumentWarmUp,
  LiveDocuments,
  RecentLog,
  resolveDocumentOptions,
  StateLog,
  type BridgeFiles,
} from '../documents/index.js';
import type { Caller, CarrelError, ResultAsync } from '../kernel/index.js';
import { processHolder } from '../leases/index.js';
import type { AccessFeed, SessionRepository } from '../sessions/index.js';
import { noopMetrics } from '../telemetry/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

interface DocumentParts {
  readonly sessions: SessionRepository;
  readonly accessFeed: AccessFeed;
  readonly files: BridgeFiles;
  /** Whether somebody is still who they were. */
  readonly mayWork: (caller: Caller) => ResultAsync<boolean, CarrelError>;
}

/** The shared documents, and what must be started and ended with them. */
export function composeDocuments(
  options: CarrelOptions,
  { store, clock, ids, leases, logger, installation, shared }: PlatformContext,
  { sessions, accessFeed, files, mayWork }: DocumentParts,
) {
  const { cursors } = installation;
  const resolved = resolveDocumentOptions(options.documents);
  const holder = processHolder(ids);
  const base = { store, clock, ids, cursors, logger, options: resolved };
  const log = new DocumentLog({ ...base, maxDocumentsPerSession: resolved.maxDocumentsPerSession });
  const states = new StateLog({ ...base, keepUpdates: resolved.keepUpdates });
  const versionLog = new DocumentVersionLog({ ...base, maxVersions: resolved.maxVersions });
  const clients = new ClientLog({ ...base, maxClients: MAX_CLIENTS });
  const exchange = new DocumentExchange({ bus: shared.bus, holder, clock, logger });
  const metrics = documentMetrics(options.metrics ?? noopMetrics);
  const live = new LiveDocuments({
    ...{ ...base, log, states, versions: versionLog, exchange, metrics },
    hasReplicas: store.capabilities.multiProcess,
  });
  const purge = new DocumentPurge({ ...base, sessions });
  const access = new DocumentAccess({ sessions, clock });
  const bound = composeFiles({ ...base, access, files, mayWork, live, leases, holder, versionLog, metrics });
  const service = new DocumentService({
    ...{ ...base, access, accessFeed, log, live, clients, versionLog, purge, exchange },
    files: bound.service,
  });
  const leftovers = new DocumentLeftovers(base);
  const fileSweep = new DocumentFileSweep({ ...bound, log, sessions });
  const upkeep = new DocumentUpkeep({ ...base, purge, leftovers, fileSweep, clients, leases, holder });
  const warmUp = new DocumentWarmUp({ ...base, live, log, recents: new RecentLog(base), holder });
  const dispose = async () => {
    await bound.bridge.dispose();
    await Promise.all([warmUp.stop(), live.dispose()]);
    await upkeep.stop();
  };
  const boundFiles = new BoundFiles({ ...base, ...bound, log });
  return { service, upkeep, warmUp, bridge: bound.bridge, boundFiles, dispose };
}

/** How many clients that poll are on record of one document. */
const MAX_CLIENTS = 200;

type FileParts = Omit<ConstructorParameters<typeof DocumentFileBridge>[0], 'fileLog' | 'maxFileBytes' | 'live'> &
  Omit<ConstructorParameters<typeof DocumentFileService>[0], 'fileLog' | 'bridge'> &
  ConstructorParameters<typeof DocumentFileLog>[0];

/** What keeps documents and files the same. */
function composeFiles(parts: FileParts) {
  const fileLog = new DocumentFileLog(parts);
  const bridge = new DocumentFileBridge({ ...parts, fileLog, maxFileBytes: parts.options.maxBoundFileBytes });
  parts.live.followedBy(bridge);
  return { fileLog, bridge, service: new DocumentFileService({ ...parts, fileLog, bridge }) };
}
