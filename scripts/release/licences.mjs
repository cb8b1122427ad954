// Lists the licence of everything that what we publish and serve brings with it, in docs/licences.md, and holds each against the list
// of those that are allowed.
//
//   node scripts/release/licences.mjs [--update]
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { nameOf, productionDependencies } from './dependencies.mjs';
import { publishedPackages } from './published.mjs';

const PAGE = 'docs/licences.md';

/** Everything that each package brings: `{ owners: { NAME: [KEY] }, licences: { KEY: { name, version, licence } }, problems }`. */
export function readLicences(root, rules) {
  const { packages: lock } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const apps = existsSync(join(root, 'apps')) ? readdirSync(join(root, 'apps')).map((name) => `apps/${name}`) : [];
  const folders = [...publishedPackages(root).map(({ folder }) => folder), ...apps];
  const owners = {};
  const licences = {};
  for (const folder of folders) {
    const keys = productionDependencies(lock, folder, bundledBy(lock[folder], rules.tools[folder]));
    owners[lock[folder].name] = keys.filter((key) => key.includes('node_modules/'));
    for (const key of owners[lock[folder].name]) {
      const [name, { version, license }] = [nameOf(key), lock[key]];
      licences[key] = { name, version, licence: license ?? rules.unsaid[name] };
    }
  }
  return { owners, licences, problems: problemsOf(lock, licences, rules) };
}

/** Whether an SPDX expression can be met with licences that are allowed. */
export function isAllowed(expression, allowed) {
  const either = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return either.some((each) => each.split(' AND ').every((licence) => allowed.includes(licence)));
}

/** What is in the build of a page: all that it asks for in development, but its tools. */
function bundledBy({ devDependencies }, tools) {
  return tools === undefined ? [] : Object.keys(devDependencies).filter((name) => !tools.includes(name));
}

function problemsOf(lock, licences, { allowed, unsaid }) {
  const found = Object.entries(licences);
  const bad = found.flatMap(([, { name, version, licence }]) => {
    if (licence === undefined) return [`${name} ${version}: says no licence`];
    return isAllowed(licence, allowed) ? [] : [`${name} ${version}: ${licence} is not an allowed licence`];
  });
  const stale = Object.keys(unsaid).filter(
    (name) => !found.some(([key, each]) => each.name === name && lock[key].license === undefined),
  );
  return [...new Set([...bad, ...stale.map((name) => `${name}: scripts/release/licences.json has it for nothing`)])];
}

/** The page, as Prettier would have it. */
export async function licencesPage(root, { owners, licences }) {
  const rows = new Map();
  for (const [owner, keys] of Object.entries(owners))
    for (const key of keys) {
      const { name, version, licence } = licences[key];
      const id = `\`${name}\` | ${version} | ${licence}`;
      rows.set(id, (rows.get(id) ?? new Set()).add(owner));
    }
  const text = `# Licences

Carrel is under the Apache License 2.0, and so is each of its packages. This is what they bring when they are installed: what they depend
on, and what they leave to whoever installs them to choose, with all that those bring. \`@carrel/server\`, \`@carrel/workbench\` and
\`@carrel/guide\` are not published; the reference server has them. \`node scripts/release/licences.mjs --update\` writes this page from \`package-lock.json\`,
\`npm run lint\` says when that was forgotten, and \`scripts/release/licences.json\` has the licences that are allowed.

The program of \`@carrel/agent\` is linked with musl, under the MIT licence for the most part, whose notices the package holds; and with
parts of GCC's library, whose exception leaves what is linked with it free.

## By package

| package | brings | under |
| --- | --- | --- |
${Object.entries(owners)
  .map(([owner, keys]) => `| \`${owner}\` | ${keys.length} | ${counts(keys.map((key) => licences[key].licence))} |`)
  .join('\n')}

## By dependency

| dependency | version | licence | brought by |
| --- | --- | --- | --- |
${[...rows]
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([id, names]) => `| ${id} | ${brought(names)} |`)
  .join('\n')}
`;
  const path = join(root, PAGE);
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

function counts(licences) {
  const count = new Map();
  for (const licence of licences) count.set(licence, (count.get(licence) ?? 0) + 1);
  return [...count]
    .sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
    .map(([licence, many]) => `${licence} (${many})`)
    .join(', ');
}

function brought(names) {
  return [...names].map((name) => name.replace('@carrel/', '')).join(', ');
}

async function main() {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const rules = JSON.parse(readFileSync(new URL('licences.json', import.meta.url), 'utf8'));
  const found = readLicences(root, rules);
  const page = await licencesPage(root, found);
  const path = join(root, PAGE);
  if (process.argv.includes('--update')) writeFileSync(path, page);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== page)
    found.problems.push(`${PAGE} is stale: node scripts/release/licences.mjs --update`);
  for (const problem of found.problems) console.error(problem);
  if (found.problems.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
