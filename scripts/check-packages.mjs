// Checks what is published, from packed tarballs in a project of their own: publint, types for every subpath, no test inside,
// imports and requires that give every value of scripts/exports.json, and what core costs.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pinned = join(root, 'scripts/exports.json');
/** What importing core may add to a bare start of Node, in milliseconds. */
const MAX_IMPORT_MS = 60;
const ROUNDS = 11;

const scratch = mkdtempSync(join(tmpdir(), 'carrel-packages-'));
const problems = [];
try {
  const packages = pack();
  for (const each of packages) checkTarball(each);
  checkInstalled(packages);
  checkCoreAlone(packages.find(({ name }) => name === '@carrel/core'));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'packages: all checks passed' : `packages: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

function pack() {
  prepare();
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-b'], { cwd: root, stdio: 'inherit' });
  return readdirSync(join(root, 'packages')).map((folder) => {
    const directory = join(root, 'packages', folder);
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename, files }] = Object.values(JSON.parse(packed.toString()));
    return {
      name: manifest.name,
      manifest,
      directory,
      tarball: join(scratch, filename),
      files: files.map(({ path }) => path),
    };
  });
}

function checkTarball({ name, tarball, files, manifest }) {
  const tests = files.filter((path) => /\.test\.|(^|\/)test\//.test(path));
  if (tests.length > 0) problems.push(`${name}: holds tests: ${tests.join(', ')}`);
  const missing = Object.values(manifest.exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .filter((target) => !files.includes(target.slice(2)));
  if (missing.length > 0) problems.push(`${name}: exports what it does not hold: ${missing.join(', ')}`);
  tool(name, 'publint', ['run', tarball, '--strict']);
  tool(name, 'attw', [
    tarball,
    '--profile',
    'esm-only',
    '--format',
    'ascii',
    '--exclude-entrypoints',
    './package.json',
  ]);
}

function tool(name, command, args) {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', command), args, { cwd: scratch });
  if (status !== 0) problems.push(`${name}: ${command}\n${stdout}${stderr}`);
}

function subpathsOf({ name, manifest }) {
  return Object.keys(manifest.exports)
    .filter((subpath) => subpath !== './package.json')
    .map((subpath) => name + subpath.slice(1));
}

function install(directory, tarballs, others = []) {
  mkdirSync(directory);
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs, ...others],
    {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

function checkInstalled(packages) {
  const consumer = join(scratch, 'consumer');
  install(
    consumer,
    packages.map(({ tarball }) => tarball),
    // What `@carrel/client/yjs` asks of whoever imports it.
    ['yjs@13', 'y-protocols@1'],
  );
  const found = {};
  for (const each of packages) {
    for (const subpath of subpathsOf(each)) {
      const names = namesOf(consumer, `const m = await import(${JSON.stringify(subpath)});`);
      const required = namesOf(consumer, `const m = createRequire(import.meta.url)(${JSON.stringify(subpath)});`);
      if (names !== required) problems.push(`${subpath}: import and require differ`);
      found[subpath] = JSON.parse(names);
    }
  }
  const expected = JSON.parse(readFileSync(pinned, 'utf8'));
  for (const [subpath, names] of Object.entries(expected)) {
    const values = names.filter((name) => !name.startsWith('type '));
    if (JSON.stringify(found[subpath]) !== JSON.stringify(values))
      problems.push(`${subpath}: what it gives at run time is not what scripts/exports.json says`);
  }
}

function namesOf(directory, load) {
  const script = `import { createRequire } from 'node:module'; void createRequire; ${load} console.log(JSON.stringify(Object.keys(m).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).sort()));`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', script],
    {
      cwd: directory,
    },
  );
  if (status !== 0) problems.push(`${load}\n${stderr}`);
  return status === 0 ? stdout.toString().trim() : '[]';
}

function checkCoreAlone({ tarball }) {
  const alone = join(scratch, 'alone');
  // neverthrow asks for a bundler's binary, by mistake and as an option; core needs none of its dependencies' options.
  install(alone, [tarball], ['--omit=optional', 'typescript@5.9', '@types/node@20']);
  // neverthrow names Rollup's native build as an optional dependency, and never loads it.
  const natives = execFileSync('find', [join(alone, 'node_modules'), '-name', '*.node', '-o', '-name', 'binding.gyp'])
    .toString()
    .split('\n')
    .filter((path) => path !== '' && !path.includes('/@rollup/'));
  if (natives.length > 0) problems.push(`@carrel/core: brings native code: ${natives.join(', ')}`);
  writeFileSync(
    join(alone, 'use.ts'),
    `import { createCarrel, unwrap } from '@carrel/core';
import { memoryRuntime, memoryStore } from '@carrel/core/memory';
await using carrel = await createCarrel({ store: memoryStore(), runtime: memoryRuntime() });
const { user } = await unwrap(carrel.identity.register({ email: 'a@b.example', password: 'long enough' }, { requestId: 'r' }));
const email: string = user.email;
console.log(email);
`,
  );
  const options = [
    '--strict',
    '--skipLibCheck',
    'false',
    '--exactOptionalPropertyTypes',
    '--module',
    'nodenext',
    '--target',
    'es2022',
  ];
  const libraries = ['--lib', 'es2023,esnext.disposable', '--types', 'node', '--outDir', 'out'];
  const { status, stdout } = spawnSync(join(alone, 'node_modules/.bin/tsc'), [...options, ...libraries, 'use.ts'], {
    cwd: alone,
  });
  if (status !== 0) problems.push(`@carrel/core: does not type-check alone\n${stdout}`);
  checkImportTime(alone);
}

function checkImportTime(directory) {
  const bare = [];
  const loaded = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(startTime(directory, '0'));
    loaded.push(startTime(directory, "await import('@carrel/core')"));
  }
  const added = median(loaded) - median(bare);
  console.log(`import('@carrel/core') adds ${added.toFixed(1)} ms to a start of ${median(bare).toFixed(1)} ms`);
  if (added > MAX_IMPORT_MS)
    problems.push(`@carrel/core: importing it adds ${added.toFixed(1)} ms, more than ${MAX_IMPORT_MS}`);
}

function startTime(directory, script) {
  const startedAt = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: directory });
  return performance.now() - startedAt;
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
