// Makes and imports the base of workspace images where no registry gives one: a minimal Debian from Debian's packages alone. An
// image that is there is left alone; `--fresh` makes it anew. What was made is kept as a tar, so that another Docker Engine takes
// it in seconds.
//
//   node scripts/make-base-image.mjs [--tag debian:bookworm-slim] [--fresh]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const BASE_IMAGE = 'debian:bookworm-slim';
const SUITE = 'bookworm';
/** A kept tar lacks the security updates of the time since. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

/** As in Debian's own slim image: what only a person at the machine reads is left out, now and of later packages. */
const EXCLUDED = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/info/*', '/usr/share/locale/*'];
const RECIPE = [
  '--variant=minbase',
  '--include=ca-certificates',
  '--aptopt=Acquire::Languages "none"',
  '--aptopt=APT::Install-Recommends "false"',
  ...EXCLUDED.map((path) => `--dpkgopt=path-exclude=${path}`),
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
];

/** The image `tag` is there when it returns; `made` says whether this call brought it. */
export async function makeBaseImage({ tag = BASE_IMAGE, fresh = false } = {}) {
  if (!fresh && (await isThere(tag))) return { made: false };
  const tar = await baseTar(fresh);
  const changes = ['CMD ["sh"]', 'ENV LANG=C.UTF-8'].flatMap((change) => ['--change', change]);
  const stdin = openSync(tar, 'r');
  try {
    run('docker', ['import', ...changes, '-', tag], { stdin });
  } finally {
    closeSync(stdin);
  }
  return { made: true };
}

async function isThere(tag) {
  const { status, error } = spawnSync('docker', ['image', 'inspect', tag], { stdio: 'ignore' });
  if (error !== undefined) throw new Error(`docker does not start: ${error.message}`);
  return status === 0;
}

/** The path of a tar that is whole: it gets its name, with its digest, when all of it is written. */
async function baseTar(fresh) {
  const directory = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'carrel');
  mkdirSync(directory, { recursive: true });
  const recipe = createHash('sha256').update(JSON.stringify(RECIPE)).digest('hex').slice(0, 12);
  const prefix = `debian-${SUITE}-${process.arch}-${recipe}-`;
  const kept = fresh ? undefined : newest(directory, prefix);
  if (kept !== undefined) return kept;

  haveMmdebstrap();
  const making = join(directory, `making-${process.pid}.tar`);
  try {
    run('mmdebstrap', [...RECIPE, SUITE, making]);
    const whole = join(directory, `${prefix}${await digestOf(making)}.tar`);
    for (const name of readdirSync(directory)) if (name.startsWith(prefix)) rmSync(join(directory, name));
    renameSync(making, whole);
    return whole;
  } finally {
    rmSync(making, { force: true });
  }
}

function newest(directory, prefix) {
  return readdirSync(directory)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.tar'))
    .map((name) => join(directory, name))
    .find((path) => Date.now() - statSync(path).mtimeMs < KEEP_MS);
}

function haveMmdebstrap() {
  if (process.env.PATH?.split(':').some((directory) => existsSync(join(directory, 'mmdebstrap')))) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap'], { env });
}

async function digestOf(path) {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk);
  return digest.digest('hex').slice(0, 12);
}

/** Runs a step with its output on stderr, so that stdout holds what this program says. */
function run(command, args, { stdin = 'ignore', env = process.env } = {}) {
  const { status, error } = spawnSync(command, args, { stdio: [stdin, 2, 2], env });
  if (error !== undefined) throw new Error(`${command} does not start: ${error.message}`);
  if (status !== 0) throw new Error(`${command} failed with status ${status}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { tag: { type: 'string' }, fresh: { type: 'boolean' } } });
  const tag = values.tag ?? BASE_IMAGE;
  const { made } = await makeBaseImage({ tag, fresh: values.fresh ?? false });
  console.log(made ? `made ${tag}` : `${tag} is there`);
}
