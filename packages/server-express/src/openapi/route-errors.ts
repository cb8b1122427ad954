// Made by scripts/route-errors.mjs from the types of the routes' handlers: node scripts/route-errors.mjs --update
/** The errors that a route's own work can end with, by its method and path; `store/*` stands for all of a domain. */
export const routeErrors: Readonly<Record<string, string>> = {
  'DELETE /conversations/:id':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'DELETE /conversations/:id/messages/:mid':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'DELETE /sessions/:id':
    'backup/not-found connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'DELETE /sessions/:id/code/plans/:planId':
    'code/* connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'DELETE /sessions/:id/commands/:cid':
    'command/* connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'DELETE /sessions/:id/documents/:name':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'DELETE /sessions/:id/documents/:name/file':
    'auth/forbidden connection/* document-file/* document/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'DELETE /sessions/:id/files':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'DELETE /sessions/:id/members/:userId':
    'member/* record/* request/aborted request/invalid session/forbidden session/limit session/not-a-room session/not-found store/* user/not-found',
  'DELETE /sessions/:id/terminals/:tid':
    'connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* terminal/* workspace/*',
  'DELETE /sessions/:id/workspace':
    'connection/* record/* request/aborted runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'DELETE /sessions/:id/workspace/snapshots/:sid':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found snapshot/* store/* workspace/*',
  'DELETE /settings/:category/:key':
    'auth/forbidden record/* request/aborted request/invalid setting/not-found store/*',
  'DELETE /tenant/agents/:id': 'agent/not-found auth/forbidden record/* request/aborted request/invalid store/*',
  'DELETE /tenant/invitations/:id':
    'auth/forbidden invitation/not-found record/* request/aborted request/invalid store/*',
  'DELETE /tenant/users/:id':
    'auth/forbidden record/* request/aborted request/invalid store/* user/last-owner user/not-found',
  'GET /.well-known/jwks.json': 'auth/issuer-unavailable record/* request/aborted store/*',
  'GET /code/languages': 'code/unavailable request/invalid',
  'GET /conversations':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'GET /conversations/:id':
    'conversation/not-found request/aborted session/archived session/forbidden session/not-found store/*',
  'GET /conversations/:id/messages':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'GET /conversations/:id/messages/:mid':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'GET /docs': '',
  'GET /healthz': '',
  'GET /languages': 'request/invalid',
  'GET /languages/:id': 'language/not-found',
  'GET /metrics': 'auth/token-invalid auth/token-missing request/no-route',
  'GET /openapi.json': '',
  'GET /ready': '',
  'GET /sessions':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id':
    'connection/* record/* request/aborted runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id/backups':
    'backup/not-found connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/code/plans':
    'code/* connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/code/plans/:planId':
    'code/* connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/commands':
    'command/* connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id/commands/:cid':
    'command/* connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id/commands/:cid/output':
    'command/* connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id/documents':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'GET /sessions/:id/documents/:name':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'GET /sessions/:id/documents/:name/clients':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'GET /sessions/:id/documents/:name/file':
    'auth/forbidden connection/* document-file/* document/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/documents/:name/versions':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'GET /sessions/:id/documents/:name/versions/:version':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'GET /sessions/:id/files':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/files/archive':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/files/content':
    'connection/* file/* record/* request/aborted request/invalid request/precondition-failed request/range-not-satisfiable runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/files/stat':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/files/watch':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'GET /sessions/:id/members':
    'request/aborted request/invalid session/forbidden session/not-a-room session/not-found store/*',
  'GET /sessions/:id/projects':
    'connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id/tasks':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/* task/not-found task/queue-full',
  'GET /sessions/:id/terminals':
    'connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* terminal/* workspace/*',
  'GET /sessions/:id/terminals/:tid':
    'connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* terminal/* workspace/*',
  'GET /sessions/:id/workspace':
    'connection/* record/* request/aborted runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id/workspace/events':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /sessions/:id/workspace/snapshots':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found snapshot/* store/* workspace/*',
  'GET /sessions/:id/workspace/snapshots/:sid':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found snapshot/* store/* workspace/*',
  'GET /sessions/related':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'GET /settings': 'auth/forbidden request/aborted request/invalid store/*',
  'GET /streams/:id':
    'auth/forbidden record/* request/aborted request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'GET /tasks/:id':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/* task/not-found task/queue-full',
  'GET /tasks/:id/events':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/* task/not-found task/queue-full',
  'GET /tenant/agents': 'auth/forbidden request/aborted request/invalid store/*',
  'GET /tenant/audit': 'auth/forbidden request/aborted request/invalid store/*',
  'GET /tenant/containers': 'auth/forbidden request/aborted request/invalid store/*',
  'GET /tenant/invitations': 'auth/forbidden request/aborted request/invalid store/*',
  'GET /tenant/users': 'auth/forbidden request/aborted request/invalid store/*',
  'GET /users/me': 'request/aborted store/* user/not-found',
  'POST /auth/login':
    'auth/hashing-failed auth/invalid-credentials auth/issuer-unavailable auth/overloaded auth/too-many-attempts record/* request/aborted request/invalid store/*',
  'POST /auth/logout': 'record/* request/aborted request/invalid store/*',
  'POST /auth/refresh':
    'auth/issuer-unavailable auth/refresh-token-invalid auth/refresh-token-reused record/* request/aborted request/invalid store/*',
  'POST /auth/register':
    'auth/hashing-failed auth/issuer-unavailable auth/overloaded identity/invitation-invalid identity/registration-closed record/* request/aborted request/invalid store/* user/email-taken',
  'POST /auth/tickets': 'auth/ticket-limit record/* request/aborted request/invalid store/*',
  'POST /conversations':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'POST /conversations/:id/messages':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'POST /sessions':
    'connection/* record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid runtime/* service/shutting-down session/archived session/forbidden session/limit session/not-found session/stale storage/unsupported store/* workspace/*',
  'POST /sessions/:id/backups':
    'backup/not-found connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/code/plans':
    'code/* connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/code/plans/:planId/apply':
    'code/* connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/code/plans/:planId/undo':
    'code/* connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/code/query':
    'code/* connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/commands':
    'command/* connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/commands/:cid/signal':
    'command/* connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/commands/:cid/stdin':
    'command/* connection/* file/* process/* record/* request/aborted request/invalid request/too-large runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/documents/:name/sync':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'POST /sessions/:id/documents/:name/versions':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'POST /sessions/:id/documents/:name/versions/:version/restore':
    'auth/forbidden document/* record/* request/aborted request/invalid session/archived session/forbidden session/not-found store/*',
  'POST /sessions/:id/files/directories':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/files/move':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/fork':
    'backup/not-found connection/* file/* language/not-found record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid runtime/* service/shutting-down session/archived session/forbidden session/limit session/not-found session/stale storage/* store/* workspace/*',
  'POST /sessions/:id/port-links':
    'auth/ticket-limit connection/* port/invalid port/limit port/no-domain port/refused port/reset process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/projects/install':
    'command/* connection/* file/* process/* project/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/restore':
    'backup/not-found connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'POST /sessions/:id/run':
    'command/* connection/* file/* language/not-installed process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/tasks':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/* task/not-found task/queue-full',
  'POST /sessions/:id/terminals':
    'connection/* file/* process/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* terminal/* workspace/*',
  'POST /sessions/:id/workspace':
    'connection/* record/* request/aborted runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/workspace/keep-alive':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found store/* workspace/*',
  'POST /sessions/:id/workspace/snapshots':
    'connection/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found snapshot/* store/* workspace/*',
  'POST /sessions/:id/workspace/snapshots/:sid/restore':
    'connection/* file/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found snapshot/* store/* workspace/*',
  'POST /streams/:id/cancel':
    'auth/forbidden record/* request/aborted request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'POST /tasks/:id/cancel': 'record/* request/aborted session/forbidden session/not-found store/* task/not-found',
  'POST /tenant/agents':
    'agent/limit-reached auth/forbidden record/* request/aborted request/invalid store/* user/not-found',
  'POST /tenant/invitations':
    'auth/forbidden identity/registration-closed invitation/limit-reached record/* request/aborted request/invalid store/*',
  'POST /tenant/users':
    'auth/forbidden auth/hashing-failed auth/overloaded record/* request/aborted request/invalid store/* user/email-taken user/not-found',
  'PUT /conversations/:id':
    'auth/forbidden conversation/* message/* model/not-configured record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid service/shutting-down session/archived session/forbidden session/not-found store/* stream/*',
  'PUT /sessions/:id':
    'backup/not-found connection/* record/* request/aborted request/idempotency-gone request/idempotency-mismatch request/invalid runtime/* service/shutting-down session/archived session/forbidden session/limit session/not-found session/stale storage/* store/* workspace/*',
  'PUT /sessions/:id/documents/:name/file':
    'auth/forbidden connection/* document-file/* document/* record/* request/aborted request/invalid runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'PUT /sessions/:id/files/archive':
    'connection/* file/* record/* request/aborted request/invalid request/malformed request/too-large request/unsupported-media-type runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'PUT /sessions/:id/files/content':
    'connection/* file/* record/* request/aborted request/invalid request/precondition-failed request/too-large runtime/* service/shutting-down session/archived session/forbidden session/not-found storage/* store/* workspace/*',
  'PUT /sessions/:id/members/:userId':
    'member/* record/* request/aborted request/invalid session/forbidden session/limit session/not-a-room session/not-found store/* user/not-found',
  'PUT /settings/:category/:key':
    'auth/forbidden record/* request/aborted request/invalid setting/limit-reached setting/too-large store/*',
  'PUT /tenant/users/:id':
    'auth/forbidden auth/hashing-failed auth/overloaded record/* request/aborted request/invalid store/* user/last-owner user/not-found',
  'PUT /users/me': 'auth/forbidden record/* request/aborted request/invalid store/* user/not-found',
  'PUT /users/me/password':
    'auth/forbidden auth/hashing-failed auth/overloaded auth/wrong-password record/* request/aborted request/invalid store/* user/not-found',
};
