// A registry of images for tests: Debian's docker-registry on a loopback address, which the engine takes without TLS, with one user
// and a new password. Prints where it is and who may use it, as one line of JSON, once it answers; ends when its standard input does.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const START_MS = 60_000;

const directory = mkdtempSync(join(tmpdir(), 'carrel-registry-'));
const host = `127.0.0.1:${await freePort()}`;
const [username, password] = ['carrel', `pass-${randomBytes(24).toString('base64url')}`];
const passwords = join(directory, 'htpasswd');
writeFileSync(passwords, `${username}:${bcryptOf(password)}\n`);
const config = join(directory, 'config.yml');
// YAML, of which JSON is a part.
writeFileSync(
  config,
  JSON.stringify({
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(directory, 'images') } },
    http: { addr: host },
    auth: { htpasswd: { realm: 'carrel', path: passwords } },
  }),
);

const registry = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
const ended = once(registry, 'exit');
process.stdin.resume().on('end', () => registry.kill('SIGKILL'));
if (await answers()) process.stdout.write(`${JSON.stringify({ host, username, password })}\n`);
else registry.kill('SIGKILL');
await ended;
rmSync(directory, { recursive: true, force: true });

async function answers() {
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline && registry.exitCode === null) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => null);
    if (answer?.status === 401) return true;
    await pause(20);
  }
  return false;
}

function bcryptOf(text) {
  const salt = randomBytes(16).toString('hex').slice(0, 21);
  return execFileSync('perl', ['-e', 'print crypt($ARGV[0], $ARGV[1])', text, `$2b$05$${salt}e`], { encoding: 'utf8' });
}

// Out of those that the kernel gives to no connection: one of them could take it before the registry does.
async function freePort() {
  for (;;) {
    const port = randomInt(10_000, 30_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
