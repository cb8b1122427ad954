/**
 * The load, in a process of its own. For each message `{ world, perSecond, seconds, first }` it makes requests that are due at even
 * distances, whether those before are answered or not, and tells its parent how long each took from when it was due.
 */
import { Agent, request as open } from 'node:http';
import { until } from '../http-load.mjs';
import { KINDS, kindOf } from './mix.mjs';

/** One for each user, as browsers would hold them open; a request that finds none free waits, and its time runs. */
const SOCKETS = 100;
const TIMEOUT_MS = 10_000;
/** More than these under way is a server that does not keep up: what is due then is an error. */
const MAX_UNDER_WAY = 2_000;
const SHOWN_ERRORS = 5;

process.on('message', async (round) => process.send(await run(round)));
process.on('disconnect', () => process.exit());

async function run({ world, perSecond, seconds, first }) {
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS, maxFreeSockets: SOCKETS });
  const times = Object.fromEntries(KINDS.map(({ name }) => [name, []]));
  const late = [];
  const errors = [];
  const total = perSecond * seconds;
  const pending = new Set();
  const startedAt = performance.now();
  for (let index = 0; index < total; index += 1) {
    const due = startedAt + (index * 1_000) / perSecond;
    await until(due);
    late.push(performance.now() - due);
    const number = first + index;
    const kind = kindOf(number);
    if (pending.size >= MAX_UNDER_WAY) {
      errors.push(`${kind.name}: not sent, since ${MAX_UNDER_WAY} are under way`);
      continue;
    }
    const asked = ask(agent, world, kind, number)
      .then(() => times[kind.name].push(performance.now() - due))
      .catch((error) => errors.push(`${kind.name}: ${error.message}`))
      .finally(() => pending.delete(asked));
    pending.add(asked);
  }
  await Promise.all(pending);
  agent.destroy();
  return { times, late, errors: errors.length, shown: errors.slice(0, SHOWN_ERRORS) };
}

async function ask(agent, { port, base, users }, kind, number) {
  const user = users[number % users.length];
  const { method, path, json, bytes } = kind.ask(user, number);
  const body = json === undefined ? bytes : Buffer.from(JSON.stringify(json));
  const headers = {
    Authorization: `Bearer ${user.token}`,
    ...(body === undefined ? {} : { 'Content-Length': body.length, 'Content-Type': json === undefined ? 'application/octet-stream' : 'application/json' }), // prettier-ignore
  };
  const { status, text } = await exchange({ agent, host: '127.0.0.1', port, method, path: base + path, headers }, body);
  if (status !== kind.status) throw new Error(`${status} ${text.slice(0, 300)}`);
  if (!kind.isRight(text)) throw new Error(`unexpected answer ${text.slice(0, 300)}`);
}

function exchange(options, body) {
  return new Promise((resolve, reject) => {
    const request = open(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, text }));
      response.on('error', reject);
    });
    request.setTimeout(TIMEOUT_MS, () => request.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    request.on('error', reject);
    request.end(body);
  });
}
