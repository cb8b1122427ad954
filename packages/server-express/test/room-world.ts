import { SESSION_ROLES, type SessionRole } from '@carrel/core/sessions';
import type { HttpClient } from './http-client.js';
import {
  logIn,
  makeDocument,
  makePlans,
  makeSession,
  makeTalk,
  makeTask,
  openTerminal,
  PASSWORD,
  startCommand,
  type Someone,
  type World,
} from './world.js';

/** The roles in a room, from the least. */
export const RANKS: readonly SessionRole[] = ['viewer', 'participant', 'admin', 'owner'];

/** For each role in a room a user of the same tenant, who is that. */
export type Members = Readonly<Record<SessionRole, Someone>>;

export async function makeMembers(client: HttpClient, tenantOwner: Someone): Promise<Members> {
  const colleague = async (name: string) => {
    const email = `${name}-of-${tenantOwner.email}`;
    await tenantOwner.client.post('/tenant/users', { email, password: PASSWORD });
    return logIn(client, email);
  };
  return {
    owner: await colleague('owner'),
    admin: await colleague('admin'),
    participant: await colleague('participant'),
    viewer: await colleague('viewer'),
  };
}

export interface RoomOptions {
  /** @default 'database' */
  readonly storage?: string;
  /** Whether it has plans of its own, and not those of the world. @default true */
  readonly hasPlans?: boolean;
}

/** A room with all of them in it and the guest of the world, whose workspace runs, and in it one of each thing, the owner's. */
export async function makeRoom(
  world: World,
  members: Members,
  { storage = 'database', hasPlans = true }: RoomOptions = {},
): Promise<World> {
  const { owner } = members;
  const { client } = owner;
  const room = await makeSession(client, { kind: 'room', storage });
  await client.put(`/sessions/${room}/members/${world.guest}`, { role: 'viewer' });
  for (const role of SESSION_ROLES)
    if (role !== 'owner') await client.put(`/sessions/${room}/members/${members[role].userId}`, { role });
  await client.post(`/sessions/${room}/workspace?waitMs=10000`);
  await client.call('PUT', `/sessions/${room}/files/content?path=main.py`, { body: 'print(1)' });
  const command = await startCommand(client, room, ['cat']);
  const terminal = await openTerminal(client, room);
  const backup = (await client.post(`/sessions/${room}/backups`)).json<{ readonly id: string }>().id;
  const snapshot = (await client.post(`/sessions/${room}/workspace/snapshots`)).json<{ readonly id: string }>().id;
  const [talk, message] = await makeTalk(client, room);
  const task = await makeTask(client, room);
  const [document, version] = await makeDocument(client, room);
  const [plan, applied] = hasPlans ? await makePlans(client, room) : [world.plan, world.applied];
  const things = { plain: room, command, terminal, backup, snapshot, talk, message, task, document, version };
  return { ...world, owner, session: room, room, ...things, plan, applied };
}
