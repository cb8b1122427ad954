// Installs and builds what is missing, then runs every test. Says which backends were left out and why, and ends with one line
// of counts. Words after `--` go to vitest; COVERAGE=1 measures coverage and holds it against the thresholds; RETRY_TESTS=1 gives a
// failed test a second try, and tells of those that needed it.
import { spawn } from 'node:child_process';
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
try {
  const status = await runTests();
  const { passed, failed, left } = counts();
  saySkipped();
  console.log(`${passed} passed, ${failed} failed, ${left} skipped`);
  process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}

function runTests() {
  const unstable = join(root, 'scripts/unstable-tests.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--reporter=${unstable}`, `--outputFile.json=${report}`];
  const coverage = process.env.COVERAGE === '1' ? ['--coverage.enabled'] : [];
  const tries = process.env.RETRY_TESTS === '1' ? ['--retry=1'] : [];
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...reporters,
      ...coverage,
      ...tries,
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, SKIPPED_BACKENDS_FILE: skipped } },
  );
  // The terminal tells the whole group of an interrupt; a kill reaches this process alone.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => vitest.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    vitest.on('error', reject);
    vitest.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A file that fails before its first test is one failure. */
function counts() {
  if (!existsSync(report)) return { passed: 0, failed: 1, left: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length, left: numPendingTests + numTodoTests };
}

function saySkipped() {
  const reasons = existsSync(skipped) ? readFileSync(skipped, 'utf8').trim().split('\n') : [];
  for (const reason of new Set(reasons)) console.log(`skipped backend: ${reason}`);
  if (reasons.length === 0) console.log('no backend was skipped');
}
