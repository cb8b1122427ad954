/**
 * Workspaces in Docker containers against raw dockerode and the `docker` command, on the engine of this machine: cold starts,
 * short commands, files, terminals. Every variant runs in a container without a network, from the same image. The gates of short
 * commands are those of a static program, alone in its image; beside it stands a program of Debian's, which is linked when it starts.
 *
 * `node benchmarks/docker.mjs [cold] [commands] [files] [terminal]`: these parts alone.
 */
import { dockerRuntime } from '@carrel/adapter-docker';
import { unwrap } from '@carrel/core/kernel';
import Docker from 'dockerode';
import { busyboxImage } from './src/busybox-image.mjs';
import { median, compare, finish, p95, rate, skip, times } from './src/measure.mjs';
import {
  coldByCommand,
  execByCommand,
  execByDockerode,
  getByDockerode,
  plainContainer,
  putByDockerode,
  terminalByDockerode,
} from './src/docker-peers.mjs';

const IMAGE = process.env['IMAGE'] ?? 'carrel/workspace:minimal';
const INSTALLATION = `benchmark-${process.pid}`;
const LABELS = { 'carrel.installation': INSTALLATION };
const ECHO = ['echo', 'hi'];
const MB = 1_000_000;
const parts = process.argv.slice(2);

const docker = new Docker();
try {
  await docker.getImage(IMAGE).inspect();
} catch (cause) {
  skip('docker', `no engine with the image ${IMAGE} (${cause.message})`);
  process.exit();
}

const runtimes = { socket: dockerRuntime({ link: 'socket' }), stream: dockerRuntime({ link: 'stream' }) };
const boxes = {};
let made = 0;
let peer;

try {
  if (wanted('commands')) await staticCommands();
  await openAll(IMAGE);
  if (wanted('cold')) await coldStarts();
  if (wanted('commands')) await commands(`of ${IMAGE}`);
  if (wanted('files')) await files();
  if (wanted('terminal')) await terminals();
} finally {
  await closeAll();
  for (const runtime of Object.values(runtimes)) await runtime.dispose();
}
finish();

function wanted(part) {
  return parts.length === 0 || parts.includes(part);
}

/** From nothing to the first output. What was made is taken away outside of the measured time. */
async function coldStarts() {
  const measured = async (work, remove) => {
    const startedAt = performance.now();
    const thing = await work();
    const taken = performance.now() - startedAt;
    await remove(thing);
    return taken;
  };
  const byDockerode = async () => {
    const container = await plainContainer(docker, IMAGE, LABELS);
    await container.start();
    await execByDockerode(container, ECHO);
    return container;
  };
  const ours = (runtime) => () =>
    measured(
      async () => {
        const box = await startBox(runtime);
        await runCommand(box.connection);
        return box;
      },
      ({ handle }) => unwrap(runtime.remove(handle)),
    );
  await compare({
    name: 'cold: create, start, first output',
    unit: 'time',
    rounds: 12,
    variants: [
      {
        name: 'dockerode',
        run: () => measured(byDockerode, (container) => container.remove({ force: true, v: true })),
      },
      {
        name: 'docker command',
        run: () =>
          measured(
            () => coldByCommand(IMAGE, ECHO),
            (id) => docker.getContainer(id).remove({ force: true, v: true }),
          ),
      },
      { name: 'carrel, socket', run: ours(runtimes.socket) },
      { name: 'carrel, stream', run: ours(runtimes.stream) },
    ],
    gate: { of: 'carrel, socket', atMost: 0.9 },
  });
}

/** The container of the peers and a box of each link, from one image. */
async function openAll(image) {
  peer = await plainContainer(docker, image, LABELS);
  await peer.start();
  for (const [link, runtime] of Object.entries(runtimes)) boxes[link] = await startBox(runtime, image);
}

async function closeAll() {
  for (const [link, { runtime, handle }] of Object.entries(boxes)) {
    await unwrap(runtime.remove(handle));
    delete boxes[link];
  }
  await peer?.remove({ force: true, v: true });
  peer = undefined;
}

async function staticCommands() {
  const image = await busyboxImage(docker);
  if (image === null) return skip('short commands of a static program', 'no static busybox on this machine');
  await openAll(image);
  await commands('of a static program', true);
  await closeAll();
}

async function commands(what, gated = false) {
  const ways = {
    dockerode: [15, () => execByDockerode(peer, ECHO)],
    'docker command': [8, () => execByCommand(peer, ECHO)],
    'carrel, socket': [300, () => runCommand(boxes.socket.connection)],
    'carrel, stream': [300, () => runCommand(boxes.stream.connection)],
  };
  for (const [name, measure, ratio] of [
    ['p50', median, 1 / 40],
    ['p95', p95, 1 / 25],
  ]) {
    await compare({
      name: `a short command ${what}, ${name}`,
      unit: 'time',
      variants: Object.entries(ways).map(([way, [count, operation]]) => ({
        name: way,
        run: async () => measure(await times(count, operation)),
      })),
      gate: gated ? links((link) => ({ of: link, atMost: ratio })) : [],
    });
  }
  await compare({
    name: `short commands ${what}, 16 in flight`,
    unit: 'rate',
    rounds: 4,
    variants: Object.entries(ways).map(([way, [count, operation]]) => ({
      name: way,
      run: () => rateOf16(count * 10, operation),
    })),
    gate: gated ? links((link) => ({ of: link, atLeast: 100 })) : [],
  });
}

async function files() {
  for (const [name, size, count, ratio] of [
    ['1 kB', 1_000, 100, 1 / 40],
    ['64 kB', 64_000, 50, 1 / 40],
    ['1 MB', MB, 20, 1 / 8],
    ['100 MB', 100 * MB, 1, 1],
  ]) {
    const data = Buffer.alloc(size, 'carrel ');
    const rounds = size > MB ? 5 : 7;
    const perPeer = size > MB ? 1 : 6;
    await compare({
      ...{ name: `write ${name}, a new file each`, unit: 'time', rounds },
      variants: [
        timed('putArchive', perPeer, () => putByDockerode(peer, [{ path: fresh(), data }])),
        ...links((link, { files: tree }) => timed(link, count, () => unwrap(tree.write(fresh(), data)))),
      ],
      gate: links((link) => ({ of: link, atMost: ratio })),
    });
    await putByDockerode(peer, [{ path: `read-${size}`, data }]);
    for (const { connection } of Object.values(boxes)) await unwrap(connection.files.write(`read-${size}`, data));
    await compare({
      ...{ name: `read ${name}`, unit: 'time', rounds },
      variants: [
        timed('getArchive', perPeer, () => getByDockerode(peer, `read-${size}`)),
        ...links((link, { files: tree }) => timed(link, count, () => readWhole(tree, `read-${size}`, size))),
      ],
      gate: links((link) => ({ of: link, atMost: ratio })),
    });
    await clean();
  }
  const thousand = () => {
    const directory = fresh();
    return Array.from({ length: 1_000 }, (_, index) => ({
      path: `${directory}/${index}`,
      data: Buffer.alloc(1_000, 'x'),
    }));
  };
  await compare({
    name: '1,000 new files of 1 kB',
    unit: 'time',
    variants: [
      timed('one putArchive', 1, () => putByDockerode(peer, thousand())),
      ...links((link, { files: tree }) => timed(link, 1, () => unwrap(tree.writeMany(thousand())))),
    ],
    gate: links((link) => ({ of: link, atMost: 0.6 })),
  });
  await clean();
}

async function terminals() {
  const raw = await terminalByDockerode(peer, ['cat']);
  const opened = [];
  for (const { connection } of Object.values(boxes)) opened.push(await openTerminal(connection, ['cat']));
  await compare({
    name: 'echo of one key in a terminal',
    unit: 'time',
    rounds: 11,
    variants: [
      { name: 'dockerode exec', run: async () => median(await times(200, () => echoRaw(raw))) },
      ...links((link, _connection, index) => ({
        name: link,
        run: async () => median(await times(200, () => opened[index].echo())),
      })),
    ],
    gate: { of: 'carrel, socket', atMost: 1.2 },
  });
  raw.destroy();
  for (const terminal of opened) await terminal.close();

  const flood = ['head', '-c', String(16 * MB), '/dev/zero'];
  await compare({
    name: 'throughput of a terminal, 16 MB (megabytes)',
    unit: 'rate',
    variants: [
      { name: 'dockerode exec', run: () => throughput(floodRaw(flood)) },
      ...links((link, connection) => ({ name: link, run: () => throughput(floodOurs(connection, flood)) })),
    ],
    gate: links((link) => ({ of: link, atLeast: 0.9 })),
  });
}

async function startBox(runtime, image = IMAGE) {
  const handle = await unwrap(
    runtime.create({
      installationId: INSTALLATION,
      tenantId: 't',
      sessionId: 's',
      incarnation: 1,
      intentToken: `box-${(made += 1)}`,
      image,
      env: {},
      limits: { memoryBytes: 1_000 * MB, cpus: 2, pids: 500 },
    }),
  );
  await unwrap(runtime.start(handle));
  return { runtime, handle, connection: await unwrap(runtime.connect(handle)) };
}

/** Each link of ours, by the name of its variant. */
function links(make) {
  return Object.entries(boxes).map(([link, { connection }], index) => make(`carrel, ${link}`, connection, index));
}

function fresh() {
  return `f${(made += 1)}`;
}

function timed(name, count, operation) {
  return { name, run: async () => median(await times(count, operation)) };
}

async function rateOf16(count, operation) {
  const each = Math.ceil(count / 16);
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 16 }, () => rate(each, operation)));
  return (each * 16 * 1_000) / (performance.now() - startedAt);
}

async function runCommand({ processes }) {
  const id = `c${(made += 1)}`;
  const output = [];
  for await (const event of await unwrap(processes.spawnAttached({ id, argv: ECHO }))) {
    if (event.type === 'output') output.push(event.data);
    else if (event.type !== 'exit' || event.exit.code !== 0) throw new Error(JSON.stringify(event));
  }
  void processes.forget(id).unwrapOr(undefined);
  return Buffer.concat(output).toString();
}

async function readWhole(tree, path, size) {
  const { data } = await unwrap(tree.read(path));
  let taken = 0;
  for await (const chunk of data) taken += chunk.length;
  if (taken !== size) throw new Error(`${taken} bytes of ${size}`);
}

/** Removes the files of one comparison, so that the next one finds an empty workspace. */
async function clean() {
  const script = 'rm -rf /workspace/*';
  await execByDockerode(peer, ['sh', '-c', script]);
  for (const { connection } of Object.values(boxes)) {
    const argv = ['sh', '-c', script];
    for await (const event of await unwrap(connection.processes.spawnAttached({ id: fresh(), argv }))) void event;
  }
}

function echoRaw(stream) {
  return new Promise((resolve) => {
    stream.once('data', resolve);
    stream.write('x');
  });
}

/** A terminal of ours whose every key comes back once; `cat` without echo would wait for the end of a line. */
async function openTerminal({ processes }, argv) {
  const id = fresh();
  const events = await unwrap(processes.spawnAttached({ id, argv, stdin: true, tty: { cols: 80, rows: 24 } }));
  const iterator = events[Symbol.asyncIterator]();
  return {
    async echo() {
      const next = iterator.next();
      await unwrap(processes.writeStdin(id, Buffer.from('x')));
      await next;
    },
    async close() {
      await unwrap(processes.kill(id, { graceMs: 0 }));
      await iterator.return?.();
    },
  };
}

async function* floodRaw(argv) {
  const stream = await terminalByDockerode(peer, argv);
  yield* stream;
  stream.destroy();
}

async function* floodOurs({ processes }, argv) {
  const spec = { id: fresh(), argv, tty: { cols: 80, rows: 24 }, limits: { retainBytes: 64 * 1024 * 1024 } };
  for await (const event of await unwrap(processes.spawnAttached(spec))) {
    if (event.type === 'output') yield event.data;
  }
}

/** Megabytes a second. */
async function throughput(chunks) {
  const startedAt = performance.now();
  let taken = 0;
  for await (const chunk of chunks) taken += chunk.length;
  return taken / 1_000 / (performance.now() - startedAt);
}
