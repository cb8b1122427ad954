// Where the repository is: said by every package, proved by what publishes it, and so checked before anything is published.
//
//   node scripts/release/repository.mjs [URL]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from './published.mjs';

/** Writes the address into the manifest of the repository and of every published package. */
export function setRepository(root, address) {
  const url = `git+https://${placeOf(address)}.git`;
  write(join(root, 'package.json'), { type: 'git', url });
  for (const { directory, folder } of publishedPackages(root))
    write(join(directory, 'package.json'), { type: 'git', url, directory: folder });
}

/** Says so when what the manifest of the repository names is not where this checkout is from. */
export function checkRepository(root) {
  const said = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository.url;
  const origin = execFileSync('git', ['remote', 'get-url', 'origin'], { cwd: root, encoding: 'utf8' }).trim();
  if (placeOf(said) === placeOf(origin)) return [];
  return [
    `package.json says ${placeOf(said)}, and this is a checkout of ${placeOf(origin)}: node scripts/release/repository.mjs URL`,
  ];
}

/** Host and path alone: `https://`, `ssh://` and `git@host:path` are the same place, whoever asks for it. */
function placeOf(address) {
  return address
    .replace(/^git\+/, '')
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):(?!\d+\/)/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

function write(path, repository) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify({ ...manifest, repository }, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  if (process.argv[2] !== undefined) setRepository(root, process.argv[2]);
  for (const problem of checkRepository(root)) {
    console.error(problem);
    process.exitCode = 1;
  }
}
