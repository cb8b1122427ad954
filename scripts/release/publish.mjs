// Publishes every package whose version is not published yet, after every check of what is published.
//
//   node scripts/release/publish.mjs
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

run('scripts/release/repository.mjs');
run('scripts/release/licences.mjs');
run('scripts/check-packages.mjs');
run('node_modules/@changesets/cli/bin.js', 'publish');

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
