/**
 * A terminal over the server's WebSocket on the local runtime against what one writes by hand, a PTY of `node-pty` piped into a
 * WebSocket of `ws`: the time from a key to its echo, and how fast much output comes. Each server is a process of its own.
 *
 *   node terminals.mjs [docker]     the same with the server's workspaces in containers
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { compare, finish, median, p95 } from './src/measure.mjs';

const KEYS = 300;
const LINES = 400_000;
const PARALLEL = 50;
const KEY_EVERY_MS = 100;
const TYPED_MS = 4_000;

const runtime = process.argv[2] ?? 'local';
const flood = ['/bin/sh', '-c', `stty raw -echo; seq -f 'line %.0f of some output' ${LINES}`];

const peer = fork(new URL('src/terminal-peer.mjs', import.meta.url));
for (const child of [peer]) child.once('exit', (code) => code && process.exit(code));
const [{ port: peerPort }] = await once(peer, 'message');
const ours = fork(new URL('src/terminal-server.mjs', import.meta.url), [runtime]);
ours.once('exit', (code) => code && process.exit(code));
const [{ port, token, sessions }] = await once(ours, 'message');
let opened = 0;

const kinds = {
  'node-pty + ws': { open: openPeer, frame: (data) => data, bytesOf: (data) => data.length },
  server: { open: openOurs, frame: (data) => Buffer.concat([Buffer.of(0x11), data]), bytesOf: outputBytes },
};

const typed = {};
for (const [name, kind] of Object.entries(kinds)) typed[name] = await open(kind, ['/bin/cat']);

await compare({
  name: `from a key to its echo, median of ${KEYS}`,
  unit: 'time',
  variants: Object.keys(kinds).map((name) => ({ name, run: async () => median(await echoes(typed[name], KEYS)) })),
  gate: { of: 'server', atMost: 1.1 },
});
await compare({
  name: `bytes of ${LINES} lines of output`,
  unit: 'rate',
  rounds: 5,
  variants: Object.entries(kinds).map(([name, kind]) => ({ name, run: () => throughput(kind) })),
  gate: { of: 'server', atLeast: 1 },
});

const many = await Promise.all(Array.from({ length: PARALLEL }, () => open(kinds.server, ['/bin/cat'])));
await compare({
  name: `from a key to its echo, 95th percentile, a key every ${KEY_EVERY_MS} ms in each terminal`,
  unit: 'time',
  rounds: 3,
  variants: [
    { name: 'one terminal', run: async () => p95(await typing([typed.server])) },
    { name: `${PARALLEL} terminals`, run: async () => p95(await typing(many)) },
  ],
  gate: { of: `${PARALLEL} terminals`, atMost: 3 },
});

for (const { socket } of [...Object.values(typed), ...many]) socket.terminate();
peer.disconnect();
ours.disconnect();
finish();

function openPeer(argv) {
  return new WebSocket(`ws://127.0.0.1:${peerPort}/?argv=${encodeURIComponent(JSON.stringify(argv))}`);
}

async function openOurs(argv) {
  const session = sessions[(opened += 1) % sessions.length];
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v5/sessions/${session}/terminals`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ argv, cols: 80, rows: 24 }),
  });
  const { id } = await answer.json();
  return new WebSocket(`ws://127.0.0.1:${port}/api/v5/ws/terminals/${id}`, { headers, perMessageDeflate: false });
}

function outputBytes(data) {
  return data[0] === 1 ? data.length - 9 : 0;
}

/** A terminal that is open and warm. */
async function open(kind, argv) {
  const socket = await kind.open(argv);
  const terminal = { kind, socket };
  await once(socket, 'open');
  await echoes(terminal, 20);
  return terminal;
}

async function echoes(terminal, count) {
  const taken = [];
  for (let index = 0; index < count; index += 1) taken.push(await echo(terminal));
  return taken;
}

function echo({ kind, socket }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const listen = (data) => {
      if (kind.bytesOf(data) === 0) return;
      socket.off('message', listen);
      resolve(performance.now() - startedAt);
    };
    socket.on('message', listen);
    socket.send(kind.frame(Buffer.from('k')));
  });
}

async function typing(terminals) {
  const taken = await Promise.all(
    terminals.map(async (terminal) => {
      await pause(Math.random() * KEY_EVERY_MS);
      const all = [];
      for (const until = performance.now() + TYPED_MS; performance.now() < until; await pause(KEY_EVERY_MS)) {
        all.push(await echo(terminal));
      }
      return all;
    }),
  );
  return taken.flat();
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Bytes a second, from the first to the end. */
async function throughput(kind) {
  const socket = await kind.open(flood);
  let bytes = 0;
  let startedAt = 0;
  socket.on('message', (data) => {
    if (bytes === 0) startedAt = performance.now();
    bytes += kind.bytesOf(data);
  });
  await once(socket, 'close');
  return (bytes * 1_000) / (performance.now() - startedAt);
}
