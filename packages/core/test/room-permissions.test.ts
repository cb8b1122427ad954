import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, Carrel } from '../src/index.js';
import type { MessageRef } from '../src/conversations/index.js';
import type { DocumentVersionRef } from '../src/documents/index.js';
import type { CommandId, SessionId, TaskId, TerminalId } from '../src/kernel/index.js';
import {
  permits,
  SESSION_PERMISSIONS,
  SESSION_ROLES,
  type SessionAction,
  type SessionKind,
  type SessionRole,
} from '../src/sessions/index.js';
import { memoryRuntime, scriptedCodeEngine, scriptedModel } from '../src/memory/index.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel } from './platform-fixture.js';
import { publicMethods } from './public-methods.js';
import { colleagueOf, makePeople, makeRoom, type People, type Person } from './room-fixture.js';
import { CODE_ROWS } from './permissions/code-rows.js';
import { DOCUMENT_ROWS, LETTER } from './permissions/document-rows.js';
import { FILE_ROWS } from './permissions/file-rows.js';
import { PLAIN_TASK, type PermissionRow, type PermissionRows, type Target } from './permissions/permission-row.js';
import { PROCESS_ROWS } from './permissions/process-rows.js';
import { SESSION_ROWS } from './permissions/session-rows.js';
import { TALK_ROWS } from './permissions/talk-rows.js';

const NEVER = '01arz3ndektsv4rrffq69g5fav';

const rows: PermissionRows = {
  ...SESSION_ROWS,
  ...PROCESS_ROWS,
  ...FILE_ROWS,
  ...TALK_ROWS,
  ...DOCUMENT_ROWS,
  ...CODE_ROWS,
};

/** Methods that no one session's roles have a say in, and why. */
const EXEMPT: Readonly<Record<string, string>> = {
  'sessions.create': 'makes a session of the caller',
  'sessions.list': 'gives what the caller sees',
  'connections.begin': 'is what edges call for whoever they let in',
  'connections.enter': 'names a session that the edge has let the caller into',
  'connections.close': 'ends what begin gave',
  'connections.dispose': 'is what the end of the process calls',
  'code.languages': 'names no session',
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
  documents: ['documents/document-service.ts'],
  code: ['code/code-service.ts'],
  streams: ['streaming/stream-service.ts'],
  tasks: ['tasks/task-service.ts'],
};

/** Services within these. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'code.plans': ['code/code-plan-service.ts'],
  'documents.files': ['documents/document-file-service.ts'],
  'documents.versions': ['documents/document-version-service.ts'],
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
    code: { engine: scriptedCodeEngine() },
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
    const methods = Object.entries({ ...SERVICES, ...PARTS }).flatMap(([service, files]) =>
      files.flatMap(publicMethods).map((method) => `${service}.${method}`),
    );
    expect(methods.length).toBeGreaterThan(30);
    expect([...new Set(methods)].sort()).toEqual([...known].sort());
    expect(Object.keys(carrel).sort()).toEqual([...Object.keys(SERVICES), ...OTHERS].sort());
  });
});

function expected(
  { least, action, answer, missing = 'session/not-found' }: PermissionRow,
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

async function aRoom(person: Person, row: PermissionRow): Promise<Target> {
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

async function aSolo(person: Person, row: PermissionRow): Promise<Target> {
  const { id } = expectOk(await carrel.sessions.create(people.owner, { kind: 'solo', languages: ['python'] }));
  return started(id, person, row);
}

async function started(id: SessionId, person: Person, row: PermissionRow): Promise<Target> {
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
  const paper = await document(id);
  return {
    ...{
      carrel,
      caller: people[person],
      id,
      paper,
      stream,
      own,
      others,
      ownTerminal,
      othersTerminal,
      ownTalk,
      othersTalk,
    },
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

async function document(sessionId: SessionId): Promise<DocumentVersionRef> {
  const ref = { sessionId, name: 'notes' };
  expectOk(await carrel.documents.sync(people.owner, ref, { clientId: 'one', since: 0, updates: [LETTER] }));
  return { ...ref, id: expectOk(await carrel.documents.versions.create(people.owner, ref)).id };
}

async function task(caller: Caller, id: SessionId, { needsTasks }: PermissionRow): Promise<TaskId | undefined> {
  if (needsTasks !== true) return undefined;
  return expectOk(await carrel.tasks.create(caller, id, PLAIN_TASK)).id;
}

/** The same with other ids, each with the prefix of its kind. */
function withIds(target: Target, tail: () => string): Target {
  const id = <Id extends string>(prefix: string) => `${prefix}_${tail()}` as Id;
  const [talk, task] = [{ conversationId: id('cnv'), id: id('msg') } as MessageRef, id<TaskId>('tsk')];
  return {
    ...target,
    paper: { ...target.paper, sessionId: id('ses'), id: id('dvr') },
    ...{ id: id('ses'), own: id('cmd'), others: id('cmd'), stream: id('str') },
    ...{ ownTerminal: id('trm'), othersTerminal: id('trm'), ownTalk: talk, othersTalk: talk },
    ...{ ownTask: task, othersTask: task },
  };
}
