import { auditCollections, AuditService, AuditUpkeep } from '../audit/index.js';
import { codeCollections } from '../code/index.js';
import { conversationCollections } from '../conversations/index.js';
import { documentCollections } from '../documents/index.js';
import { identityCollections, IdentityService, StoredUserRepository } from '../identity/index.js';
import { createIdSource, systemClock, unwrap } from '../kernel/index.js';
import { builtInLanguages, createLanguageCatalogue, type Language } from '../languages/index.js';
import { isGoneProcess, leaseCollections, Leases, processHolder } from '../leases/index.js';
import { cachedPackages } from '../projects/index.js';
import {
  boundedRuntime,
  checkDiskLimit,
  checkIsolationClass,
  checkNetwork,
  checkSessionFiles,
} from '../runtime/index.js';
import {
  AccessFeed,
  ConnectionService,
  defaultSessionLimits,
  MemberService,
  outsideUsers,
  RecordMemberRepository,
  RecordSessionRepository,
  sessionCollections,
  SessionService,
  type SessionEnvironment,
  type SessionRepository,
  type UserDirectory,
} from '../sessions/index.js';
import { settingCollections, SettingService } from '../settings/index.js';
import { SharedContents, storageCollections, versionCollections } from '../storage/index.js';
import { streamCollections } from '../streaming/index.js';
import { taskCollections } from '../tasks/index.js';
import { installations, loadInstallation } from '../store/index.js';
import { terminals as terminalRecords } from '../terminals/index.js';
import { silentLogger } from '../telemetry/index.js';
import {
  activities,
  capacityCollections,
  commands,
  defaultWorkspaceOptions,
  poolBoxes,
  snapshots,
  workspaces,
} from '../workspaces/index.js';
import { auditedServices } from './audited-calls.js';
import type { CarrelOptions } from './carrel-options.js';
import type { Carrel } from './carrel.js';
import type { PlatformContext } from './platform-context.js';
import { healthChecks } from './check-health.js';
import { composeCode } from './compose-code.js';
import { composeConversations, withConversations } from './compose-conversations.js';
import { disposeSharedPorts, sharedPortsOf } from './compose-shared.js';
import { disposeStorages, openStorages } from './compose-storage.js';
import { RatedLoginGuard } from './rated-login-guard.js';
import { composeDocuments } from './compose-documents.js';
import { composeHints, withHints } from './compose-hints.js';
import { settledOptions } from './settled-options.js';
import type { ReplicaHints } from './replica-hints.js';
import { composeStreams, streamLogOf } from './compose-streams.js';
import { composeTasks, mayWork } from './compose-tasks.js';
import { withTelemetry } from './compose-telemetry.js';
import { composeTools } from './compose-tools.js';
import { composeWorkspaces } from './compose-workspaces.js';

/** @throws CarrelException when the store or the runtime cannot be opened; `request/invalid` for options that are none. */
export async function composeCarrel(given: CarrelOptions): Promise<Carrel> {
  const options = settledOptions(given);
  const { store, runtime } = options;
  try {
    return await compose(withTelemetry(withBounds(options)));
  } catch (error) {
    await disposeStorages(options);
    await options.code?.engine?.dispose();
    await Promise.all([store.dispose(), runtime.dispose(), options.streams?.dispose(), disposeSharedPorts(options)]);
    throw error;
  }
}

/** A runtime that never answers holds nobody up for ever. */
function withBounds(options: CarrelOptions): CarrelOptions {
  const { clock = systemClock, runtime } = options;
  const { runtimeTimeoutMs: timeoutMs } = { ...defaultWorkspaceOptions, ...options.workspaces };
  return { ...options, runtime: boundedRuntime(runtime, { clock, timeoutMs }) };
}

async function compose(options: CarrelOptions): Promise<Carrel> {
  const context = await openContext(options);
  const { clock, ids, languages, runtime, store, installation } = context;
  const { cursors } = installation;
  const audit = new AuditService({ store, clock, ids, cursors, ...given('options', options.audit) });
  const hints = composeHints(context, (hint) => {
    if (hint.about === 'access') rooms.feed.hear(hint.sessionId);
    else if (hint.about === 'task') work.heed(hint.holder);
    else identity.heed(hint);
  });
  const identity = composeIdentity(options, context, { audit, hints });
  const settings = new SettingService({ store, clock, cursors, ...given('options', options.settings) });
  const sessionRepository = options.repositories?.sessions ?? new RecordSessionRepository(store, cursors);
  const rooms = composeRooms(options, context, { sessions: sessionRepository, audit, hints });
  const { members, connections } = rooms;
  const inRooms = { sessions: sessionRepository, accessFeed: rooms.feed };
  const inside = composeWorkspaces(options, context, { ...inRooms, audit });
  const { streams, ...streaming } = composeStreams(options, context, inRooms);
  const { papers, coding } = composeWritten(options, context, { ...inRooms, inside, identity });
  const { talks, work } = composeModelWork(options, context, {
    ...{ audit, coding, hints, identity, inside, sessionRepository, streams, streaming },
  });
  const talked = withConversations(inside.workspaces, talks.copies);
  const environment = withHints(work.ofSessions.around(talked), rooms.feed);
  const sessions = composeSessions(options, context, { rooms, environment, repository: sessionRepository });
  const { workspaces: live, backups, commands: running, files, projects, terminals, runner, reconciler } = inside;
  await reconciler.start();
  inside.keeper.start();
  talks.upkeep.start();
  const { keeper: taskKeeper, tasks } = work.serve(sessions);
  taskKeeper.start();
  coding.start();
  papers.upkeep.start();
  papers.warmUp.start();
  const auditing = composeAuditUpkeep(options, context);
  auditing.start();
  let disposing: Promise<void> | undefined;
  const end = () =>
    endAll(context, { inside, taskKeeper, talks, papers, coding, auditing, streaming, hints, connections });
  const dispose = () => (disposing ??= end());
  const services = {
    ...{ identity, settings, audit, sessions, members, backups, files, projects, runner, streams, terminals, tasks },
    ...{ workspaces: live, containers: inside.containers, snapshots: inside.snapshots, ports: inside.ports },
    ...{ commands: running, conversations: talks.service, documents: papers.service, code: coding.service },
    connections,
  };
  return {
    ...auditedServices(services, audit),
    ...{ languages, cursors },
    rateLimiter: context.shared.rateLimiter,
    runtime: { name: runtime.name, capabilities: runtime.capabilities },
    health: healthChecks(context),
    backup: (path, options) => store.backup(path, options),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** What is written together, and code. */
function composeWritten(
  options: CarrelOptions,
  context: PlatformContext,
  {
    inside,
    identity,
    ...inRooms
  }: {
    readonly sessions: SessionRepository;
    readonly accessFeed: AccessFeed;
    readonly inside: Pick<ReturnType<typeof composeWorkspaces>, 'commands' | 'files' | 'planFiles'>;
    readonly identity: IdentityService;
  },
) {
  const working = mayWork(options, context, identity);
  const papers = composeDocuments(options, context, { ...inRooms, files: inside.files, mayWork: working });
  const { commands, planFiles: files } = inside;
  return {
    papers,
    coding: composeCode(options, context, { ...inRooms, files, commands, documents: papers.boundFiles }),
  };
}

function composeAuditUpkeep(options: CarrelOptions, context: PlatformContext): AuditUpkeep {
  const { store, leases, clock, logger, ids } = context;
  const deps = { store, leases, clock, logger, holder: processHolder(ids) };
  return new AuditUpkeep({ ...deps, ...given('options', options.audit) });
}

interface Ending {
  readonly inside: Pick<ReturnType<typeof composeWorkspaces>, 'refuse' | 'dispose'>;
  readonly taskKeeper: { close(): Promise<void> };
  readonly talks: { dispose(): Promise<void> };
  readonly papers: Pick<ReturnType<typeof composeDocuments>, 'bridge' | 'dispose'>;
  readonly coding: Pick<ReturnType<typeof composeCode>, 'dispose' | 'idle' | 'isBusy'>;
  readonly auditing: AuditUpkeep;
  readonly streaming: { dispose(): Promise<void> };
  readonly hints: Pick<ReplicaHints, 'close'>;
  readonly connections: ConnectionService;
}

async function endAll({ shared }: PlatformContext, ending: Ending): Promise<void> {
  const { inside, taskKeeper, talks, papers, coding, auditing, streaming, hints, connections } = ending;
  // While files can be written.
  if (papers.bridge.isBusy) await papers.bridge.dispose();
  if (coding.isBusy) await coding.idle();
  inside.refuse();
  // While what they write to still takes it.
  await taskKeeper.close();
  await talks.dispose();
  await papers.dispose();
  await coding.dispose();
  await auditing.stop();
  await streaming.dispose();
  hints.close();
  await connections.dispose();
  await disposeSharedPorts(shared);
  await inside.dispose();
}

function composeSessions<E>(
  options: CarrelOptions,
  { clock, ids, languages, store }: PlatformContext,
  {
    rooms: { repository: members, limits },
    ...deps
  }: {
    readonly rooms: ReturnType<typeof composeRooms>;
    readonly environment: SessionEnvironment<E>;
    readonly repository: SessionRepository;
  },
): SessionService<E> {
  const sharing = new SharedContents(store);
  const storages = new Set((options.storages ?? []).map(({ name }) => name));
  return new SessionService({ ...deps, members, languages, clock, ids, limits, sharing, storages });
}

/** What language models do: answers in conversations, and tasks. */
function composeModelWork(
  options: CarrelOptions,
  context: PlatformContext,
  {
    streaming: { repository: streamRepository, taskStreams },
    coding,
    ...deps
  }: Omit<Parameters<typeof composeTasks>[2], 'tools' | 'conversations' | 'messages' | 'taskStreams'> & {
    readonly inside: ReturnType<typeof composeWorkspaces>;
    readonly coding: Pick<ReturnType<typeof composeCode>, 'tooled'>;
    readonly streaming: Pick<ReturnType<typeof composeStreams>, 'repository' | 'taskStreams'>;
  },
) {
  const { audit, inside, sessionRepository: sessions, streams } = deps;
  const tools = composeTools(
    options,
    { ...inside, code: coding.tooled },
    { audit, clock: context.clock, logger: context.logger },
  );
  const { leftCommands } = inside;
  const talks = composeConversations(options, context, { leftCommands, sessions, streams, streamRepository, tools });
  const { service: conversations, messages } = talks;
  return { talks, work: composeTasks(options, context, { ...deps, taskStreams, tools, conversations, messages }) };
}

async function openContext(options: CarrelOptions): Promise<PlatformContext> {
  const { store, runtime, clock = systemClock, logger = silentLogger } = options;
  const ids = options.ids ?? createIdSource(clock);
  const collections = [
    installations,
    ...leaseCollections,
    ...identityCollections,
    ...auditCollections,
    ...settingCollections,
    ...sessionCollections,
    ...storageCollections,
    workspaces,
    snapshots,
    ...capacityCollections,
    activities,
    poolBoxes,
    commands,
    terminalRecords,
    ...versionCollections,
    cachedPackages,
    ...conversationCollections,
    ...streamCollections,
    ...taskCollections,
    ...documentCollections,
    ...codeCollections,
    ...(options.collections ?? []),
  ];
  await unwrap(store.open(collections));
  await openStorages(options);
  const streamLog = streamLogOf(options);
  await unwrap(streamLog.open());
  const shared = sharedPortsOf(options);
  await unwrap(shared.rateLimiter.open());
  await unwrap(runtime.open().andThen(() => checkOffers(options)));
  const installation = await unwrap(loadInstallation(store, { clock, ids }));
  const languages = createLanguageCatalogue(languagesOf(options));
  return {
    ...{ store, runtime, clock, ids, logger, installation, languages, streamLog, shared },
    leases: new Leases({ store, clock, isGone: isGoneProcess }),
  };
}

/** Versions are what images promise: without any, the machine decides. */
function languagesOf({ languages = builtInLanguages, runtime }: CarrelOptions): readonly Language[] {
  return runtime.capabilities.images ? languages : languages.map((language) => ({ ...language, version: null }));
}

/** Refuses what is wanted of every workspace and the runtime does not offer. */
function checkOffers({
  runtime: { capabilities },
  workspaces: { diskBytes = 0, isolationClass = '', keptFiles = 'none', network = '' } = {},
}: CarrelOptions) {
  return checkIsolationClass(isolationClass === '' ? undefined : isolationClass, capabilities)
    .andThen(() => checkNetwork(network === '' ? undefined : network, capabilities))
    .andThen(() => checkDiskLimit(diskBytes === 0 ? undefined : diskBytes, capabilities))
    .andThen(() => checkSessionFiles(keptFiles === 'none' ? 'box' : 'session', capabilities));
}

/** Who is in rooms, and who is told when that changes. */
function composeRooms(
  options: CarrelOptions,
  context: PlatformContext,
  {
    sessions,
    audit,
    hints,
  }: { readonly sessions: SessionRepository; readonly audit: AuditService; readonly hints: ReplicaHints },
) {
  const { store, clock, ids, installation, shared } = context;
  const { cursors } = installation;
  const connections = new ConnectionService({ presence: shared.presence, sessions, clock, ids });
  const users = options.repositories?.users ?? new StoredUserRepository(cursors);
  const directory: UserDirectory =
    options.verifier === undefined
      ? { has: (view, tenantId, id) => users.get(view, tenantId, id).map((user) => user !== null) }
      : outsideUsers;
  const repository = options.repositories?.members ?? new RecordMemberRepository(store, directory, cursors, audit);
  const limits = { ...defaultSessionLimits, ...options.sessions };
  const feed = new AccessFeed((sessionId) => {
    hints.tell({ about: 'access', sessionId });
  });
  const members = new MemberService({ repository, sessions, feed, clock, limits });
  return { repository, feed, limits, connections, members };
}

function composeIdentity(
  options: CarrelOptions,
  context: PlatformContext,
  { audit, hints }: { readonly audit: AuditService; readonly hints: ReplicaHints },
): IdentityService {
  const { store, clock, ids, installation } = context;
  const { tenants, users, logins, agents } = options.repositories ?? {};
  return new IdentityService({
    ...{ store, clock, ids, cursors: installation.cursors, journal: audit },
    guard: new RatedLoginGuard({ limiter: context.shared.rateLimiter, clock, ...given('limits', options.logins) }),
    onEnded: (ended) => {
      hints.tell({ about: 'ended', ...ended });
    },
    ...given('options', options.identity),
    ...given('passwords', options.passwords),
    ...given('hasher', options.hasher),
    ...given('verifier', options.verifier),
    ...given('metrics', options.metrics),
    ...given('tenants', tenants),
    ...given('users', users),
    ...given('logins', logins),
    ...given('agents', agents),
  });
}

/** The property, where there is a value for it: an absent option and an undefined one are not the same. */
function given<Name extends string, T>(name: Name, value: T | undefined): { readonly [N in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [N in Name]?: T });
}
