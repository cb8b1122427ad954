/**
 * The reference server as its operator runs it, with users, rooms and workspaces made through its interface. What is not a default:
 * SQLite and the local runtime, limits on calls so high that nobody comes to them, and tokens that last for the whole benchmark.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FILES, MESSAGES, fileOf, firstContent, firstMessage } from './mix.mjs';
import { PASSWORD, population } from './population.mjs';

const PROGRAM = fileURLToPath(new URL('../../../apps/server/bin/carrel.mjs', import.meta.url));
const BASE = '/api/v5';
const METRICS_TOKEN = 'benchmark-benchmark-benchmark';
const RAISED = '1000000000';
/** How many requests at once make the world. */
const AT_ONCE = 16;
const START_MS = 60_000;

/** @param {string} directory An empty one, for the data, the log and sockets of workspaces. */
export async function startCarrel(directory) {
  mkdirSync(directory, { recursive: true });
  const log = openSync(join(directory, 'access.log'), 'w');
  const child = spawn(process.execPath, [...nodeOptions(), PROGRAM, 'serve', '--port', '0', '--data-dir', directory, '--quiet'], {
    stdio: ['ignore', 'pipe', log],
    env: { ...withoutSettings(process.env), ...settings(directory) },
  }); // prettier-ignore
  closeSync(log);
  const port = await listening(child, join(directory, 'access.log'));
  const api = new Api(`http://127.0.0.1:${port}`);
  const users = await makeWorld(api);
  const world = { port, base: BASE, users };
  return { name: 'reference server', pid: child.pid, world, lag: () => api.lag(), end: () => end(api, child, users) };
}

/** As in `SERVER_NODE_OPTIONS=--cpu-prof`, to look into it. */
function nodeOptions() {
  return (process.env.SERVER_NODE_OPTIONS ?? '').split(' ').filter((word) => word !== '');
}

/** What the shell of whoever measures has set for a server of theirs is not for this one. */
function withoutSettings(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('CARREL_')));
}

function settings(directory) {
  return {
    TMPDIR: directory,
    CARREL_STORE__KIND: 'sqlite',
    CARREL_RUNTIME__KIND: 'local',
    CARREL_RATE_LIMITS__POINTS_PER_USER: RAISED,
    CARREL_RATE_LIMITS__POINTS_PER_ADDRESS: RAISED,
    CARREL_RATE_LIMITS__LOGINS_PER_ADDRESS: RAISED,
    CARREL_RATE_LIMITS__REGISTRATIONS_PER_ADDRESS: RAISED,
    CARREL_AUTH__ACCESS_TOKEN_TTL_MS: '21600000',
    CARREL_METRICS__TOKEN: METRICS_TOKEN,
  };
}

function listening(child, log) {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`The server does not listen after ${START_MS} ms`)), START_MS);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const port = /^listening on \S+:(\d+)\n/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${readFileSync(log, 'utf8')}`)));
  });
}

async function makeWorld(api) {
  const people = population();
  const users = [];
  await eachOf(people.filter(({ isOwner }) => isOwner), async (person) => {
    users[person.number] = signedIn(person, await api.call('POST', '/auth/register', { json: login(person) }));
  }); // prettier-ignore
  await eachOf(people.filter(({ isOwner }) => !isOwner), async (person) => {
    const owner = users[people.findIndex(({ tenant }) => tenant === person.tenant)];
    await api.call('POST', '/tenant/users', { token: owner.token, json: login(person) });
    users[person.number] = signedIn(person, await api.call('POST', '/auth/login', { json: login(person) }));
  }); // prettier-ignore
  await eachOf(people.filter(({ isHost }) => isHost), (host) => makeRoom(api, people, users, host)); // prettier-ignore
  await eachOf(users, (user) => furnish(api, user));
  return users;
}

/** A room whose workspace runs. Nothing is saved of its files: the servers by hand save nothing either. */
async function makeRoom(api, people, users, host) {
  const { token } = users[host.number];
  const json = { kind: 'room', languages: ['bash'], storage: 'none' };
  const { id } = await api.call('POST', '/sessions', { token, json });
  for (const { number } of people.filter(({ room }) => room === host.room)) {
    users[number].room = id;
    if (number === host.number) continue;
    await api.call('PUT', `/sessions/${id}/members/${users[number].id}`, { token, json: { role: 'participant' } });
  }
  const { state } = await api.call('POST', `/sessions/${id}/workspace?waitMs=60000`, { token });
  if (state !== 'ready') throw new Error(`A workspace is ${state}`);
}

/** A session, a conversation with messages and a directory with files. */
async function furnish(api, user) {
  const { token, room, directory } = user;
  user.session = (await api.call('POST', '/sessions', { token, json: { kind: 'solo', languages: ['bash'] } })).id;
  user.conversation = (await api.call('POST', '/conversations', { token, json: {} })).id;
  for (let number = 0; number < MESSAGES; number += 1)
    await api.call('POST', `/conversations/${user.conversation}/messages`, { token, json: firstMessage(number) });
  for (let index = 0; index < FILES; index += 1)
    await api.call('PUT', `/sessions/${room}/files/content?path=${fileOf(directory, index)}`, { token, bytes: firstContent() }); // prettier-ignore
}

/** Workspaces outlive the server, so they go first. */
async function end(api, child, users) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== null) return;
  const hosts = users.filter((_, number) => population()[number].isHost);
  try {
    await eachOf(hosts, ({ token, room }) => api.call('DELETE', `/sessions/${room}`, { token }));
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

function login({ email }) {
  return { email, password: PASSWORD };
}

function signedIn({ directory }, { user, tokens }) {
  return { id: user.id, token: tokens.accessToken, directory };
}

async function eachOf(all, work) {
  const left = [...all];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

class Api {
  constructor(origin) {
    this.origin = origin;
  }

  async call(method, path, { token, json, bytes } = {}) {
    const response = await fetch(`${this.origin}${BASE}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(json === undefined && bytes === undefined ? {} : { body: bytes ?? JSON.stringify(json) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} gave ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  /** How late the event loop was since this was asked the last time, in milliseconds. */
  async lag() {
    const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
    const text = await (await fetch(`${this.origin}/metrics`, { headers })).text();
    const of = (name) =>
      Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds ([0-9.e+-]+)$`, 'm').exec(text)?.[1]) * 1_000;
    return { p99: of('p99'), max: of('max') };
  }
}
