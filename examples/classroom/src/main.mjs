import { createCarrelClient, unwrap } from '@carrel/client';
import { WebSocket } from 'ws'; // Browsers have their own, and Node has from 22 on.
import { startServer } from './server.mjs';

const EXERCISE = 'def double(number):\n    return number  # Your turn.\n';
const SOLUTION = 'def double(number):\n    return 2 * number\n';
const CHECK = ['python3', '-c', 'from exercise import double; assert double(21) == 42, "double(21) is not 42"'];
/** A calculator: it answers each line. */
const CALCULATOR = ['/bin/sh', '-c', 'while read -r line; do echo "= $(($line))"; done'];

const server =
  process.argv[2] === undefined ? await startServer() : { baseUrl: process.argv[2], stop: () => undefined };
const signal = AbortSignal.timeout(60_000);
const people = [];

try {
  const teacher = client();
  const { user } = await register(teacher, 'Grace', { tenantName: 'A school' });
  const room = await unwrap(teacher.sessions.create({ kind: 'room', name: 'Doubling', languages: ['python'] }));
  await teach(teacher, user, room);
} finally {
  // The room and the copies, also where the lesson broke off. The teacher comes first, so that nobody else sees the room any more.
  for (const { sessions } of people) {
    const left = await sessions.list().unwrapOr({ items: [] });
    for (const { id } of left.items) await unwrap(sessions.remove(id));
  }
  await server.stop();
}

async function teach(teacher, { id: teacherId }, room) {
  // Students register with an invitation into the teacher's tenant, and are nobody in the room before they have a role.
  const ada = await student(teacher, 'Ada');
  const ben = await student(teacher, 'Ben');
  console.log(`the room before Ada has a role in it: ${told(await ada.client.sessions.get(room.id))}`);
  for (const { id } of [ada, ben]) await unwrap(teacher.sessions.members.set(room.id, id, 'viewer'));
  const { items } = await unwrap(teacher.sessions.members.list(room.id));
  const names = { [teacherId]: 'Grace', [ada.id]: 'Ada', [ben.id]: 'Ben' };
  console.log(
    `in it now: ${items
      .map(({ userId, role }) => `${names[userId]} (${role})`)
      .sort()
      .join(', ')}`,
  );

  const workspace = await unwrap(teacher.workspaces.open(room.id));
  await unwrap(workspace.files.write('exercise.py', EXERCISE));

  // All watch the teacher's terminal. Whoever comes later is given what was said before.
  const terminal = await unwrap(workspace.terminals.open({ argv: CALCULATOR, cols: 80, rows: 24 }));
  const typing = await unwrap(terminal.attach());
  const screen = typing.events[Symbol.asyncIterator]();
  await unwrap(typing.write('6 * 7\r'));
  const seats = await unwrap(ada.client.workspaces.reach(room.id));
  const watching = await unwrap((await unwrap(seats.terminals.get(terminal.id))).attach({ signal }));
  const herScreen = watching.events[Symbol.asyncIterator]();
  console.log(`Ada sees in Grace's terminal: ${await until(herScreen, output(/6 \* 7\r\n= 42/))}`);
  console.log(`she may type in it: ${watching.ready.canWrite ? 'yes' : 'no'}`);
  console.log(`Ada writes a file of the room: ${told(await seats.files.write('exercise.py', SOLUTION))}`);

  // A private copy of the room, with the files as they are now. Nobody but Ada sees it, her teacher neither.
  const copy = await unwrap(ada.client.sessions.fork(room.id, { kind: 'solo', name: 'Doubling, by Ada' }));
  const desk = await unwrap(ada.client.workspaces.open(copy.id));
  console.log(`in Ada's copy the check says: ${await check(desk)}`);
  await unwrap(desk.files.write('exercise.py', SOLUTION));
  console.log(`with Ada's solution: ${await check(desk)}`);
  console.log(`in the room: ${await check(workspace)}`);
  console.log(`Grace looks at Ada's copy: ${told(await teacher.sessions.get(copy.id))}`);

  // A role counts from the moment that it is given, also for what is open.
  await unwrap(teacher.sessions.members.set(room.id, ada.id, 'participant'));
  await until(herScreen, ({ type, canWrite }) => type === 'access' && canWrite);
  await unwrap(watching.write('20 + 1\r'));
  console.log(`Ada is a participant, and Grace sees: ${await until(screen, output(/20 \+ 1\r\n= 21/))}`);
  await unwrap(seats.files.write('exercise.py', await unwrap(desk.files.readText('exercise.py'))));
  console.log(`she hands in, and in the room the check says: ${await check(workspace)}`);

  const followed = ben.client.workspaces.events(room.id, { signal });
  await until(followed, ({ type }) => type === 'state');
  await unwrap(teacher.sessions.members.remove(room.id, ben.id));
  const { error } = await until(followed, ({ type }) => type === 'failed');
  console.log(`Ben is put out, and what he followed ends with ${error.type}`);

  watching.detach();
  typing.detach();
}

function client() {
  const person = createCarrelClient({ baseUrl: server.baseUrl, WebSocket });
  people.push(person);
  return person;
}

async function register(client, displayName, more) {
  const email = `${displayName.toLowerCase()}-${Date.now()}@example.com`;
  return unwrap(client.identity.register({ email, password: 'analytical engine', displayName, ...more }));
}

/** Somebody who registers with an invitation of the teacher's, which is good for one. */
async function student(teacher, name) {
  const { token } = await unwrap(teacher.tenant.invitations.create());
  const own = client();
  const { user } = await register(own, name, { invitation: token });
  return { client: own, id: user.id };
}

async function check(workspace) {
  const { exitCode, stderr } = await unwrap(workspace.commands.run(CHECK));
  return exitCode === 0 ? 'it is right' : stderr.trim().split('\n').at(-1);
}

/** The first event that `wanted` says yes to, or what it makes of it. Fails where the events end before. */
async function until(events, wanted) {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error('It ended before what was waited for came.');
    const found = wanted(value);
    if (found) return found === true ? value : found;
  }
}

/** Waits for a passage of a terminal's output, and gives it on one line. */
function output(passage) {
  let text = '';
  return ({ type, data }) => {
    if (type === 'output') text += new TextDecoder().decode(data);
    return passage.exec(text)?.[0].replace('\r\n', ' ');
  };
}

function told(outcome) {
  return outcome.isOk() ? 'allowed' : outcome.error.type;
}
