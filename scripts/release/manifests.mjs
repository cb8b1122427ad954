// Checks that every published package says what a registry and its readers need, and who made its tarball can be proved.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { publishedPackages } from './published.mjs';

/** What is not as it has to be in the manifest, the licence or the release group of each published package. */
export function checkManifests(root) {
  const packages = publishedPackages(root);
  const { license, engines, repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const problems = packages.flatMap((each) => {
    const expected = {
      license,
      engines,
      repository: { ...repository, directory: each.folder },
      publishConfig: { access: 'public', provenance: true },
    };
    return [...fieldProblems(each.manifest, expected), ...fileProblems(root, each)];
  });
  return [...problems, ...groupProblems(root, packages), ...dependencyProblems(packages)];
}

function fieldProblems(manifest, expected) {
  const wrong = Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
    .map(([field, value]) => `${manifest.name}: ${field} has to be ${JSON.stringify(value)}`);
  const missing = ['description', 'files', 'exports'].filter((field) => manifest[field] === undefined);
  return [...wrong, ...missing.map((field) => `${manifest.name}: has no ${field}`)];
}

/** npm packs the licence and the readme of a package's own folder alone. */
function fileProblems(root, { directory, manifest }) {
  const licence = join(directory, 'LICENSE');
  const problems = [];
  if (!existsSync(licence)) problems.push(`${manifest.name}: has no LICENSE`);
  else if (!readFileSync(licence).equals(readFileSync(join(root, 'LICENSE'))))
    problems.push(`${manifest.name}: its LICENSE is not that of the repository`);
  if (!existsSync(join(directory, 'README.md'))) problems.push(`${manifest.name}: has no README.md`);
  return problems;
}

/** All published packages have one version: each is in the one fixed group. */
function groupProblems(root, packages) {
  const { fixed } = JSON.parse(readFileSync(join(root, '.changeset/config.json'), 'utf8'));
  const names = packages.map(({ manifest }) => manifest.name);
  const group = fixed.length === 1 ? fixed[0] : [];
  return [
    ...(fixed.length === 1 ? [] : ['.changeset/config.json: has to have one fixed group']),
    ...names.filter((name) => !group.includes(name)).map((name) => `${name}: is not in the fixed group of changesets`),
    ...group.filter((name) => !names.includes(name)).map((name) => `${name}: is in the fixed group and not published`),
  ];
}

/** What is published can be installed only when what it depends on is published too, in the same version. */
function dependencyProblems(packages) {
  const versions = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]));
  return packages.flatMap(({ manifest }) =>
    Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies })
      .filter(([name]) => name.startsWith('@carrel/'))
      .filter(([name, range]) => ![versions.get(name), `^${versions.get(name)}`].includes(range))
      .map(([name, range]) => `${manifest.name}: depends on ${name} ${range}, which is not published with it`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkManifests(fileURLToPath(new URL('../..', import.meta.url)));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
