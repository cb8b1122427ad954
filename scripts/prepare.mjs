// Brings a checkout to where it can run: installs what package-lock.json names, and builds what changed. What is done already
// is not done again, and costs a look at the files' times.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const INPUTS = ['src', 'native', 'scripts', 'package.json', 'tsup.config.ts'];

export function prepare() {
  once('installed', hashOf([join(root, 'package-lock.json')]), () => {
    run('npm', ['ci', '--no-audit', '--no-fund'], 'Installing');
  });
  once('built', hashOf(buildInputs()), () => {
    run('npx', ['turbo', 'run', 'build', '--output-logs=errors-only', '--no-update-notifier'], 'Building');
  });
}

/** Runs `work` unless it succeeded before for the same `state`. */
function once(name, state, work) {
  const stamp = join(root, 'node_modules', `.carrel-${name}`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state && (name !== 'built' || isBuilt())) return;
  work();
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stamp, state);
}

function isBuilt() {
  return packageDirectories().every((directory) => existsSync(join(directory, 'dist')));
}

function run(command, args, what) {
  console.error(`${what} …`);
  const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: environment });
  if (status === 0) return;
  console.error(error === undefined ? `${what} failed.` : `${what} failed: ${error.message}`);
  process.exit(1);
}

function packageDirectories() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((directory) => existsSync(join(directory, 'tsup.config.ts'))),
  );
}

function buildInputs() {
  return packageDirectories().flatMap((directory) => INPUTS.map((name) => join(directory, name)));
}

/** A digest of the names, sizes and times of all files below the paths. */
function hashOf(paths) {
  const digest = createHash('sha256').update(process.version);
  const add = (path) => {
    if (!existsSync(path) || path.endsWith('.test.ts')) return;
    const stat = statSync(path);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else digest.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const path of paths) add(path);
  return digest.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
