/**
 * A terminal over the server's WebSocket against what one writes by hand, a PTY of `node-pty` piped into a WebSocket of `ws`, and against
 * ttyd: the time from a key to its echo, and how fast much output comes. Each server is a process of its own, and all but ours run on
 * this machine itself. `ws + unix socket + C` is the least that a PTY in a program apart can cost.
 *
 *   [TTYD=path] node terminals.mjs [local | docker] [echo] [output] [parallel]     where our workspaces are, and these parts alone
 */
import { once } from 'node:events';
import { compare, finish, median, p95, skip } from './src/measure.mjs';
import { nodePtyKind, relayKind, serverKind, ttydKind } from './src/terminal-kinds.mjs';

const KEYS = 300;
const ECHO_ROUNDS = 15;
const LINES = 400_000;
const PARALLEL = 50;
const KEY_EVERY_MS = 100;
const TYPED_MS = 4_000;

const args = process.argv.slice(2);
const parts = args.filter((arg) => arg !== 'local' && arg !== 'docker');
// It begins with a key, so that no terminal has written before somebody reads it.
const flood = [
  '/bin/sh',
  '-c',
  `stty raw -echo; printf '!'; head -c 1 >/dev/null; seq -f 'line %.0f of some output' ${LINES}`,
];
const floodBytes = Array.from({ length: LINES }, (_, index) => `line ${index + 1} of some output\n`.length).reduce(
  (sum, length) => sum + length,
);

const found = {
  'node-pty + ws': await nodePtyKind(),
  ttyd: await ttydKind(),
  'ws + unix socket + C': await relayKind(),
  server: await serverKind(args.includes('docker') ? 'docker' : 'local'),
};
const kinds = Object.fromEntries(Object.entries(found).filter(([, kind]) => kind !== null));
if (found.ttyd === null) skip('ttyd', 'not present: it is neither at $TTYD nor on the path');

const opened = [];
if (wanted('echo')) await compareEchoes();
if (wanted('output')) await compareOutput();
if (wanted('parallel')) await compareParallel();
for (const { socket } of opened) socket.terminate();
for (const kind of Object.values(kinds)) await kind.end();
finish();

function wanted(part) {
  return parts.length === 0 || parts.includes(part);
}

async function compareEchoes() {
  const terminals = [];
  for (const [name, kind] of Object.entries(kinds)) terminals.push([name, await open(kind, ['/bin/cat'])]);
  await compare({
    name: `from a key to its echo, median of ${KEYS}`,
    unit: 'time',
    rounds: ECHO_ROUNDS,
    variants: terminals.map(([name, terminal]) => ({ name, run: async () => median(await echoes(terminal, KEYS)) })),
    gate: { of: 'server', atMost: 1.1 },
  });
}

/** Against ttyd, where there is one. */
async function compareOutput() {
  const { ttyd, ...others } = kinds;
  const all = Object.entries(ttyd === undefined ? others : { ttyd, ...others });
  const lost = Object.fromEntries(all.map(([name]) => [name, { bytes: 0 }]));
  await compare({
    name: `bytes of ${LINES} lines of output`,
    unit: 'rate',
    rounds: 5,
    variants: all.map(([name, kind]) => ({ name, run: () => throughput(kind, lost[name]) })),
    gate: { of: 'server', atLeast: ttyd === undefined ? 1 : 1.2 },
  });
  for (const [name, { bytes }] of Object.entries(lost)) if (bytes > 0) console.log(`  ${name} lost ${bytes} bytes`);
}

async function compareParallel() {
  const single = await open(kinds.server, ['/bin/cat']);
  const many = await Promise.all(Array.from({ length: PARALLEL }, () => open(kinds.server, ['/bin/cat'])));
  await compare({
    name: `from a key to its echo, 95th percentile, a key every ${KEY_EVERY_MS} ms in each terminal`,
    unit: 'time',
    rounds: 3,
    variants: [
      { name: 'one terminal', run: async () => p95(await typing([single])) },
      { name: `${PARALLEL} terminals`, run: async () => p95(await typing(many)) },
    ],
    gate: { of: `${PARALLEL} terminals`, atMost: 3 },
  });
}

/** A terminal that is open and warm. */
async function open(kind, argv) {
  const socket = await kind.open(argv);
  const terminal = { kind, socket };
  opened.push(terminal);
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

/** Bytes a second, from the key to the end. What never came is added to `lost`. */
async function throughput(kind, lost) {
  const socket = await kind.open(flood);
  let bytes = 0;
  let startedAt = 0;
  socket.on('message', (data) => {
    const came = kind.bytesOf(data);
    if (came > 0 && startedAt === 0) {
      startedAt = performance.now();
      socket.send(kind.frame(Buffer.from('k')));
    } else bytes += came;
  });
  await once(socket, 'close');
  lost.bytes += floodBytes - bytes;
  return (bytes * 1_000) / (performance.now() - startedAt);
}
