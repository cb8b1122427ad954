import { unwrap, type SessionId } from '@carrel/core/kernel';
import type { Carrel } from '@carrel/core';
import { scriptedModel } from '@carrel/core/memory';
import type { Answer, HttpClient } from './http-client.js';

/** A user who has just registered, and its tenant. */
export interface Someone {
  readonly client: HttpClient;
  readonly userId: string;
  readonly tenantId: string;
  readonly email: string;
  readonly refreshToken: string;
}

/** One of each thing that paths name, all of one tenant's. */
export interface World {
  readonly owner: Someone;
  readonly session: string;
  readonly command: string;
  readonly terminal: string;
  /** Another user of the tenant, with the role `member`. */
  readonly user: string;
  readonly agent: string;
  /** An open invitation into the tenant. */
  readonly invitation: string;
  /** A room of the owner's. */
  readonly room: string;
  /** A third user of the tenant, who is a viewer of the room. */
  readonly guest: string;
  readonly backup: string;
  /** A session without a storage, whose workspace runs, and a snapshot of it. */
  readonly plain: string;
  readonly snapshot: string;
  /** One of the session, that has ended. */
  readonly stream: string;
  /** A conversation of the session, and a message in it. */
  readonly talk: string;
  readonly message: string;
  /** A task of the session. */
  readonly task: string;
  /** The name of a document of the session, and a version of it. */
  readonly document: string;
  readonly version: string;
  /** A plan of changes to the code of the session, and one that is applied. */
  readonly plan: string;
  readonly applied: string;
}

export const PASSWORD = 'correct horse battery';

let people = 0;

/** Says one word, whatever it is asked. */
export const TERSE = scriptedModel({ turns: [[{ type: 'text', text: 'done' }]] });

/** Registers somebody with a tenant of their own. */
export async function register(client: HttpClient): Promise<Someone> {
  people += 1;
  const email = `person-${String(people)}@example.com`;
  const answer = await client.as(undefined).post('/auth/register', { email, password: PASSWORD });
  return toSomeone(client, answer, email);
}

export async function logIn(client: HttpClient, email: string, password = PASSWORD): Promise<Someone> {
  return toSomeone(client, await client.as(undefined).post('/auth/login', { email, password }), email);
}

/** Makes a session with a running workspace that holds `main.py`, a running command, a second user and an agent. */
export async function makeWorld(client: HttpClient, carrel: Carrel): Promise<World> {
  const owner = await register(client);
  const session = await startedSession(owner.client, { storage: 'database' });
  await owner.client.call('PUT', `/sessions/${session}/files/content?path=main.py`, { body: 'print(1)' });
  const command = await startCommand(owner.client, session, ['cat']);
  const terminal = await openTerminal(owner.client, session);
  await owner.client.put('/settings/editor/theme', { value: 'dark' });
  const user = await owner.client.post('/tenant/users', { email: `member-of-${owner.email}`, password: PASSWORD });
  const agent = await owner.client.post('/tenant/agents', { name: 'helper', scopes: ['sessions:*'] });
  const invitation = await owner.client.post('/tenant/invitations');
  const guest = await owner.client.post('/tenant/users', { email: `guest-of-${owner.email}`, password: PASSWORD });
  const room = await makeSession(owner.client, { kind: 'room' });
  await owner.client.put(`/sessions/${room}/members/${idOf(guest)}`, { role: 'viewer' });
  const backup = idOf(await owner.client.post(`/sessions/${session}/backups`));
  const plain = await startedSession(owner.client);
  const snapshot = idOf(await owner.client.post(`/sessions/${plain}/workspace/snapshots`));
  const [talk, message] = await makeTalk(owner.client, session);
  const stream = await endedStream(carrel, owner.client, session);
  const task = await makeTask(owner.client, session);
  const [document, version] = await makeDocument(owner.client, session);
  const [plan, applied] = await makePlans(owner.client, session);
  return {
    ...{ owner, session, command, terminal, user: idOf(user), agent: idOf(agent, 'agent') },
    invitation: idOf(invitation, 'invitation'),
    ...{ room, guest: idOf(guest), backup, plain, snapshot, stream, talk, message, task },
    ...{ document, version, plan, applied },
  };
}

/** A conversation of the session with a message in it. */
export async function makeTalk(client: HttpClient, sessionId: string): Promise<readonly [string, string]> {
  const talk = idOf(await client.post('/conversations', { sessionId, title: 'Plans' }));
  return [talk, idOf(await client.post(`/conversations/${talk}/messages`, { role: 'user', content: 'hello' }))];
}

/** Says `hello`, as Yjs writes it. */
export const HELLO = 'AQEBAAQBAWEFaGVsbG8A';

/** A document of the session that is bound to a file, and a version of it. */
export async function makeDocument(client: HttpClient, session: string): Promise<readonly [string, string]> {
  const name = 'notes.md';
  const path = `/sessions/${session}/documents/${name}`;
  await client.post(`${path}/sync`, { clientId: 'first', since: 0, updates: [HELLO] });
  await client.put(`${path}/file`, { path: name });
  return [name, idOf(await client.post(`${path}/versions`))];
}

/** A plan of the session that is not applied, and one that is. Each is of a file of its own. */
export async function makePlans(client: HttpClient, session: string): Promise<readonly [string, string]> {
  const path = `/sessions/${session}/code/plans`;
  const made = async (word: string) => {
    const file = `${word}.txt`;
    await client.call('PUT', `/sessions/${session}/files/content?path=${file}`, { body: `${word}\n` });
    const refactoring = { type: 'rename-symbol', path: file, position: { line: 1, column: 1 }, newName: 'other' };
    return idOf(await client.post(path, { refactoring }));
  };
  const [plan, applied] = [await made('planned'), await made('applied')];
  await client.post(`${path}/${applied}/apply`);
  return [plan, applied];
}

/** A task of the session, which has little to do. */
export async function makeTask(client: HttpClient, session: string): Promise<string> {
  return idOf(await client.post(`/sessions/${session}/tasks`, { prompt: 'look', setup: { install: 'none' } }));
}

export async function makeSession(client: HttpClient, more: object = {}): Promise<string> {
  return idOf(await client.post('/sessions', { kind: 'solo', languages: ['python'], ...more }));
}

/** A session whose workspace is ready. */
export async function startedSession(client: HttpClient, more: object = {}): Promise<string> {
  const session = await makeSession(client, more);
  await client.post(`/sessions/${session}/workspace?waitMs=10000`);
  return session;
}

/** A stream of the session with the chunks `a` and `b`. */
export async function endedStream(carrel: Carrel, { token = '' }: HttpClient, session: string): Promise<string> {
  const caller = await unwrap(carrel.identity.authenticate(token, 'test'));
  const writer = await unwrap(carrel.streams.create(caller, { purpose: 'test', sessionId: session as SessionId }));
  for (const chunk of ['a', 'b']) await unwrap(writer.write(chunk));
  await unwrap(writer.end());
  return writer.id;
}

export async function startCommand(client: HttpClient, session: string, argv: readonly string[]): Promise<string> {
  return idOf(await client.post(`/sessions/${session}/commands`, { argv, background: true }));
}

export async function openTerminal(client: HttpClient, session: string): Promise<string> {
  return idOf(await client.post(`/sessions/${session}/terminals`, { argv: ['cat'] }));
}

function idOf(answer: Answer, within?: string): string {
  const body = answer.json<Record<string, { readonly id: string }> & { readonly id: string }>();
  const id = within === undefined ? body.id : body[within]?.id;
  if (typeof id !== 'string') throw new Error(`No id in ${String(answer.status)} ${answer.text}`);
  return id;
}

function toSomeone(client: HttpClient, answer: Answer, email: string): Someone {
  if (answer.status >= 300) throw new Error(`Not logged in: ${answer.text}`);
  const { user, tokens } = answer.json<{
    readonly user: { readonly id: string; readonly tenantId: string };
    readonly tokens: { readonly accessToken: string; readonly refreshToken: string };
  }>();
  return {
    client: client.as(tokens.accessToken),
    userId: user.id,
    tenantId: user.tenantId,
    email,
    refreshToken: tokens.refreshToken,
  };
}
