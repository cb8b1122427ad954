/**
 * A server by hand, in a process of its own: `argv[2]` is `express`, with bodies checked by zod, or `http`, on node's own server with
 * neither; `argv[3]` is its directory. Tells its parent its world, serves, and tells how late its event loop was for each message `lag`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expressApp } from './hand-express.mjs';
import { openDatabase } from './hand-database.mjs';
import { httpListener } from './hand-http.mjs';
import { Steps } from './hand-steps.mjs';
import { FILES, MESSAGES, fileOf, firstContent, firstMessage } from './mix.mjs';
import { population } from './population.mjs';

const [, , kind, directory] = process.argv;
const BASE = '/api/v5';

mkdirSync(directory, { recursive: true });
const database = openDatabase(join(directory, 'by-hand.db'));
const steps = new Steps(database, directory);
await steps.open();
const users = await makeWorld();
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

const server = createServer(kind === 'express' ? expressApp(steps, BASE) : httpListener(steps, BASE));
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, base: BASE, users }));
process.on('message', () => {
  process.send({ p99: delay.percentile(99) / 1e6 - 10, max: delay.max / 1e6 - 10 });
  delay.reset();
});
process.on('disconnect', () => process.exit());

async function makeWorld() {
  const at = new Date().toISOString();
  const people = population().map((person) => ({
    ...person,
    ...{ id: `usr_${person.number}`, tenantId: `ten_${person.tenant}`, role: person.isOwner ? 'owner' : 'member' },
  }));
  database.transact(() => people.forEach((person) => furnish(person, at)));
  return Promise.all(
    people.map(async (person) => ({
      ...{ token: await steps.sign(person), directory: person.directory, room: `room_${person.room}` },
      ...{ session: `ses_${person.number}`, conversation: `cnv_${person.number}` },
    })),
  );
}

function furnish({ id, tenantId, email, role, number, isHost, room, directory: name }, at) {
  database.addUser.run({ id, tenantId, email, role, createdAt: at });
  const own = { tenantId, ownerId: id, languages: '["bash"]', version: 1, createdAt: at, updatedAt: at };
  const workspace = (state) => JSON.stringify({ state, incarnation: 1, runtime: 'local', createdAt: at, readyAt: at });
  if (isHost) database.addSession.run({ ...own, id: `room_${room}`, kind: 'room', workspace: workspace('ready') });
  database.addSession.run({ ...own, id: `ses_${number}`, kind: 'solo', workspace: workspace('none') });
  database.addMember.run(`room_${room}`, id, isHost ? 'owner' : 'participant');
  database.addMember.run(`ses_${number}`, id, 'owner');
  const conversationId = `cnv_${number}`;
  database.addConversation.run({ id: conversationId, tenantId, ownerId: id, lastSequence: MESSAGES, updatedAt: at });
  for (let index = 0; index < MESSAGES; index += 1) {
    const place = { conversationId, sequence: index + 1, id: `msg_${number}_${index}`, authorId: id, createdAt: at };
    database.addMessage.run({ ...place, ...firstMessage(index) });
  }
  const root = join(directory, 'workspaces', `room_${room}`);
  mkdirSync(join(root, name), { recursive: true });
  for (let index = 0; index < FILES; index += 1) writeFileSync(join(root, fileOf(name, index)), firstContent());
}
