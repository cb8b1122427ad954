import { SESSION_ROLES, type SessionRole } from '@carrel/core/sessions';
import type { Route } from '../src/index.js';

/**
 * Who may call a route: `everybody`, whoever has a token (`user`, who sees what is their own), the owner and admins of the tenant
 * (`tenant admin`), whoever may read the session of a stream (`stream`), or the least role in the session that is named.
 */
export type Access = 'everybody' | 'user' | 'tenant admin' | 'stream' | SessionRole;

/**
 * Every route and who may call it: the one table of the isolation matrix, where the command, terminal or task that a route names is
 * another's. `room-roles.test.ts` calls each as each role, `isolation.test.ts` as strangers, and `isolation-matrix.test.ts` as all of
 * them with ids of what is deleted, expired, malformed and another tenant's. A route without a row fails.
 */
export const ACCESS: Readonly<Record<string, Access>> = {
  'POST /auth/register': 'everybody',
  'POST /auth/login': 'everybody',
  'POST /auth/refresh': 'everybody',
  'POST /auth/logout': 'everybody',
  'GET /.well-known/jwks.json': 'everybody',
  'GET /healthz': 'everybody',
  'GET /ready': 'everybody',
  'GET /openapi.json': 'everybody',
  'GET /docs': 'everybody',
  'POST /auth/tickets': 'user',
  'GET /users/me': 'user',
  'PUT /users/me': 'user',
  'PUT /users/me/password': 'user',
  'GET /settings': 'user',
  'PUT /settings/:category/:key': 'user',
  'DELETE /settings/:category/:key': 'user',
  'GET /languages': 'user',
  'GET /languages/:id': 'user',
  'GET /code/languages': 'user',
  'POST /sessions': 'user',
  'GET /sessions': 'user',
  'GET /tenant/users': 'tenant admin',
  'POST /tenant/users': 'tenant admin',
  'PUT /tenant/users/:id': 'tenant admin',
  'DELETE /tenant/users/:id': 'tenant admin',
  'GET /tenant/agents': 'tenant admin',
  'POST /tenant/agents': 'tenant admin',
  'DELETE /tenant/agents/:id': 'tenant admin',
  'GET /tenant/audit': 'tenant admin',
  'GET /tenant/containers': 'tenant admin',
  'GET /tenant/invitations': 'tenant admin',
  'POST /tenant/invitations': 'tenant admin',
  'DELETE /tenant/invitations/:id': 'tenant admin',
  'GET /streams/:id': 'stream',
  'POST /streams/:id/cancel': 'stream',
  'GET /sessions/:id': 'viewer',
  'PUT /sessions/:id': 'admin',
  'DELETE /sessions/:id': 'owner',
  'POST /sessions/:id/fork': 'viewer',
  'GET /sessions/related': 'viewer',
  'GET /sessions/:id/members': 'viewer',
  'PUT /sessions/:id/members/:userId': 'admin',
  'DELETE /sessions/:id/members/:userId': 'admin',
  'POST /sessions/:id/workspace': 'participant',
  'GET /sessions/:id/workspace': 'viewer',
  'POST /sessions/:id/workspace/keep-alive': 'participant',
  'DELETE /sessions/:id/workspace': 'admin',
  'GET /sessions/:id/workspace/events': 'viewer',
  'POST /sessions/:id/workspace/snapshots': 'admin',
  'GET /sessions/:id/workspace/snapshots': 'viewer',
  'GET /sessions/:id/workspace/snapshots/:sid': 'viewer',
  'DELETE /sessions/:id/workspace/snapshots/:sid': 'admin',
  'POST /sessions/:id/workspace/snapshots/:sid/restore': 'admin',
  'POST /sessions/:id/commands': 'participant',
  'GET /sessions/:id/commands': 'viewer',
  'GET /sessions/:id/commands/:cid': 'viewer',
  'GET /sessions/:id/commands/:cid/output': 'viewer',
  'POST /sessions/:id/commands/:cid/stdin': 'admin',
  'POST /sessions/:id/commands/:cid/signal': 'admin',
  'DELETE /sessions/:id/commands/:cid': 'admin',
  'POST /sessions/:id/port-links': 'participant',
  'POST /sessions/:id/terminals': 'participant',
  'GET /sessions/:id/terminals': 'viewer',
  'GET /sessions/:id/terminals/:tid': 'viewer',
  'DELETE /sessions/:id/terminals/:tid': 'admin',
  'POST /sessions/:id/run': 'participant',
  'GET /sessions/:id/files': 'viewer',
  'DELETE /sessions/:id/files': 'admin',
  'POST /sessions/:id/files/move': 'participant',
  'POST /sessions/:id/files/directories': 'participant',
  'GET /sessions/:id/files/archive': 'viewer',
  'PUT /sessions/:id/files/archive': 'participant',
  'GET /sessions/:id/files/stat': 'viewer',
  'GET /sessions/:id/files/watch': 'viewer',
  'GET /sessions/:id/files/content': 'viewer',
  'PUT /sessions/:id/files/content': 'participant',
  'GET /sessions/:id/documents': 'viewer',
  'GET /sessions/:id/documents/:name': 'viewer',
  'DELETE /sessions/:id/documents/:name': 'admin',
  'POST /sessions/:id/documents/:name/sync': 'viewer',
  'GET /sessions/:id/documents/:name/clients': 'viewer',
  'GET /sessions/:id/documents/:name/file': 'viewer',
  'PUT /sessions/:id/documents/:name/file': 'participant',
  'DELETE /sessions/:id/documents/:name/file': 'participant',
  'GET /sessions/:id/documents/:name/versions': 'viewer',
  'GET /sessions/:id/documents/:name/versions/:version': 'viewer',
  'POST /sessions/:id/documents/:name/versions': 'participant',
  'POST /sessions/:id/documents/:name/versions/:version/restore': 'admin',
  'POST /sessions/:id/code/query': 'viewer',
  'POST /sessions/:id/code/plans': 'viewer',
  'GET /sessions/:id/code/plans': 'viewer',
  'GET /sessions/:id/code/plans/:planId': 'viewer',
  'POST /sessions/:id/code/plans/:planId/apply': 'participant',
  'POST /sessions/:id/code/plans/:planId/undo': 'participant',
  'DELETE /sessions/:id/code/plans/:planId': 'participant',
  'GET /sessions/:id/projects': 'viewer',
  'POST /sessions/:id/projects/install': 'participant',
  'GET /sessions/:id/backups': 'viewer',
  'POST /sessions/:id/backups': 'admin',
  'POST /sessions/:id/restore': 'admin',
  'POST /sessions/:id/tasks': 'participant',
  'GET /sessions/:id/tasks': 'viewer',
  'GET /tasks/:id': 'viewer',
  'POST /tasks/:id/cancel': 'admin',
  'GET /tasks/:id/events': 'viewer',
  'POST /conversations': 'participant',
  'GET /conversations': 'viewer',
  'GET /conversations/:id': 'viewer',
  'PUT /conversations/:id': 'admin',
  'DELETE /conversations/:id': 'admin',
  'POST /conversations/:id/messages': 'participant',
  'GET /conversations/:id/messages': 'viewer',
  'GET /conversations/:id/messages/:mid': 'viewer',
  'DELETE /conversations/:id/messages/:mid': 'admin',
};

/** The least role that may use a port of a session, by any method and by WebSocket; `port-isolation.test.ts` calls it as all of them. */
export const PORT_ACCESS: SessionRole = 'participant';

/** The routes of a session that are refused to everybody once its time is over: `session/archived`. */
export const NOT_WHEN_EXPIRED: ReadonlySet<string> = new Set([
  'POST /conversations',
  'DELETE /conversations/:id',
  'PUT /conversations/:id',
  'POST /conversations/:id/messages',
  'DELETE /conversations/:id/messages/:mid',
  'POST /sessions/:id/code/query',
  'POST /sessions/:id/code/plans',
  'POST /sessions/:id/code/plans/:planId/apply',
  'POST /sessions/:id/code/plans/:planId/undo',
  'POST /sessions/:id/commands',
  'POST /sessions/:id/commands/:cid/signal',
  'POST /sessions/:id/commands/:cid/stdin',
  'DELETE /sessions/:id/documents/:name',
  'PUT /sessions/:id/documents/:name/file',
  'DELETE /sessions/:id/documents/:name/file',
  'POST /sessions/:id/documents/:name/versions',
  'POST /sessions/:id/documents/:name/versions/:version/restore',
  'DELETE /sessions/:id/files',
  'PUT /sessions/:id/files/archive',
  'PUT /sessions/:id/files/content',
  'POST /sessions/:id/files/directories',
  'POST /sessions/:id/files/move',
  'GET /sessions/:id/files/watch',
  'GET /sessions/:id/projects',
  'POST /sessions/:id/projects/install',
  'POST /sessions/:id/restore',
  'POST /sessions/:id/run',
  'POST /sessions/:id/tasks',
  'POST /sessions/:id/port-links',
  'POST /sessions/:id/terminals',
  'POST /sessions/:id/workspace',
]);

/** The row of a route. */
export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

export function isSessionRole(access: Access | undefined): access is SessionRole {
  return SESSION_ROLES.some((role) => role === access);
}

const MISSING = [
  ['/conversations/', 'conversation/not-found'],
  ['/tasks/', 'task/not-found'],
  ['/streams/', 'stream/not-found'],
  ['/tenant/users/', 'user/not-found'],
  ['/tenant/agents/', 'agent/not-found'],
  ['/tenant/invitations/', 'invitation/not-found'],
  ['/settings/', 'setting/not-found'],
] as const;

/** What is answered to whoever may not know of what the path names, or where there is no such thing. */
export function missingType(path: string): string {
  return MISSING.find(([start]) => path.startsWith(start))?.[1] ?? 'session/not-found';
}
