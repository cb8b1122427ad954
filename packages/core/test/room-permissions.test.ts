import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, Carrel } from '../src/index.js';
import type { MessageRef } from '../src/conversations/index.js';
import type {
  CarrelError,
  CommandId,
  ResultAsync,
  SessionId,
  StreamId,
  TaskId,
  TerminalId,
} from '../src/kernel/index.js';
import {
  permits,
  SESSION_PERMISSIONS,
  SESSION_ROLES,
  type SessionAction,
  type SessionKind,
  type SessionRole,
} from '../src/sessions/index.js';
import { memoryRuntime, scriptedModel } from '../src/memory/index.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel } from './platform-fixture.js';
import { publicMethods } from './public-methods.js';
import { colleagueOf, makePeople, makeRoom, type People, type Person } from './room-fixture.js';

const NEVER = '01arz3ndektsv4rrffq69g5fav';
const NO_SNAPSHOT = 'snp_01arz3ndektsv4rrffq69g5fav';
const NO_BACKUP = 'bkp_01arz3ndektsv4rrffq69g5fav';

/** One session with a running workspace, and somebody who calls. */
interface Target {
  readonly carrel: Carrel;
  readonly caller: Caller;
  readonly id: SessionId;
  /** Started by the caller, where the caller ever could. */
  readonly own: CommandId;
  /** Started by somebody else. */
  readonly others: CommandId;
  readonly ownTerminal: TerminalId;
  readonly othersTerminal: TerminalId;
  /** A conversation and a message in it, by the caller, where the caller ever could. */
  readonly ownTalk: MessageRef;
  /** The same by somebody else. */
  readonly othersTalk: MessageRef;
  /** Where a row is about tasks: one by the caller, where the caller ever could, and one by somebody else. */
  readonly ownTask: TaskId | undefined;
  readonly othersTask: TaskId | undefined;
  /** A stream that belongs to it. */
  readonly stream: StreamId;
  /** A further member of the room. */
  readonly member: Caller;
  /** A user of the tenant who is nothing in the session. */
  readonly outsider: Caller;
}

interface Row {
  readonly action: SessionAction;
  /** The least role that may, said once more. */
  readonly least: SessionRole;
  readonly call: (target: Target) => ResultAsync<unknown, CarrelError>;
  /** What is answered to whoever may, where that is no success. */
  readonly answer?: (person: Person) => string | undefined;
  /** Whether there are tasks in the session. @default false */
  readonly needsTasks?: boolean;
  /** What is answered to whoever may not know of the session. @default 'session/not-found' */
  readonly missing?: string;
  /** What is answered for an id that is none. @default what is missing */
  readonly malformed?: string;
}

const NO_TALK = { missing: 'conversation/not-found' };
const NO_TASK = { missing: 'task/not-found', needsTasks: true };
const PLAIN_TASK = { prompt: 'Go.', setup: { install: 'none' } } as const;

const rows: Readonly<Record<string, Row>> = {
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
  'commands.list': {
    action: 'commands.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.commands.list(caller, id),
  },
  'commands.get': {
    action: 'commands.read',
    least: 'viewer',
    call: ({ carrel, caller, id, others }) => carrel.commands.get(caller, { sessionId: id, id: others }),
  },
  'commands.output': {
    action: 'commands.read',
    least: 'viewer',
    call: ({ carrel, caller, id, others }) => carrel.commands.output(caller, { sessionId: id, id: others }),
  },
  'commands.run': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.commands.run(caller, id, { request: { argv: ['echo', 'hello'] } }),
  },
  'commands.start': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.commands.start(caller, id, { request: { argv: ['cat'] } }),
  },
  'commands.writeStdin (own)': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id, own }) =>
      carrel.commands.writeStdin(caller, { sessionId: id, id: own }, { data: Buffer.from('x') }),
  },
  'commands.signal (own)': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id, own }) => carrel.commands.signal(caller, { sessionId: id, id: own }, 'SIGTERM'),
  },
  'commands.kill (own)': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id, own }) => carrel.commands.kill(caller, { sessionId: id, id: own }),
  },
  "commands.writeStdin (another's)": {
    action: 'commands.others',
    least: 'admin',
    call: ({ carrel, caller, id, others }) =>
      carrel.commands.writeStdin(caller, { sessionId: id, id: others }, { data: Buffer.from('x') }),
  },
  "commands.signal (another's)": {
    action: 'commands.others',
    least: 'admin',
    call: ({ carrel, caller, id, others }) => carrel.commands.signal(caller, { sessionId: id, id: others }, 'SIGTERM'),
  },
  "commands.kill (another's)": {
    action: 'commands.others',
    least: 'admin',
    call: ({ carrel, caller, id, others }) => carrel.commands.kill(caller, { sessionId: id, id: others }),
  },
  'terminals.open': {
    action: 'terminals.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.terminals.open(caller, id, { request: { argv: ['cat'] } }),
  },
  'terminals.list': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.terminals.list(caller, id),
  },
  'terminals.get': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, id, othersTerminal }) =>
      carrel.terminals.get(caller, { sessionId: id, id: othersTerminal }),
  },
  'terminals.attach': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTerminal }) => carrel.terminals.attach(caller, othersTerminal),
    missing: 'terminal/not-found',
  },
  'terminals.read': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, id, othersTerminal }) =>
      carrel.terminals.read(caller, { sessionId: id, id: othersTerminal }),
  },
  'ports.open': {
    action: 'ports.open',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.ports.open(caller, { sessionId: id, port: 9 }),
    answer: () => 'port/refused',
  },
  'terminals.close (own)': {
    action: 'terminals.write',
    least: 'participant',
    call: ({ carrel, caller, id, ownTerminal }) => carrel.terminals.close(caller, { sessionId: id, id: ownTerminal }),
  },
  "terminals.close (another's)": {
    action: 'terminals.others',
    least: 'admin',
    call: ({ carrel, caller, id, othersTerminal }) =>
      carrel.terminals.close(caller, { sessionId: id, id: othersTerminal }),
  },
  'runner.run': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) =>
      carrel.runner.run(caller, id, {
        request: { language: 'bash', files: [{ path: 'main.sh', content: 'echo hello' }] },
      }),
    answer: () => 'language/not-installed',
  },
  'files.list': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.list(caller, { sessionId: id, path: '' }),
  },
  'files.stat': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.stat(caller, { sessionId: id, path: 'a.txt' }),
  },
  'files.read': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.read(caller, { sessionId: id, path: 'a.txt' }),
  },
  'files.download': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.download(caller, { sessionId: id, path: '' }),
  },
  'files.watch': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.files.watch(caller, { sessionId: id, path: '' }),
  },
  'files.write': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) =>
      carrel.files.write(caller, { sessionId: id, path: 'a.txt', data: Buffer.from('x') }),
  },
  'files.makeDirectory': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.files.makeDirectory(caller, { sessionId: id, path: 'b' }),
  },
  'files.move': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.files.move(caller, { sessionId: id, path: 'a.txt', to: 'c.txt' }),
  },
  'files.upload': {
    action: 'files.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.files.upload(caller, { sessionId: id, path: '', tar: emptyTar() }),
  },
  'files.remove': {
    action: 'files.delete',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.files.remove(caller, { sessionId: id, path: 'a.txt' }),
  },
  'projects.detect': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.projects.detect(caller, id),
  },
  'projects.install': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.projects.install(caller, id, { request: {} }),
    answer: () => 'project/not-found',
  },
  'projects.startInstall': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.projects.startInstall(caller, id, { request: {} }),
    answer: () => 'project/not-found',
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
  'streams.create': {
    action: 'streams.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.streams.create(caller, { sessionId: id, purpose: 'test' }),
  },
  'streams.get': {
    action: 'streams.read',
    least: 'viewer',
    call: ({ carrel, caller, stream }) => carrel.streams.get(caller, stream),
    missing: 'stream/not-found',
  },
  'streams.read': {
    action: 'streams.read',
    least: 'viewer',
    call: ({ carrel, caller, stream }) => carrel.streams.read(caller, stream),
    missing: 'stream/not-found',
  },
  'streams.cancel': {
    action: 'streams.write',
    least: 'participant',
    call: ({ carrel, caller, stream }) => carrel.streams.cancel(caller, stream),
    missing: 'stream/not-found',
  },
  'backups.create': {
    action: 'backups.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.backups.create(caller, id),
    answer: () => 'storage/unsupported',
  },
  'backups.list': {
    action: 'backups.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.backups.list(caller, id),
  },
  'backups.get': {
    action: 'backups.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.backups.get(caller, id, NO_BACKUP),
    answer: () => 'storage/unsupported',
  },
  'backups.verify': {
    action: 'backups.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.backups.verify(caller, id, NO_BACKUP),
    answer: () => 'storage/unsupported',
  },
  'backups.restore': {
    action: 'backups.restore',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.backups.restore(caller, id, { backupId: NO_BACKUP }),
    answer: () => 'storage/unsupported',
  },
  'backups.remove': {
    action: 'backups.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.backups.remove(caller, id, NO_BACKUP),
    answer: () => 'storage/unsupported',
  },
  'snapshots.take': {
    action: 'snapshots.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.snapshots.take(caller, id),
  },
  'snapshots.list': {
    action: 'snapshots.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.snapshots.list(caller, id),
  },
  'snapshots.get': {
    action: 'snapshots.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.snapshots.get(caller, id, NO_SNAPSHOT),
    answer: () => 'snapshot/not-found',
  },
  'snapshots.restore': {
    action: 'snapshots.restore',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.snapshots.restore(caller, id, NO_SNAPSHOT),
    answer: () => 'snapshot/not-found',
  },
  'snapshots.remove': {
    action: 'snapshots.write',
    least: 'admin',
    call: ({ carrel, caller, id }) => carrel.snapshots.remove(caller, id, NO_SNAPSHOT),
    answer: () => 'snapshot/not-found',
  },
  'conversations.create': {
    action: 'conversations.write',
    least: 'participant',
    malformed: 'request/invalid',
    call: ({ carrel, caller, id }) => carrel.conversations.create(caller, { sessionId: id }),
  },
  'conversations.list': {
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.conversations.list(caller, { sessionId: id }),
  },
  'conversations.get': {
    ...NO_TALK,
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.get(caller, othersTalk.conversationId),
  },
  'conversations.update (own)': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, ownTalk }) =>
      carrel.conversations.update(caller, ownTalk.conversationId, { title: 'other' }),
  },
  "conversations.update (another's)": {
    ...NO_TALK,
    action: 'conversations.others',
    least: 'admin',
    call: ({ carrel, caller, othersTalk }) =>
      carrel.conversations.update(caller, othersTalk.conversationId, { title: 'other' }),
  },
  'conversations.remove (own)': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, ownTalk }) => carrel.conversations.remove(caller, ownTalk.conversationId),
  },
  "conversations.remove (another's)": {
    ...NO_TALK,
    action: 'conversations.others',
    least: 'admin',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.remove(caller, othersTalk.conversationId),
  },
  'conversations.addMessage': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, othersTalk }) =>
      carrel.conversations.addMessage(caller, othersTalk.conversationId, { role: 'user', content: 'hello' }),
  },
  'conversations.ask': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, othersTalk }) =>
      carrel.conversations.ask(caller, othersTalk.conversationId, { role: 'user', content: 'hello' }),
  },
  'conversations.messages': {
    ...NO_TALK,
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.messages(caller, othersTalk.conversationId),
  },
  'conversations.message': {
    ...NO_TALK,
    action: 'conversations.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.message(caller, othersTalk),
  },
  'conversations.removeMessage (own)': {
    ...NO_TALK,
    action: 'conversations.write',
    least: 'participant',
    call: ({ carrel, caller, ownTalk }) => carrel.conversations.removeMessage(caller, ownTalk),
  },
  "conversations.removeMessage (another's)": {
    ...NO_TALK,
    action: 'conversations.others',
    least: 'admin',
    call: ({ carrel, caller, othersTalk }) => carrel.conversations.removeMessage(caller, othersTalk),
  },
  'tasks.create': {
    action: 'tasks.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.tasks.create(caller, id, PLAIN_TASK),
  },
  'tasks.list': {
    action: 'tasks.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.tasks.list(caller, id),
  },
  'tasks.get': {
    ...NO_TASK,
    action: 'tasks.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTask }) => carrel.tasks.get(caller, known(othersTask)),
  },
  'tasks.follow': {
    ...NO_TASK,
    action: 'tasks.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTask }) => carrel.tasks.follow(caller, known(othersTask)),
  },
  'tasks.cancel (own)': {
    ...NO_TASK,
    action: 'tasks.write',
    least: 'participant',
    call: ({ carrel, caller, ownTask }) => carrel.tasks.cancel(caller, known(ownTask)),
  },
  "tasks.cancel (another's)": {
    ...NO_TASK,
    action: 'tasks.others',
    least: 'admin',
    call: ({ carrel, caller, othersTask }) => carrel.tasks.cancel(caller, known(othersTask)),
  },
};

function known(task: TaskId | undefined): TaskId {
  if (task === undefined) throw new Error('the row needs tasks');
  return task;
}

/** Methods that no one session's roles have a say in, and why. */
const EXEMPT: Readonly<Record<string, string>> = {
  'sessions.create': 'makes a session of the caller',
  'sessions.list': 'gives what the caller sees',
  'connections.begin': 'is what edges call for whoever they let in',
  'connections.enter': 'names a session that the edge has let the caller into',
  'connections.close': 'ends what begin gave',
  'connections.dispose': 'is what the end of the process calls',
  'workspaces.views': 'takes sessions that the caller was given',
  'workspaces.end': 'is what sessions call, not callers',
  'workspaces.copyFiles': 'is what a fork calls, which has its own row',
  'backups.copy': 'is what a fork calls, which has its own row',
  'workspaces.close': 'is what the end of the process calls',
};

/** The services that take the id of a session, and where their methods are. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  sessions: ['sessions/session-service.ts'],
  members: ['sessions/member-service.ts'],
  connections: ['sessions/connection-service.ts'],
  workspaces: ['workspaces/workspace-service.ts', 'platform/handle-workspaces.ts'],
  commands: ['workspaces/command-service.ts'],
  terminals: ['terminals/terminal-service.ts'],
  ports: ['ports/port-service.ts'],
  runner: ['workspaces/code-runner.ts'],
  files: ['files/file-service.ts'],
  projects: ['projects/project-service.ts'],
  backups: ['workspaces/backup-service.ts'],
  snapshots: ['workspaces/snapshot-service.ts'],
  conversations: ['conversations/conversation-service.ts'],
  streams: ['streaming/stream-service.ts'],
  tasks: ['tasks/task-service.ts'],
};

const OTHERS = [
  ...['identity', 'settings', 'audit', 'containers', 'languages', 'runtime', 'cursors', 'rateLimiter'],
  ...['health', 'backup', 'dispose'],
];

const PEOPLE: readonly Person[] = [...SESSION_ROLES, 'outsider', 'foreigner'];
const RANKS: Readonly<Record<SessionRole, number>> = { viewer: 1, participant: 2, admin: 3, owner: 4 };

let carrel: Carrel;
let people: People;
let spare: Caller;

beforeAll(async () => {
  carrel = await memoryCarrel({
    // Each row has boxes of its own.
    runtime: memoryRuntime({ maxBoxes: 100_000 }),
    sessions: { maxPerUser: 100_000 },
    terminals: { maxPerUser: 100_000 },
    streaming: { maxOpenPerUser: 100_000 },
    model: scriptedModel({ turns: [[{ type: 'text', text: 'Done.' }]] }),
  });
  people = await makePeople(carrel);
  spare = await colleagueOf(carrel, people.outsider);
});

afterAll(() => carrel.dispose());

describe.each(Object.entries(rows))('%s', (_method, row) => {
  it.each(PEOPLE.flatMap((person) => [[person, 'room'] as const, [person, 'solo'] as const]))(
    'by %s of a %s',
    async (person, kind) => {
      const target = kind === 'room' ? await aRoom(person, row) : await aSolo(person, row);

      const result = await row.call(target);

      expect(result.isOk() ? 'ok' : result.error.type).toBe(expected(row, person, kind));
      if (result.isErr() && result.error.type === 'session/forbidden') {
        expect(result.error).toMatchObject({ neededRole: row.least, retryable: false });
      }
    },
  );
});

describe.each(Object.entries(rows))('%s', (_method, row) => {
  it('of a session that was deleted, that never was, or that has no id, is missing for everybody', async () => {
    const deleted = await aRoom('owner', row);
    expectOk(await carrel.sessions.remove(people.owner, deleted.id));
    const targets = { deleted, 'never there': withIds(deleted, () => NEVER), malformed: withIds(deleted, () => 'x') };
    for (const [what, target] of Object.entries(targets)) {
      for (const person of PEOPLE) {
        const result = await row.call({ ...target, caller: people[person] });
        const answer = result.isOk() ? 'ok' : result.error.type;
        const missing = row.missing ?? 'session/not-found';
        expect([what, person, answer]).toEqual([
          what,
          person,
          what === 'malformed' ? (row.malformed ?? missing) : missing,
        ]);
      }
    }
  });
});

describe('the table', () => {
  it('says what the rows say', () => {
    for (const { action, least } of Object.values(rows))
      expect([action, SESSION_PERMISSIONS[action]]).toEqual([action, least]);
  });

  it('has no action that nothing needs', () => {
    const needed = new Set(Object.values(rows).map(({ action }) => action));
    expect([...needed].sort()).toEqual(Object.keys(SESSION_PERMISSIONS).sort());
  });

  it('allows a role what the roles below it may', () => {
    for (const action of Object.keys(SESSION_PERMISSIONS) as SessionAction[]) {
      const least = RANKS[SESSION_PERMISSIONS[action]];
      for (const role of SESSION_ROLES)
        expect([action, role, permits(role, action)]).toEqual([action, role, RANKS[role] >= least]);
    }
  });

  it('is the one in docs/rooms.md', () => {
    const text = readFileSync(new URL('../../../docs/rooms.md', import.meta.url), 'utf8');
    const documented = [...text.matchAll(/^\| `([a-z]+\.[a-z]+)` +\|[^|]+\| ([a-z]+) +\|$/gm)].map(
      ([, action, least]) => [action, least],
    );
    expect(Object.fromEntries(documented)).toEqual(SESSION_PERMISSIONS);
    expect(documented).toHaveLength(Object.keys(SESSION_PERMISSIONS).length);
  });

  it('is asked by every method of every service that is about sessions', () => {
    const known = new Set([...Object.keys(rows).map((name) => name.split(' ')[0]), ...Object.keys(EXEMPT)]);
    const methods = Object.entries(SERVICES).flatMap(([service, files]) =>
      files.flatMap(publicMethods).map((method) => `${service}.${method}`),
    );
    expect(methods.length).toBeGreaterThan(30);
    expect([...new Set(methods)].sort()).toEqual([...known].sort());
    expect(Object.keys(carrel).sort()).toEqual([...Object.keys(SERVICES), ...OTHERS].sort());
  });
});

function expected(
  { least, action, answer, missing = 'session/not-found' }: Row,
  person: Person,
  kind: SessionKind,
): string {
  if (person === 'outsider' || person === 'foreigner') return missing;
  if (kind === 'solo' && person !== 'owner') return missing;
  if (RANKS[person] < RANKS[least]) return 'session/forbidden';
  const isOfRooms = action.startsWith('members.') || action === 'session.transfer';
  if (kind === 'solo' && isOfRooms) return 'session/not-a-room';
  return answer?.(person) ?? 'ok';
}

async function aRoom(person: Person, row: Row): Promise<Target> {
  const id = await makeRoom(carrel, people);
  const place = { sessionId: id, userId: people.viewer.userId };
  expectOk(await carrel.members.set(people.owner, { sessionId: id, userId: spare.userId }, 'participant'));
  const target = await started(id, person, row);
  if (person !== 'viewer') return target;
  // One who was more before, and has a command from then.
  expectOk(await carrel.members.set(people.owner, place, 'participant'));
  const own = await command(people.viewer, id);
  const ownTerminal = await terminal(people.viewer, id);
  const ownTalk = await talk(people.viewer, id);
  const ownTask = await task(people.viewer, id, row);
  expectOk(await carrel.members.set(people.owner, place, 'viewer'));
  return { ...target, own, ownTerminal, ownTalk, ownTask };
}

async function aSolo(person: Person, row: Row): Promise<Target> {
  const { id } = expectOk(await carrel.sessions.create(people.owner, { kind: 'solo', languages: ['python'] }));
  return started(id, person, row);
}

async function started(id: SessionId, person: Person, row: Row): Promise<Target> {
  const { owner, outsider } = people;
  expectOk(await carrel.workspaces.start(owner, id));
  expectOk(await carrel.files.write(owner, { sessionId: id, path: 'a.txt', data: Buffer.from('a') }));
  const { kind } = expectOk(await carrel.sessions.get(owner, id));
  const starters = {
    own: kind === 'room' && (person === 'admin' || person === 'participant') ? people[person] : owner,
  };
  const other = kind === 'room' ? spare : owner;
  const [own, others] = [await command(starters.own, id), await command(other, id)];
  const [ownTerminal, othersTerminal] = [await terminal(starters.own, id), await terminal(other, id)];
  const [ownTalk, othersTalk] = [await talk(starters.own, id), await talk(other, id)];
  const [ownTask, othersTask] = [await task(starters.own, id, row), await task(other, id, row)];
  const stream = expectOk(await carrel.streams.create(owner, { sessionId: id, purpose: 'test' })).id;
  return {
    ...{ carrel, caller: people[person], id, stream, own, others, ownTerminal, othersTerminal, ownTalk, othersTalk },
    ...{ member: spare, outsider, ownTask, othersTask },
  };
}

async function command(caller: Caller, id: SessionId): Promise<CommandId> {
  return expectOk(await carrel.commands.start(caller, id, { request: { argv: ['cat'] } })).id;
}

async function terminal(caller: Caller, id: SessionId): Promise<TerminalId> {
  return expectOk(await carrel.terminals.open(caller, id, { request: { argv: ['cat'] } })).id;
}

async function talk(caller: Caller, sessionId: SessionId): Promise<MessageRef> {
  const conversation = expectOk(await carrel.conversations.create(caller, { sessionId }));
  const said = { role: 'user', content: 'hello' } as const;
  const { id } = expectOk(await carrel.conversations.addMessage(caller, conversation.id, said));
  return { conversationId: conversation.id, id };
}

async function task(caller: Caller, id: SessionId, { needsTasks }: Row): Promise<TaskId | undefined> {
  if (needsTasks !== true) return undefined;
  return expectOk(await carrel.tasks.create(caller, id, PLAIN_TASK)).id;
}

/** The methods of the classes of a file that are not private, as it is written. */
/** The same with other ids, each with the prefix of its kind. */
function withIds(target: Target, tail: () => string): Target {
  const id = <Id extends string>(prefix: string) => `${prefix}_${tail()}` as Id;
  const [talk, task] = [{ conversationId: id('cnv'), id: id('msg') } as MessageRef, id<TaskId>('tsk')];
  return {
    ...target,
    ...{ id: id('ses'), own: id('cmd'), others: id('cmd'), stream: id('str') },
    ...{ ownTerminal: id('trm'), othersTerminal: id('trm'), ownTalk: talk, othersTalk: talk },
    ...{ ownTask: task, othersTask: task },
  };
}

async function* emptyTar(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array(1_024));
}
