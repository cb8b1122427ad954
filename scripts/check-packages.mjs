// Checks what is published, from packed tarballs in projects of their own: publint, types for every subpath, no test inside, manifests,
// sizes, imports and requires that give every value of scripts/exports.json on every Node, what core costs, and the quickstart.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';
import { checkManifests } from './release/manifests.mjs';
import { NODE_MAJORS, nodeOf } from './release/nodes.mjs';
import { packPackage, publishedPackages } from './release/published.mjs';
import { checkQuickstart } from './release/quickstart.mjs';
import { checkBundles, checkSizes, readBudgets } from './release/sizes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pinned = join(root, 'scripts/exports.json');
/** What importing core may add to a bare start of Node, in milliseconds. */
const MAX_IMPORT_MS = 60;
const ROUNDS = 11;
/** How many programs are asked at a time. */
const WORKERS = 2;

const scratch = mkdtempSync(join(tmpdir(), 'carrel-packages-'));
const problems = [];
try {
  await checkPackages();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'packages: all checks passed' : `packages: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function checkPackages() {
  prepare();
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-b'], { cwd: root, stdio: 'inherit' });
  const packages = await eachOf(publishedPackages(root), (each) => packPackage(each, scratch));
  const nodes = await Promise.all(NODE_MAJORS.map(nodeOf));
  const budgets = readBudgets();
  problems.push(...checkManifests(root), ...checkSizes(packages, budgets.packages));
  const [found] = await Promise.all([
    checkQuickstart(root, { packages, nodes, scratch }),
    eachOf(packages, checkTarball),
  ]);
  problems.push(...found);

  const consumer = checkInstalled(packages);
  for (const node of nodes) if (!node.isOwn) checkImports(consumer, packages, node);
  problems.push(...(await checkBundles(consumer, budgets.bundles)));
  checkCoreAlone(packages.find(({ name }) => name === '@carrel/core'));
}

/** What a task gives for each item, some of them at a time. */
async function eachOf(items, task) {
  const given = [];
  const left = items.entries();
  const work = async () => {
    for (const [index, item] of left) given[index] = await task(item);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return given;
}

async function checkTarball({ name, tarball, files, manifest }) {
  const tests = files.filter((path) => /\.test\.|(^|\/)test\//.test(path));
  if (tests.length > 0) problems.push(`${name}: holds tests: ${tests.join(', ')}`);
  const missing = Object.values(manifest.exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .filter((target) => !files.includes(target.slice(2)));
  if (missing.length > 0) problems.push(`${name}: exports what it does not hold: ${missing.join(', ')}`);
  await tool(name, 'publint', ['run', tarball, '--strict']);
  await tool(name, 'attw', [
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
  return new Promise((resolve) => {
    execFile(join(root, 'node_modules/.bin', command), args, { cwd: scratch }, (error, stdout, stderr) => {
      if (error !== null) problems.push(`${name}: ${command}\n${stdout}${stderr}`);
      resolve();
    });
  });
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
  return consumer;
}

/** On a Node other than the one that runs this, everything can be imported as well. */
function checkImports(directory, packages, { version, program }) {
  const subpaths = packages.flatMap(subpathsOf);
  const script = `for (const subpath of ${JSON.stringify(subpaths)}) await import(subpath);`;
  const { status, stderr } = spawnSync(program, ['--input-type=module', '-e', script], { cwd: directory });
  if (status !== 0) problems.push(`imports on Node ${version}\n${stderr}`);
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
