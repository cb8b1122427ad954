// Builds deploy/Dockerfile, brings deploy/compose.yaml up, works with it through nginx while its server is restarted and killed,
// and takes all of it down. It takes minutes, and is run by hand, after a change to deploy/.
//
//   node scripts/check-deploy.mjs [--built]
//
// With --built the image CARREL_IMAGE is not built, but taken as it is.
// Images that NODE_IMAGE, NGINX_IMAGE, REDIS_IMAGE or PROMETHEUS_IMAGE do not name are stood in for by Debian with this machine's
// node or with Debian's packages, so that no registry of images is needed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BASE_IMAGE, makeBaseImage } from './make-base-image.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = `carrel-check-${process.pid}`;
const secret = join(root, 'deploy/secrets/metrics_token');
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const UP_MS = 180_000;
const SERVICES = `FROM ${BASE_IMAGE}
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx-light redis-server prometheus \\
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled/default && mkdir /prometheus
`;
const NODE = `FROM ${BASE_IMAGE}
COPY certificates.crt ${CERTIFICATES}
COPY prefix /usr/local
ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES}
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
`;

function run(command, args, options = {}) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...options,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  return stdout;
}

function say(text) {
  console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
}

/** This machine's node, with npm and its headers, over Debian. */
function makeNodeImage(tag) {
  const context = mkdtempSync(join(tmpdir(), 'carrel-node-'));
  try {
    const prefix = dirname(dirname(process.execPath));
    mkdirSync(join(context, 'prefix/bin'), { recursive: true });
    cpSync(process.execPath, join(context, 'prefix/bin/node'));
    for (const part of ['lib/node_modules/npm', 'include/node'])
      cpSync(join(prefix, part), join(context, 'prefix', part), { recursive: true });
    cpSync(CERTIFICATES, join(context, 'certificates.crt'), { dereference: true });
    writeFileSync(join(context, 'Dockerfile'), NODE);
    run('docker', ['build', '--quiet', '--tag', tag, context]);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/** The variables of compose.yaml, and the images that were made for them. */
async function standIns() {
  const made = [];
  const env = {};
  const use = (name, tag, make) => {
    env[name] = process.env[name] ?? tag;
    if (process.env[name] !== undefined || made.includes(tag)) return;
    say(`making ${tag}`);
    made.push(tag);
    make(tag);
  };
  await makeBaseImage();
  use('NODE_IMAGE', 'carrel-check/node', makeNodeImage);
  const [nginx, prometheus] = ['nginx', 'prometheus'].map((name) => `carrel-check/${name}`);
  const services = (lines) => (tag) =>
    run('docker', ['build', '--quiet', '--tag', tag, '-'], { input: SERVICES + lines });
  use('NGINX_IMAGE', nginx, services('CMD ["nginx", "-g", "daemon off;"]\n'));
  use('REDIS_IMAGE', nginx, services(''));
  const config = '"--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"';
  use('PROMETHEUS_IMAGE', prometheus, services(`ENTRYPOINT ["prometheus", ${config}]\n`));
  return { env, made };
}

function composer(env) {
  const isPlugin = spawnSync('docker', ['compose', 'version']).status === 0;
  const [command, first] = isPlugin ? ['docker', ['compose']] : ['docker-compose', []];
  return (...args) =>
    run(command, [...first, '--project-name', project, '--file', 'deploy/compose.yaml', ...args], {
      env: { ...process.env, ...env },
    });
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(what, condition, deadlineMs = UP_MS) {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition().catch(() => false);
    if (value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await setTimeout(250);
  }
}

function must(what, holds) {
  if (!holds) throw new Error(`it is not so: ${what}`);
  say(`ok: ${what}`);
}

function clientOf(origin) {
  let token;
  const call = async (method, path, body) => {
    const raw = typeof body === 'string';
    const response = await fetch(`${origin}/api/v5${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(raw || body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  };
  const login = { email: 'ada@example.com', password: 'correct horse battery' };
  const signIn = async (how) => {
    ({
      tokens: { accessToken: token },
    } = await call('POST', `/auth/${how}`, login));
  };
  return { call, signIn };
}

async function readyWorkspace({ call }, session) {
  return until(
    'the workspace is ready',
    async () => {
      const workspace = await call('POST', `/sessions/${session}/workspace?waitMs=60000`);
      return workspace.state === 'ready' && workspace;
    },
    10 * UP_MS,
  );
}

/** Works with the server while `disturb` takes it away, and it comes back. */
async function goesOnAfter(what, { client, session, command }, disturb) {
  const beat = async () => (await client.call('GET', `/sessions/${session}/files/content?path=beat`)).trim();
  await disturb();
  await until('the server is back', async () => client.signIn('login').then(() => true));
  const back = Date.now();
  const before = await until('the workspace answers', beat);
  await until('the command goes on', async () => (await beat()) !== before);
  const { state } = await client.call('GET', `/sessions/${session}/commands/${command}`);
  const { incarnation } = await client.call('GET', `/sessions/${session}/workspace`);
  must(
    `after ${what} the command runs on in the same workspace (${Date.now() - back} ms)`,
    state === 'running' && incarnation === 1,
  );
}

async function work(compose, ports) {
  const origin = `http://127.0.0.1:${ports.nginx}`;
  const client = clientOf(origin);
  await until('the server answers through nginx', () => client.signIn('register').then(() => true));
  for (const page of ['/', '/docs/guide/']) must(`${page} is a page`, (await fetch(origin + page)).status === 200);
  const { id: session } = await client.call('POST', '/sessions', { kind: 'solo', languages: ['python'] });
  await readyWorkspace(client, session);
  const path = `/sessions/${session}/files/content?path=main.py`;
  await client.call('PUT', path, 'import os; print(os.getuid(), 6 * 7)\n');
  const ran = await client.call('POST', `/sessions/${session}/commands`, { argv: ['python3', 'main.py'] });
  must('a command runs in a container of the engine', ran.exitCode === 0 && ran.stdout === '1000 42\n');
  must('a file is read', (await client.call('GET', path)).startsWith('import os'));

  const started = await client.call('POST', `/sessions/${session}/commands`, {
    shell: 'while :; do date +%s%N > beat; sleep 0.1; done',
    background: true,
  });
  const world = { client, session, command: started.id };
  await goesOnAfter('a restart', world, () => compose('restart', 'carrel'));
  await goesOnAfter(
    'a kill',
    world,
    () => compose('kill', '-s', 'SIGKILL', 'carrel') + compose('up', '-d', '--no-build', 'carrel'),
  );
  await goesOnAfter('a restart of nginx', world, () => compose('restart', 'nginx'));

  const targets = `http://127.0.0.1:${ports.prometheus}/api/v1/targets`;
  await until('Prometheus scrapes the server', async () => {
    const { data } = await (await fetch(targets)).json();
    return data.activeTargets.length === 1 && data.activeTargets[0].health === 'up';
  });
  say('ok: Prometheus scrapes the server');
  const boxes = () => run('docker', ['ps', '--quiet', '--filter', `label=carrel.session=${session}`]);
  must('the workspace is a container of the engine', boxes() !== '');
  await client.call('DELETE', `/sessions/${session}`);
  must('a deleted session leaves no container', boxes() === '');
}

function leftOf(kind) {
  return run('docker', [...kind, '--quiet', '--filter', `label=com.docker.compose.project=${project}`]);
}

const { env: images, made } = await standIns();
const ports = { nginx: await freePort(), prometheus: await freePort() };
const ownSecret = !existsSync(secret);
if (ownSecret) {
  mkdirSync(dirname(secret), { recursive: true });
  writeFileSync(secret, 'scrape-me');
}
const isBuilt = process.argv.includes('--built');
const image = (isBuilt ? process.env.CARREL_IMAGE : undefined) ?? 'carrel-check/server';
const compose = composer({
  ...images,
  CARREL_IMAGE: image,
  // More than the engine's own is refused where this machine is a container itself.
  CARREL_NOFILE: String(Math.min(Number(run('sh', ['-c', 'ulimit -Hn'])) || 65_536, 65_536)),
  CARREL_PORT: String(ports.nginx),
  PROMETHEUS_PORT: String(ports.prometheus),
  CARREL_METRICS__TOKEN: readFileSync(secret, 'utf8').trim(),
});
try {
  say(isBuilt ? `taking ${image}` : `building ${image}`);
  if (!isBuilt) compose('build', 'carrel');
  compose('up', '-d', '--no-build');
  await work(compose, ports);
} catch (error) {
  console.error(compose('logs', '--tail', '50'));
  throw error;
} finally {
  compose('down', '--volumes', '--timeout', '60');
  if (ownSecret) rmSync(dirname(secret), { recursive: true });
  const own = isBuilt ? made : [image, ...made];
  for (const tag of own) spawnSync('docker', ['image', 'rm', tag], { stdio: 'ignore' });
}
for (const kind of [
  ['ps', '--all'],
  ['volume', 'ls'],
  ['network', 'ls'],
])
  must(`nothing is left (${kind.join(' ')})`, leftOf(kind) === '');
