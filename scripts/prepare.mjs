// Brings a checkout to where it can run: installs what package-lock.json names, and builds what changed. What is done already
// is not done again, and costs a look at the files' times.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
/** What a workspace that is built has one of. */
const BUILDERS = ['tsup.config.ts', 'vite.config.ts'];
const INPUTS = ['src', 'native', 'scripts', 'package.json', 'index.html', ...BUILDERS];
/** npm writes its own record of an installation last, within moments of the lock file. */
const RECORD_LAG_MS = 5_000;

export function prepare() {
  const lock = createHash('sha256')
    .update(process.version)
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (!isInstalled(lock)) run('npm', ['ci', '--no-audit', '--no-fund'], 'Installing');
  stamp('installed', lock);

  const sources = hashOf(buildInputs());
  if (isStamped('built', sources) && isBuilt()) return;
  run(
    join(modules, '.bin', 'turbo'),
    ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'],
    'Building',
  );
  stamp('built', sources);
}

/** Whether `npm ci`, here or by hand, installed what the lock file names. */
function isInstalled(lock) {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const lag = statSync(join(root, 'package-lock.json')).mtimeMs - statSync(record).mtimeMs;
  return isStamped('installed', lock) || lag < RECORD_LAG_MS;
}

function isStamped(name, state) {
  const path = stampPath(name);
  return existsSync(path) && readFileSync(path, 'utf8') === state;
}

function stamp(name, state) {
  if (!isStamped(name, state)) writeFileSync(stampPath(name), state);
}

function stampPath(name) {
  return join(modules, `.carrel-${name}`);
}

function isBuilt() {
  return packageDirectories().every((directory) => existsSync(join(directory, 'dist')));
}

/** Runs a step with its output on stderr, so that stdout holds what the program itself says. */
function run(command, args, what) {
  console.error(`${what} …`);
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env });
  if (status === 0) return;
  console.error(error === undefined ? `${what} failed.` : `${what} failed: ${error.message}`);
  process.exit(1);
}

function packageDirectories() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((directory) => BUILDERS.some((name) => existsSync(join(directory, name)))),
  );
}

function buildInputs() {
  const inputs = packageDirectories().flatMap((directory) => INPUTS.map((name) => join(directory, name)));
  const images = join(root, 'images');
  const recipe = readdirSync(images).filter((name) => name === 'Dockerfile' || name.endsWith('.sh'));
  return [...inputs, ...recipe.map((name) => join(images, name))];
}

/** A digest of the names, sizes and times of all files below the paths. */
function hashOf(paths) {
  const digest = createHash('sha256').update(process.version);
  const add = (path) => {
    if (path.endsWith('.test.ts')) return;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else digest.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const path of paths) add(path);
  return digest.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
