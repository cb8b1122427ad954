// Checks that imports go one way: between packages, between the domains of core, and between the files of a domain.
//
//   node scripts/check-layers.mjs [ROOT]
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The ladder of core: a domain imports the doors of domains on lower rungs. */
const RUNGS = [
  ['kernel'],
  ['config', 'telemetry'],
  ['store'],
  ['leases'],
  ['identity', 'audit', 'settings', 'rate-limit'],
  ['languages'],
  ['frameworks'],
  ['runtime', 'storage', 'streams', 'presence', 'bus', 'models'],
  ['sessions'],
  ['workspaces'],
  ['streaming'],
  ['files', 'terminals', 'conversations', 'documents', 'ports', 'projects'],
  ['code'],
  ['tools'],
  ['tasks'],
  ['platform', 'memory'],
];

/** Which packages of ours a package's sources may import. */
const PACKAGES = {
  core: [],
  agent: ['core'],
  'adapter-docker': ['agent', 'core'],
  'adapter-k8s': ['agent', 'core'],
  'adapter-local': ['agent', 'core'],
  'storage-local': ['core'],
  'storage-s3': ['core'],
  'model-ai': ['core'],
  'store-fdb': ['core'],
  'store-redis': ['core'],
  'store-sqlite': ['core'],
  'code-intelligence': ['core'],
  conformance: ['core'],
  'server-express': ['core'],
  'facade-opensandbox': ['core', 'server-express'],
  // By HTTP alone: what it says in types is made from the document of the server.
  client: [],
};

/** A file may import files of its own domain whose role is not after its own. */
const ROLES = ['', 'errors', 'repository', 'service', 'index'];

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export function checkLayers(root) {
  const problems = foldersOf(root, 'packages')
    .filter((name) => !(name in PACKAGES))
    .map((name) => `packages/${name}: scripts/check-layers.mjs does not say what it may import`);
  for (const [name, allowed] of Object.entries(PACKAGES)) {
    const source = join(root, 'packages', name, 'src');
    if (!existsSync(source)) continue;
    const graph = new Map();
    for (const file of sourceFiles(source)) {
      const targets = [];
      for (const specifier of importsOf(file)) {
        const problem = specifier.startsWith('.')
          ? checkRelative({ source, file, specifier, isCore: name === 'core' })
          : checkPackage(specifier, allowed);
        if (problem !== null) problems.push(`${relative(root, file)}: ${problem}`);
        if (specifier.startsWith('.')) targets.push(resolve(dirname(file), specifier.replace(/\.js$/, '.ts')));
      }
      graph.set(file, targets);
    }
    for (const cycle of cyclesIn(graph))
      problems.push(`cycle: ${cycle.map((file) => relative(root, file)).join(' -> ')}`);
  }
  for (const group of ['packages', 'apps', 'examples'])
    for (const name of foldersOf(root, group)) problems.push(...checkBorders(root, join(root, group, name)));
  return problems;
}

/** What everything outside of a package's sources keeps to as well, tests included: others are reached by their doors. */
function checkBorders(root, workspace) {
  const problems = [];
  for (const file of ['src', 'test'].flatMap((name) => [...typescriptFiles(join(workspace, name))])) {
    if (isSource(workspace, file)) continue;
    for (const specifier of importsOf(file)) {
      const problem = specifier.startsWith('.') ? leaves(workspace, file, specifier) : checkDoor(specifier);
      if (problem !== null) problems.push(`${relative(root, file)}: ${problem}`);
    }
  }
  return problems;
}

function isSource(workspace, file) {
  return (
    workspace.includes(`${sep}packages${sep}`) && !file.endsWith('.test.ts') && file.startsWith(join(workspace, 'src'))
  );
}

function foldersOf(root, group) {
  const directory = join(root, group);
  return existsSync(directory) ? readdirSync(directory).filter((name) => existsSync(join(directory, name, 'src'))) : [];
}

function* sourceFiles(directory) {
  for (const file of typescriptFiles(directory)) if (!file.endsWith('.test.ts')) yield file;
}

function* typescriptFiles(directory) {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) yield* typescriptFiles(path);
    else if (/\.(m?ts|tsx|mjs)$/.test(path)) yield path;
  }
}

function importsOf(file) {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2]);
}

function checkPackage(specifier, allowed) {
  const [, name] = /^@carrel\/([^/]+)/.exec(specifier) ?? [];
  return name !== undefined && !allowed.includes(name) ? `may not import @carrel/${name}` : checkDoor(specifier);
}

function checkDoor(specifier) {
  const [, name] = /^@carrel\/([^/]+)\/(?:src|dist)\b/.exec(specifier) ?? [];
  return name === undefined ? null : `imports the inside of @carrel/${name}`;
}

function leaves(directory, file, specifier) {
  return relative(directory, resolve(dirname(file), specifier)).startsWith('..')
    ? `leaves its package: ${specifier}`
    : null;
}

function checkRelative({ source, file, specifier, isCore }) {
  const outside = leaves(source, file, specifier);
  if (outside !== null || !isCore) return outside;
  const target = resolve(dirname(file), specifier);
  const [from, fromFile] = domainOf(source, file);
  const [to, toFile] = domainOf(source, target);
  if (to === null || from === null) return null;
  if (from === to) return checkOrder(file, fromFile, toFile);
  const [fromRung, toRung] = [rungOf(from), rungOf(to)];
  if (fromRung === -1) return `its domain ${from} stands on no rung`;
  if (toRung >= fromRung) return `${from} may not import ${to}, which does not stand below it`;
  return toFile === 'index.js' ? null : `imports the inside of ${to}: use its index.js`;
}

function domainOf(source, file) {
  const parts = relative(source, file).split(sep);
  return parts.length === 1 ? [null, parts[0]] : [parts[0], parts.slice(1).join('/')];
}

function rungOf(domain) {
  return RUNGS.findIndex((rung) => rung.includes(domain));
}

function checkOrder(file, fromFile, toFile) {
  if (roleOf(toFile) === ROLES.indexOf('index') && fromFile !== toFile) return 'imports the door of its own domain';
  if (roleOf(toFile) <= lastRoleFor(file, fromFile)) return null;
  return `${fromFile} may not import ${toFile}, which comes after it`;
}

/** The last role that a file may import: an entity knows errors at most, a port no service; what orders steps knows all. */
function lastRoleFor(file, name) {
  if (/-(errors|repository)\.ts$/.test(name) && !/^(stored|record)-/.test(name)) return roleOf(name);
  const isEntity = ROLES.some((role) => role !== '' && existsSync(file.replace(/\.ts$/, `-${role}.ts`)));
  return ROLES.indexOf(isEntity ? 'errors' : 'index');
}

function roleOf(file) {
  const role = ROLES.findIndex((name) => name !== '' && new RegExp(`(^|-)${name}\\.(ts|js)$`).test(file));
  return Math.max(0, role);
}

/** Import cycles, each once, by depth-first search. Imports of types alone count as well: they tie the files just the same. */
function cyclesIn(graph) {
  const state = new Map();
  const path = [];
  const cycles = [];
  const visit = (file) => {
    state.set(file, 'open');
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      if (state.get(target) === 'open') cycles.push([...path.slice(path.indexOf(target)), target]);
      else if (!state.has(target) && graph.has(target)) visit(target);
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return cycles;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkLayers(resolve(process.argv[2] ?? '.'));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
