import type { CallOptions } from './http-client.js';
import { PASSWORD, type World } from './world.js';

/** One call of a route that is right in every way, in a world. */
export interface RouteExample extends CallOptions {
  /** With its question mark. */
  readonly query?: string;
  /** What who may call it is answered. */
  readonly status: number;
  /** What somebody of another tenant is answered: that there is no such thing, or what is their own. */
  readonly foreign: 'missing' | 'own';
}

/** One example for every route, by its method and path. A route without one fails the tests. */
export function routeExamples(world: World): Readonly<Record<string, RouteExample>> {
  const { owner, session } = world;
  const own = { status: 200, foreign: 'own' } as const;
  const missing = { status: 200, foreign: 'missing' } as const;
  return {
    'POST /auth/register': { status: 201, foreign: 'own', json: { email: `new-${owner.email}`, password: PASSWORD } },
    'POST /auth/login': { ...own, json: { email: owner.email, password: PASSWORD } },
    'POST /auth/refresh': { ...own, json: { refreshToken: owner.refreshToken } },
    'POST /auth/logout': { status: 204, foreign: 'own', json: { refreshToken: owner.refreshToken } },
    'POST /auth/tickets': {
      status: 201,
      foreign: 'own',
      json: { purpose: 'websocket', resource: `/sessions/${session}` },
    },
    'GET /.well-known/jwks.json': own,
    'GET /users/me': own,
    'PUT /users/me': { ...own, json: { displayName: 'Ada' } },
    'PUT /users/me/password': {
      status: 204,
      foreign: 'own',
      json: { currentPassword: PASSWORD, newPassword: 'another good one' },
    },
    'GET /settings': own,
    'PUT /settings/:category/:key': { ...own, json: { value: { nested: [1, null] } } },
    'DELETE /settings/:category/:key': { status: 204, foreign: 'missing' },
    'GET /tenant/users': own,
    'POST /tenant/users': {
      status: 201,
      foreign: 'own',
      json: { email: `x-${session}@example.com`, password: PASSWORD },
    },
    'PUT /tenant/users/:id': { ...missing, json: { role: 'admin' } },
    'DELETE /tenant/users/:id': { status: 204, foreign: 'missing' },
    'GET /tenant/agents': own,
    'POST /tenant/agents': { status: 201, foreign: 'own', json: { name: 'runner', scopes: ['commands:write'] } },
    'DELETE /tenant/agents/:id': { status: 204, foreign: 'missing' },
    'GET /tenant/invitations': own,
    'POST /tenant/invitations': { status: 201, foreign: 'own', json: { role: 'admin' } },
    'DELETE /tenant/invitations/:id': { status: 204, foreign: 'missing' },
    'GET /tenant/audit': own,
    'GET /tenant/containers': own,
    'POST /sessions': { status: 201, foreign: 'own', json: { kind: 'solo', languages: ['python'] } },
    'GET /sessions': own,
    'GET /sessions/:id': missing,
    'PUT /sessions/:id': { ...missing, json: { name: 'renamed' } },
    'DELETE /sessions/:id': { status: 204, foreign: 'missing' },
    'POST /sessions/:id/fork': { status: 201, foreign: 'missing', json: { name: 'copy' } },
    'GET /sessions/related': { ...missing, query: `?sessionId=${session}` },
    'GET /sessions/:id/members': missing,
    'PUT /sessions/:id/members/:userId': { ...missing, json: { role: 'participant' } },
    'DELETE /sessions/:id/members/:userId': { status: 204, foreign: 'missing' },
    'POST /sessions/:id/workspace': { ...missing, query: '?waitMs=5000' },
    'GET /sessions/:id/workspace': { ...missing, query: '?explain' },
    'POST /sessions/:id/workspace/keep-alive': { ...missing, json: { durationMs: 60_000 } },
    'DELETE /sessions/:id/workspace': { status: 204, foreign: 'missing' },
    'GET /sessions/:id/workspace/events': missing,
    'POST /sessions/:id/commands': { ...missing, json: { argv: ['echo', 'hello'] } },
    'GET /sessions/:id/commands': missing,
    'GET /sessions/:id/commands/:cid': missing,
    'GET /sessions/:id/commands/:cid/output': missing,
    'POST /sessions/:id/commands/:cid/stdin': { status: 204, foreign: 'missing', query: '?end=true', body: 'typed' },
    'POST /sessions/:id/commands/:cid/signal': { status: 204, foreign: 'missing', json: { signal: 'SIGTERM' } },
    'DELETE /sessions/:id/commands/:cid': { status: 204, foreign: 'missing' },
    'POST /sessions/:id/port-links': { status: 201, foreign: 'missing', json: { port: 3_000 } },
    'POST /sessions/:id/terminals': { status: 201, foreign: 'missing', json: { argv: ['cat'], cols: 120, rows: 40 } },
    'GET /sessions/:id/terminals': missing,
    'GET /sessions/:id/terminals/:tid': missing,
    'DELETE /sessions/:id/terminals/:tid': { status: 204, foreign: 'missing' },
    'POST /sessions/:id/run': {
      ...missing,
      json: { language: 'python', files: [{ path: 'main.py', content: 'print(1)' }] },
    },
    'GET /sessions/:id/files': missing,
    'GET /sessions/:id/files/stat': { ...missing, query: '?path=main.py' },
    'DELETE /sessions/:id/files': { status: 204, foreign: 'missing', query: '?path=main.py' },
    'POST /sessions/:id/files/move': { ...missing, json: { from: 'main.py', to: 'src/app.py' } },
    'POST /sessions/:id/files/directories': { status: 201, foreign: 'missing', json: { path: 'a/b' } },
    'POST /sessions/:id/backups': { status: 201, foreign: 'missing', json: { label: 'first' } },
    'GET /sessions/:id/backups': missing,
    'POST /sessions/:id/restore': { ...missing, json: { backupId: world.backup } },
    'POST /sessions/:id/workspace/snapshots': { status: 201, foreign: 'missing', json: { label: 'first' } },
    'GET /sessions/:id/workspace/snapshots': missing,
    'GET /sessions/:id/workspace/snapshots/:sid': missing,
    'POST /sessions/:id/workspace/snapshots/:sid/restore': missing,
    'DELETE /sessions/:id/workspace/snapshots/:sid': { status: 204, foreign: 'missing' },
    'GET /sessions/:id/files/archive': missing,
    'PUT /sessions/:id/files/archive': { status: 204, foreign: 'missing', body: Buffer.alloc(1_024) },
    'GET /sessions/:id/files/watch': missing,
    'GET /sessions/:id/files/content': { ...missing, query: '?path=main.py' },
    'PUT /sessions/:id/files/content': { ...missing, query: '?path=main.py', body: 'print(2)' },
    'POST /conversations': { status: 201, foreign: 'missing', json: { sessionId: session, title: 'Trip' } },
    'GET /conversations': { ...missing, query: `?sessionId=${session}` },
    'GET /conversations/:id': missing,
    'PUT /conversations/:id': { ...missing, json: { title: 'Trip' } },
    'DELETE /conversations/:id': { status: 204, foreign: 'missing' },
    'POST /conversations/:id/messages': { status: 201, foreign: 'missing', json: { role: 'user', content: 'hello' } },
    'GET /conversations/:id/messages': { ...missing, query: '?order=desc' },
    'GET /conversations/:id/messages/:mid': missing,
    'DELETE /conversations/:id/messages/:mid': { status: 204, foreign: 'missing' },
    'POST /sessions/:id/tasks': {
      status: 201,
      foreign: 'missing',
      json: { prompt: 'look', setup: { install: 'none' } },
    },
    'GET /sessions/:id/tasks': { ...missing, query: '?limit=5' },
    'GET /tasks/:id': missing,
    'POST /tasks/:id/cancel': missing,
    'GET /tasks/:id/events': missing,
    'GET /sessions/:id/documents': missing,
    'GET /sessions/:id/documents/:name': missing,
    'DELETE /sessions/:id/documents/:name': { status: 204, foreign: 'missing' },
    'POST /sessions/:id/documents/:name/sync': { ...missing, json: { clientId: 'tab', since: 0 } },
    'GET /sessions/:id/documents/:name/clients': missing,
    'GET /sessions/:id/documents/:name/versions': missing,
    'GET /sessions/:id/documents/:name/versions/:version': missing,
    'POST /sessions/:id/documents/:name/versions': { status: 201, foreign: 'missing', json: { label: 'first' } },
    'POST /sessions/:id/documents/:name/versions/:version/restore': missing,
    'GET /sessions/:id/projects': missing,
    'POST /sessions/:id/projects/install': { ...missing, json: { manager: 'pip', packages: ['requests'] } },
    'GET /streams/:id': missing,
    'POST /streams/:id/cancel': { status: 204, foreign: 'missing' },
    'GET /languages': own,
    'GET /languages/:id': own,
    'GET /healthz': own,
    'GET /ready': own,
    'GET /openapi.json': own,
    'GET /docs': own,
  };
}

/** The path of a route with the ids of a world. */
export function pathIn(world: Omit<World, 'owner'>, path: string): string {
  const ids: readonly (readonly [string, string])[] = [
    ['/sessions/:id/members', `/sessions/${world.room}/members`],
    ['/sessions/:id/workspace/snapshots', `/sessions/${world.plain}/workspace/snapshots`],
    ['/conversations/:id', `/conversations/${world.talk}`],
    ['/:mid', `/${world.message}`],
    ['/sessions/:id', `/sessions/${world.session}`],
    ['/documents/:name', `/documents/${world.document}`],
    ['/versions/:version', `/versions/${world.version}`],
    ['/tasks/:id', `/tasks/${world.task}`],
    ['/streams/:id', `/streams/${world.stream}`],
    ['/members/:userId', `/members/${world.guest}`],
    ['/:cid', `/${world.command}`],
    ['/:tid', `/${world.terminal}`],
    ['/:sid', `/${world.snapshot}`],
    ['/tenant/users/:id', `/tenant/users/${world.user}`],
    ['/tenant/invitations/:id', `/tenant/invitations/${world.invitation}`],
    ['/tenant/agents/:id', `/tenant/agents/${world.agent}`],
    ['/languages/:id', '/languages/python'],
    ['/:category/:key', '/editor/theme'],
  ];
  return ids.reduce((filled, [name, id]) => filled.replace(name, id), path);
}
