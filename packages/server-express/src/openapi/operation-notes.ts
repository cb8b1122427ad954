import {
  commandEvents,
  fileEvents,
  streamEvents,
  taskEvents,
  workspaceEvents,
  type EventShapes,
} from './event-shapes.js';
import type { AnswerHeaderName, RequestHeaderName } from './headers.js';
import type { Tag } from './tags.js';

/** What the document says of a route beyond what the route says of itself. */
export interface OperationNote {
  /** Unique, and what generated clients call it. */
  readonly id: string;
  readonly tag: Tag;
  /** Headers that it reads. */
  readonly takes?: readonly RequestHeaderName[];
  /** Headers that its answers carry, by status. */
  readonly gives?: Readonly<Record<number, readonly AnswerHeaderName[]>>;
  /** Of an answer that is neither JSON nor events. */
  readonly mediaType?: string;
  readonly events?: EventShapes;
}

type More = Omit<OperationNote, 'id' | 'tag'>;

function note(tag: Tag, id: string, more: More = {}): OperationNote {
  return { tag, id, ...more };
}

const once: More = { takes: ['Idempotency-Key'], gives: { 201: ['Location'] } };
const made: More = { gives: { 201: ['Location'] } };
const resumed = (events: EventShapes): More => ({ takes: ['Last-Event-ID'], events });

/** By method and path. */
export const operationNotes: Readonly<Record<string, OperationNote>> = {
  'POST /auth/register': note('auth', 'register'),
  'POST /auth/login': note('auth', 'logIn'),
  'POST /auth/refresh': note('auth', 'refreshTokens'),
  'POST /auth/logout': note('auth', 'logOut'),
  'POST /auth/tickets': note('auth', 'issueTicket'),
  'GET /.well-known/jwks.json': note('auth', 'getKeys'),
  'GET /users/me': note('users', 'getProfile'),
  'PUT /users/me': note('users', 'updateProfile'),
  'PUT /users/me/password': note('users', 'changePassword'),
  'GET /settings': note('settings', 'listSettings'),
  'PUT /settings/:category/:key': note('settings', 'putSetting'),
  'DELETE /settings/:category/:key': note('settings', 'removeSetting'),
  'GET /tenant/users': note('tenant', 'listUsers'),
  'POST /tenant/users': note('tenant', 'createUser'),
  'PUT /tenant/users/:id': note('tenant', 'updateUser'),
  'DELETE /tenant/users/:id': note('tenant', 'removeUser'),
  'GET /tenant/agents': note('tenant', 'listAgents'),
  'POST /tenant/agents': note('tenant', 'createAgent'),
  'DELETE /tenant/agents/:id': note('tenant', 'removeAgent'),
  'GET /tenant/invitations': note('tenant', 'listInvitations'),
  'POST /tenant/invitations': note('tenant', 'createInvitation'),
  'DELETE /tenant/invitations/:id': note('tenant', 'removeInvitation'),
  'GET /tenant/containers': note('tenant', 'listContainers'),
  'GET /tenant/audit': note('tenant', 'listAudit'),
  'POST /sessions': note('sessions', 'createSession', { ...once, gives: { 201: ['Location', 'ETag'] } }),
  'GET /sessions': note('sessions', 'listSessions'),
  'GET /sessions/:id': note('sessions', 'getSession', {
    takes: ['If-None-Match'],
    gives: { 200: ['ETag'], 304: ['ETag'] },
  }),
  'PUT /sessions/:id': note('sessions', 'updateSession', { takes: ['If-Match'], gives: { 200: ['ETag'] } }),
  'DELETE /sessions/:id': note('sessions', 'removeSession'),
  'POST /sessions/:id/fork': note('sessions', 'forkSession', { gives: { 201: ['Location', 'ETag'] } }),
  'GET /sessions/related': note('sessions', 'listRelatedSessions'),
  'GET /sessions/:id/members': note('members', 'listMembers'),
  'PUT /sessions/:id/members/:userId': note('members', 'setMember'),
  'DELETE /sessions/:id/members/:userId': note('members', 'removeMember'),
  'POST /sessions/:id/workspace': note('workspaces', 'startWorkspace', { gives: { 202: ['Retry-After'] } }),
  'GET /sessions/:id/workspace': note('workspaces', 'getWorkspace'),
  'POST /sessions/:id/workspace/keep-alive': note('workspaces', 'keepWorkspace'),
  'DELETE /sessions/:id/workspace': note('workspaces', 'stopWorkspace'),
  'GET /sessions/:id/workspace/events': note('workspaces', 'watchWorkspace', resumed(workspaceEvents)),
  'POST /sessions/:id/commands': note('commands', 'runCommand', made),
  'GET /sessions/:id/commands': note('commands', 'listCommands'),
  'GET /sessions/:id/commands/:cid': note('commands', 'getCommand'),
  'GET /sessions/:id/commands/:cid/output': note('commands', 'followOutput', resumed(commandEvents)),
  'POST /sessions/:id/commands/:cid/stdin': note('commands', 'writeInput'),
  'POST /sessions/:id/commands/:cid/signal': note('commands', 'sendSignal'),
  'DELETE /sessions/:id/commands/:cid': note('commands', 'killCommand'),
  'POST /sessions/:id/run': note('commands', 'runCode'),
  'POST /sessions/:id/port-links': note('ports', 'makePortLink'),
  'POST /sessions/:id/terminals': note('terminals', 'openTerminal', made),
  'GET /sessions/:id/terminals': note('terminals', 'listTerminals'),
  'GET /sessions/:id/terminals/:tid': note('terminals', 'getTerminal'),
  'DELETE /sessions/:id/terminals/:tid': note('terminals', 'closeTerminal'),
  'GET /sessions/:id/files': note('files', 'listFiles'),
  'DELETE /sessions/:id/files': note('files', 'removeFile'),
  'POST /sessions/:id/files/move': note('files', 'moveFile'),
  'POST /sessions/:id/files/directories': note('files', 'makeDirectory'),
  'GET /sessions/:id/files/archive': note('files', 'downloadArchive', { mediaType: 'application/x-tar' }),
  'PUT /sessions/:id/files/archive': note('files', 'uploadArchive'),
  'GET /sessions/:id/files/stat': note('files', 'statFile', { gives: { 200: ['ETag'] } }),
  'GET /sessions/:id/files/watch': note('files', 'watchFiles', resumed(fileEvents)),
  'GET /sessions/:id/files/content': note('files', 'readFile', {
    takes: ['If-Match', 'If-None-Match', 'Range', 'If-Range'],
    gives: {
      200: ['ETag', 'Accept-Ranges', 'Last-Modified'],
      206: ['ETag', 'Accept-Ranges', 'Last-Modified', 'Content-Range'],
      304: ['ETag'],
    },
    mediaType: 'application/octet-stream',
  }),
  'PUT /sessions/:id/files/content': note('files', 'writeFile', {
    takes: ['If-Match', 'If-None-Match'],
    gives: { 200: ['ETag'], 201: ['ETag'] },
  }),
  'GET /sessions/:id/documents': note('documents', 'listDocuments'),
  'GET /sessions/:id/documents/:name': note('documents', 'getDocument'),
  'DELETE /sessions/:id/documents/:name': note('documents', 'removeDocument'),
  'POST /sessions/:id/documents/:name/sync': note('documents', 'syncDocument'),
  'GET /sessions/:id/documents/:name/clients': note('documents', 'listDocumentClients'),
  'PUT /sessions/:id/documents/:name/file': note('documents', 'bindDocumentFile'),
  'GET /sessions/:id/documents/:name/file': note('documents', 'getDocumentFile'),
  'DELETE /sessions/:id/documents/:name/file': note('documents', 'unbindDocumentFile'),
  'GET /sessions/:id/documents/:name/versions/:version': note('documents', 'getDocumentVersion'),
  'GET /sessions/:id/documents/:name/versions': note('documents', 'listDocumentVersions'),
  'POST /sessions/:id/documents/:name/versions': note('documents', 'createDocumentVersion'),
  'POST /sessions/:id/documents/:name/versions/:version/restore': note('documents', 'restoreDocumentVersion'),
  'GET /code/languages': note('code', 'listCodeLanguages'),
  'POST /sessions/:id/code/query': note('code', 'queryCode'),
  'POST /sessions/:id/code/plans': note('code', 'createCodePlan', made),
  'GET /sessions/:id/code/plans': note('code', 'listCodePlans'),
  'GET /sessions/:id/code/plans/:planId': note('code', 'getCodePlan'),
  'POST /sessions/:id/code/plans/:planId/apply': note('code', 'applyCodePlan'),
  'POST /sessions/:id/code/plans/:planId/undo': note('code', 'undoCodePlan'),
  'DELETE /sessions/:id/code/plans/:planId': note('code', 'removeCodePlan'),
  'POST /sessions/:id/workspace/snapshots': note('snapshots', 'takeSnapshot'),
  'GET /sessions/:id/workspace/snapshots': note('snapshots', 'listSnapshots'),
  'GET /sessions/:id/workspace/snapshots/:sid': note('snapshots', 'getSnapshot'),
  'DELETE /sessions/:id/workspace/snapshots/:sid': note('snapshots', 'removeSnapshot'),
  'POST /sessions/:id/workspace/snapshots/:sid/restore': note('snapshots', 'restoreSnapshot'),
  'POST /sessions/:id/backups': note('backups', 'createBackup'),
  'GET /sessions/:id/backups': note('backups', 'listBackups'),
  'POST /sessions/:id/restore': note('backups', 'restoreBackup'),
  'GET /sessions/:id/projects': note('projects', 'detectProjects'),
  'POST /sessions/:id/projects/install': note('projects', 'installPackages', made),
  'GET /streams/:id': note('streams', 'readStream', resumed(streamEvents)),
  'POST /streams/:id/cancel': note('streams', 'cancelStream'),
  'POST /conversations': note('conversations', 'createConversation', once),
  'GET /conversations': note('conversations', 'listConversations'),
  'GET /conversations/:id': note('conversations', 'getConversation'),
  'PUT /conversations/:id': note('conversations', 'updateConversation'),
  'DELETE /conversations/:id': note('conversations', 'removeConversation'),
  'POST /conversations/:id/messages': note('conversations', 'addMessage', once),
  'GET /conversations/:id/messages': note('conversations', 'listMessages'),
  'GET /conversations/:id/messages/:mid': note('conversations', 'getMessage'),
  'DELETE /conversations/:id/messages/:mid': note('conversations', 'removeMessage'),
  'POST /sessions/:id/tasks': note('tasks', 'createTask', once),
  'GET /sessions/:id/tasks': note('tasks', 'listTasks'),
  'GET /tasks/:id': note('tasks', 'getTask'),
  'POST /tasks/:id/cancel': note('tasks', 'cancelTask'),
  'GET /tasks/:id/events': note('tasks', 'followTask', resumed(taskEvents)),
  'GET /languages': note('languages', 'listLanguages'),
  'GET /languages/:id': note('languages', 'getLanguage'),
  'GET /healthz': note('operations', 'getHealth'),
  'GET /ready': note('operations', 'getReadiness'),
  'GET /metrics': note('operations', 'getMetrics', { mediaType: 'text/plain' }),
  'GET /openapi.json': note('operations', 'getOpenApi'),
  'GET /docs': note('operations', 'getDocs', { mediaType: 'text/html' }),
  'GET /ws/terminals/:tid': note('sockets', 'attachTerminal'),
  'GET /ws/streams/:id': note('sockets', 'attachStream'),
  'GET /ws/documents/:sessionId/:name': note('sockets', 'openDocument'),
  'GET /ws/code/:sessionId/:language': note('sockets', 'connectEditor'),
};
