// Installs and builds what is missing, then runs every test. Says which backends were left out and why, and ends with one line
// of counts. Words after `--` go to vitest; COVERAGE=1 measures coverage and holds it against the thresholds.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare();

const scratch = mkdtempSync(join(tmpdir(), 'carrel-test-'));
const report = join(scratch, 'report.json');
const skipped = join(scratch, 'skipped-backends.txt');
const coverage = process.env.COVERAGE === '1' ? ['--coverage.enabled'] : [];
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...coverage,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SKIPPED_BACKENDS_FILE: skipped } },
);

const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0, success = false } = existsSync(report)
  ? JSON.parse(readFileSync(report, 'utf8'))
  : {};
const reasons = existsSync(skipped) ? readFileSync(skipped, 'utf8').trim().split('\n') : [];
for (const reason of new Set(reasons)) console.log(`skipped backend: ${reason}`);
if (reasons.length === 0) console.log('every backend was there');
rmSync(scratch, { recursive: true });
console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`);
process.exitCode = status === 0 && success ? 0 : 1;
