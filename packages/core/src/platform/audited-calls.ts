import type { CodePlanRef } from '../code/index.js';
import type { DocumentRef } from '../documents/index.js';
import type { FilePlace } from '../files/index.js';
import type { AuditService } from '../audit/index.js';
import { auditedService, type CallRows } from './audited-service.js';
import type { Carrel } from './carrel.js';
import type { WorkspaceServices } from './open-workspace.js';

type Services = Pick<
  Carrel,
  | 'audit'
  | 'backups'
  | 'code'
  | 'commands'
  | 'connections'
  | 'containers'
  | 'conversations'
  | 'documents'
  | 'files'
  | 'identity'
  | 'members'
  | 'ports'
  | 'projects'
  | 'runner'
  | 'sessions'
  | 'settings'
  | 'snapshots'
  | 'streams'
  | 'tasks'
  | 'terminals'
  | 'workspaces'
>;

type AllRows = { readonly [Name in keyof Services]: CallRows<Services[Name]> };

const idOf = (_args: unknown, value: { readonly id: string } | undefined) => value?.id ?? '';
const inSession = ([, sessionId]: readonly [unknown, string, ...unknown[]]) => ({ sessionId });
const ofFile = ([, { path }]: readonly [unknown, FilePlace, ...unknown[]]) => ({ path });
const ofDocument = ([, { sessionId, name }]: readonly [unknown, DocumentRef, ...unknown[]]) => ({ sessionId, name });
const ofThing = ([, { sessionId }]: readonly [unknown, { readonly sessionId: string }, ...unknown[]]) => ({
  sessionId,
});

/** What the audit is told of every call of every service. */
const ROWS: AllRows = {
  audit: { append: 'none', record: 'none', note: 'none', refused: 'none', close: 'none', list: 'refusals' },
  backups: {
    create: { action: 'backup.created', subject: idOf, details: inSession },
    list: 'refusals',
    get: 'refusals',
    remove: { action: 'backup.removed', subject: ([, , id]) => id, details: inSession },
    verify: 'refusals',
    restore: { action: 'backup.restored', details: ([, , { backupId, into }]) => ({ backupId, into: into ?? null }) },
    copy: 'none',
  },
  code: { languages: 'refusals', query: 'refusals', connect: 'refusals' },
  commands: {
    run: 'refusals',
    start: 'refusals',
    list: 'refusals',
    get: 'refusals',
    output: 'refusals',
    writeStdin: { action: 'command.input', details: ofThing },
    signal: { action: 'command.signalled', details: ([, { sessionId }, signal]) => ({ sessionId, signal }) },
    kill: { action: 'command.killed', details: ofThing },
  },
  containers: { list: 'refusals' },
  connections: { begin: 'none', list: 'refusals', dispose: 'none' },
  conversations: {
    create: {
      ...{ action: 'conversation.created', subject: idOf },
      details: ([, input]) => ({ sessionId: input?.sessionId ?? null }),
    },
    get: 'refusals',
    list: 'refusals',
    update: { action: 'conversation.updated' },
    remove: { action: 'conversation.removed' },
    addMessage: { action: 'message.added', subject: idOf, details: ([, conversationId]) => ({ conversationId }) },
    ask: { action: 'message.asked', details: ([, conversationId]) => ({ conversationId }) },
    messages: 'refusals',
    message: 'refusals',
    removeMessage: { action: 'message.removed', details: ([, { conversationId }]) => ({ conversationId }) },
  },
  documents: {
    open: 'refusals',
    sync: 'refusals',
    list: 'refusals',
    get: 'refusals',
    pollers: 'refusals',
    remove: { action: 'document.removed', details: ofDocument },
  },
  files: {
    list: 'refusals',
    stat: 'refusals',
    read: 'refusals',
    write: { action: 'file.written', details: ofFile },
    makeDirectory: { action: 'directory.created', details: ofFile },
    move: { action: 'file.moved', details: ([, { path, to }]) => ({ path, to }) },
    remove: { action: 'file.removed', details: ofFile },
    watch: 'refusals',
    upload: { action: 'files.uploaded', details: ofFile },
    download: 'refusals',
  },
  identity: {
    register: 'none',
    login: 'none',
    refresh: 'none',
    logout: 'none',
    logoutEverywhere: 'refusals',
    authenticate: 'none',
    standing: 'none',
    watch: 'none',
    admit: 'none',
    heed: 'none',
    jwks: 'none',
  },
  members: { list: 'refusals', set: 'refusals', remove: 'refusals' },
  ports: { open: 'refusals', check: 'refusals' },
  projects: {
    detect: 'refusals',
    install: { action: 'packages.installed', details: ([, , { request }]) => ({ manager: request.manager ?? null }) },
    startInstall: {
      action: 'packages.installed',
      details: ([, , { request }]) => ({ manager: request.manager ?? null }),
    },
  },
  runner: { run: 'refusals' },
  sessions: {
    create: {
      ...{ action: 'session.created', subject: idOf },
      details: (_args, value) => (value === undefined ? {} : { kind: value.kind }),
    },
    get: 'refusals',
    list: 'refusals',
    update: {
      action: 'session.updated',
      details: ([, , { changes }]) => ({ changed: Object.keys(changes).join(' ') }),
    },
    remove: { action: 'session.removed' },
    fork: { action: 'session.forked', subject: idOf, details: ([, from]) => ({ from }) },
    related: 'refusals',
  },
  settings: {
    list: 'refusals',
    put: { action: 'setting.changed', subject: ([, { category, key }]) => `${category}/${key}` },
    remove: { action: 'setting.removed', subject: ([, { category, key }]) => `${category}/${key}` },
  },
  snapshots: {
    take: 'refusals',
    list: 'refusals',
    get: 'refusals',
    restore: 'refusals',
    remove: 'refusals',
  },
  streams: {
    create: { action: 'stream.created', subject: idOf, details: ([, { purpose }]) => ({ purpose }) },
    get: 'refusals',
    read: 'refusals',
    cancel: { action: 'stream.cancelled' },
  },
  tasks: { create: 'refusals', get: 'refusals', list: 'refusals', cancel: 'refusals', follow: 'refusals' },
  terminals: {
    open: 'refusals',
    list: 'refusals',
    get: 'refusals',
    close: 'refusals',
    attach: { action: 'terminal.attached' },
    read: 'refusals',
  },
  workspaces: {
    open: 'refusals',
    start: 'refusals',
    stop: { action: 'workspace.stopped' },
    get: 'refusals',
    views: 'none',
    explain: 'refusals',
    keepAlive: { action: 'workspace.kept-alive', details: ([, , { durationMs }]) => ({ durationMs }) },
    holdForTraffic: 'refusals',
    events: 'refusals',
    end: 'none',
    copyFiles: 'none',
    close: 'none',
  },
};

type Plans = Carrel['code']['plans'];

const ofPlan = {
  subject: ([, { planId }]: readonly [unknown, CodePlanRef, ...unknown[]]) => planId,
  details: (
    [, { sessionId }]: readonly [unknown, CodePlanRef, ...unknown[]],
    value: { readonly files: readonly unknown[] } | undefined,
  ) => (value === undefined ? { sessionId } : { sessionId, files: value.files.length }),
};
const PLAN_ROWS: CallRows<Plans> = {
  create: 'refusals',
  get: 'refusals',
  list: 'refusals',
  apply: { action: 'code-plan.applied', ...ofPlan },
  undo: { action: 'code-plan.undone', ...ofPlan },
  remove: { action: 'code-plan.removed', subject: ofPlan.subject, details: ofThing },
};

type Identity = Carrel['identity'];

const PROFILE_ROWS: CallRows<Identity['profile']> = { get: 'refusals', update: 'refusals', changePassword: 'refusals' };
const ADMIN_ROWS = { list: 'refusals', create: 'refusals', remove: 'refusals' } as const;
const USER_ROWS: CallRows<Identity['users']> = { ...ADMIN_ROWS, get: 'refusals', update: 'refusals' };
const AGENT_ROWS: CallRows<Identity['agents']> = ADMIN_ROWS;
const INVITATION_ROWS: CallRows<Identity['invitations']> = ADMIN_ROWS;
const VERSION_ROWS: CallRows<Carrel['documents']['versions']> = {
  list: 'refusals',
  get: 'refusals',
  create: { action: 'document.version-kept', subject: idOf, details: ofDocument },
  restore: { action: 'document.restored', details: ofDocument },
};
const DOCUMENT_FILE_ROWS: CallRows<Carrel['documents']['files']> = {
  bind: {
    action: 'document.bound',
    details: ([, { sessionId, name, path }]) => ({ sessionId, name, path }),
  },
  get: 'refusals',
  unbind: { action: 'document.unbound', details: ofDocument },
};
const TICKET_ROWS: CallRows<Identity['tickets']> = {
  issue: { action: 'ticket.issued', details: ([, { purpose, resource }]) => ({ purpose, resource }) },
  redeem: 'none',
};

/** The services as a host has them: what is done and refused by them is told to the audit. */
export function auditedServices<S extends Partial<Services>>(services: S, audit: AuditService): S {
  const entries = Object.entries(services).map(([name, service]) => {
    const rows = ROWS[name as keyof Services] as CallRows<object>;
    const parts = partsOf(name, service, audit);
    return [name, auditedService(service as object, audit, { name, rows, parts })] as const;
  });
  return { ...services, ...Object.fromEntries(entries) };
}

/** The same for the services that handles of workspaces reach. */
export function auditedInside(services: WorkspaceServices, audit: AuditService): WorkspaceServices {
  return auditedServices(services, audit);
}

/** The services within a service. */
function partsOf(name: string, service: object, audit: AuditService): object {
  if (name === 'identity') return identityParts(service as Identity, audit);
  if (name === 'code') {
    return { plans: auditedService((service as Carrel['code']).plans, audit, { name: 'code.plans', rows: PLAN_ROWS }) };
  }
  if (name !== 'documents') return {};
  const { files, versions } = service as Carrel['documents'];
  return {
    files: auditedService(files, audit, { name: 'documents.files', rows: DOCUMENT_FILE_ROWS }),
    versions: auditedService(versions, audit, { name: 'documents.versions', rows: VERSION_ROWS }),
  };
}

function identityParts(
  { profile, users, agents, invitations, tickets }: Identity,
  audit: AuditService,
): Partial<Identity> {
  return {
    profile: auditedService(profile, audit, { name: 'profile', rows: PROFILE_ROWS }),
    users: auditedService(users, audit, { name: 'users', rows: USER_ROWS }),
    agents: auditedService(agents, audit, { name: 'agents', rows: AGENT_ROWS }),
    invitations: auditedService(invitations, audit, { name: 'invitations', rows: INVITATION_ROWS }),
    tickets: auditedService(tickets, audit, { name: 'tickets', rows: TICKET_ROWS }),
  };
}
