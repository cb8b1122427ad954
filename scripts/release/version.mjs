// Turns the changesets into one version for all published packages, and into changelogs; the lock file goes along.
//
//   node scripts/release/version.mjs
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Versions the repository in a directory, with the tools of this one. */
export function versionPackages(directory) {
  run(directory, process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version']);
  run(directory, 'npm', ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline']);
}

function run(directory, command, args) {
  const { status, error } = spawnSync(command, args, { cwd: directory, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) versionPackages(root);
