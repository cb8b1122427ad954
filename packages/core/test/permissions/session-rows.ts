import type { PermissionRows } from './permission-row.js';

export const SESSION_ROWS: PermissionRows = {
  'sessions.get': {
    action: 'session.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.sessions.get(caller, id),
  },
  'sessions.related': {
    action: 'session.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.sessions.related(caller, id),
  },
  'sessions.fork': {
    action: 'session.fork',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.sessions.fork(caller, id, { kind: 'solo' }),
  },
  'sessions.update (name)': {
    action: 'session.update',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.sessions.update(caller, id, { changes: { name: 'other' } }),
  },
  'sessions.update (nothing)': {
    action: 'session.update',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.sessions.update(caller, id, { changes: {} }),
  },
  'sessions.update (languages)': {
    action: 'session.languages',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.sessions.update(caller, id, { changes: { languages: ['lua'] } }),
  },
  'sessions.update (expiry)': {
    action: 'session.expiry',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.sessions.update(caller, id, { changes: { expiresAt: null } }),
  },
  'sessions.update (status, with a name)': {
    action: 'session.archive',
    least: 'owner',
    call: ({ carrel, caller, id }) =>
      carrel.sessions.update(caller, id, { changes: { name: 'other', status: 'archived' } }),
  },
  'sessions.remove': {
    action: 'session.delete',
    least: 'owner',
    call: ({ carrel, caller, id }) => carrel.sessions.remove(caller, id),
  },
  'members.list': {
    action: 'members.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.members.list(caller, id),
  },
  'connections.list': {
    action: 'session.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.connections.list(caller, id),
  },
  'members.set (a new one)': {
    action: 'members.write',
    least: 'admin',
    call: ({ carrel, caller, id, outsider }) =>
      carrel.members.set(caller, { sessionId: id, userId: outsider.userId }, 'viewer'),
  },
  'members.set (another role)': {
    action: 'members.write',
    least: 'admin',
    call: ({ carrel, caller, id, member }) =>
      carrel.members.set(caller, { sessionId: id, userId: member.userId }, 'admin'),
  },
  'members.set (of oneself)': {
    action: 'members.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.members.set(caller, { sessionId: id, userId: caller.userId }, 'admin'),
    answer: (person) => (person === 'owner' ? 'member/is-owner' : undefined),
  },
  'members.set (owner)': {
    action: 'session.transfer',
    least: 'owner',
    call: ({ carrel, caller, id, member }) =>
      carrel.members.set(caller, { sessionId: id, userId: member.userId }, 'owner'),
  },
  'members.remove': {
    action: 'members.write',
    least: 'admin',
    call: ({ carrel, caller, id, member }) => carrel.members.remove(caller, { sessionId: id, userId: member.userId }),
  },
  'members.remove (oneself)': {
    action: 'members.leave',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.members.remove(caller, { sessionId: id, userId: caller.userId }),
    answer: (person) => (person === 'owner' ? 'member/is-owner' : undefined),
  },
  'workspaces.get': {
    action: 'workspace.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.workspaces.get(caller, id),
  },
  'workspaces.explain': {
    action: 'workspace.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.workspaces.explain(caller, id),
  },
  'workspaces.events': {
    action: 'workspace.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.workspaces.events(caller, id),
  },
  'workspaces.start': {
    action: 'workspace.start',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.workspaces.start(caller, id),
  },
  'workspaces.open': {
    action: 'workspace.start',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.workspaces.open(caller, id),
  },
  'workspaces.stop': {
    action: 'workspace.stop',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.workspaces.stop(caller, id),
  },
  'workspaces.keepAlive': {
    action: 'workspace.start',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.workspaces.keepAlive(caller, id, { durationMs: 1_000 }),
  },
  'workspaces.holdForTraffic': {
    action: 'workspace.start',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.workspaces.holdForTraffic(caller, id).map((hold) => hold.end()),
  },
};
