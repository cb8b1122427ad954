import type { Caller, Carrel, CarrelOptions } from '../src/index.js';
import type { SessionId } from '../src/kernel/index.js';
import type { CreateSession, SessionRole } from '../src/sessions/index.js';
import { expectOk } from './expect-result.js';
import { memoryCarrel, newCaller } from './platform-fixture.js';

const REQUEST = { requestId: 'req_test' };
const PASSWORD = 'correct horse';

let colleagues = 0;

/** Another user of the caller's tenant. */
export async function colleagueOf(carrel: Carrel, caller: Caller): Promise<Caller> {
  const email = `colleague${(colleagues += 1)}@example.com`;
  expectOk(await carrel.identity.users.create(caller, { email, password: PASSWORD, role: 'member', tier: 'low' }));
  const { tokens } = expectOk(await carrel.identity.login({ email, password: PASSWORD }, REQUEST));
  return expectOk(await carrel.identity.authenticate(tokens.accessToken, REQUEST.requestId));
}

/** Everybody who can be to a room: with each role in it, of its tenant alone, and of another tenant. */
export interface People extends Readonly<Record<SessionRole, Caller>> {
  /** An admin of the tenant who is nothing in the room. */
  readonly outsider: Caller;
  readonly foreigner: Caller;
}

export type Person = keyof People;

export interface RoomWorld extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly people: People;
  readonly room: SessionId;
}

/** A room with a member of each role. */
export async function roomWorld(
  options: Partial<CarrelOptions> = {},
  session: Partial<CreateSession> = {},
): Promise<RoomWorld> {
  const carrel = await memoryCarrel(options);
  const people = await makePeople(carrel);
  const room = await makeRoom(carrel, people, session);
  return { carrel, people, room, [Symbol.asyncDispose]: () => carrel.dispose() };
}

/** Users of one tenant, whose owner is the outsider, and one of another. */
export async function makePeople(carrel: Carrel): Promise<People> {
  const outsider = await newCaller(carrel);
  const colleague = () => colleagueOf(carrel, outsider);
  const [owner, admin, participant, viewer] = [
    await colleague(),
    await colleague(),
    await colleague(),
    await colleague(),
  ];
  return { owner, admin, participant, viewer, outsider, foreigner: await newCaller(carrel) };
}

/** A room of the owner with the others as what their names say. */
export async function makeRoom(
  carrel: Carrel,
  people: People,
  session: Partial<CreateSession> = {},
): Promise<SessionId> {
  const { id } = expectOk(
    await carrel.sessions.create(people.owner, { kind: 'room', languages: ['python'], ...session }),
  );
  for (const role of ['admin', 'participant', 'viewer'] as const) {
    expectOk(await carrel.members.set(people.owner, { sessionId: id, userId: people[role].userId }, role));
  }
  return id;
}
