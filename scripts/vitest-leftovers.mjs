import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll } from 'vitest';

/**
 * The temporary directory of the tests of one file. What a test that failed has not ended runs in it, and is ended after the last
 * of them: one that hangs never comes to what would have ended it. After tests that passed nothing is ended, so that what they
 * leave is found.
 */
const outer = process.env.TMPDIR;
const place = mkdtempSync(join(tmpdir(), 't'));
process.env.TMPDIR = place;
// As passable as the directory that it is in: some tests run programs of other users there.
chmodSync(place, 0o755);

// The runner takes the first parameter for fixtures.
afterAll(async ({}, file) => {
  if (hasFailed(file)) await endAll();
  if (outer === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outer;
  rmSync(place, { recursive: true, force: true, maxRetries: 5 });
});

function hasFailed(task) {
  return task.result?.state === 'fail' || (task.tasks ?? []).some(hasFailed);
}

async function endAll() {
  for (let turn = 0; turn < 200; turn += 1) {
    const left = processesIn(place);
    if (left.length === 0) return;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended in the meantime.
      }
    }
    await setTimeout(50);
  }
}

/** Those that work in the directory, or were started with its name. Of zombies there is neither. */
function processesIn(directory) {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    if (pid === process.pid) return false;
    try {
      const isNamed = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
      return isNamed || readlinkSync(`/proc/${pid}/cwd`).startsWith(directory);
    } catch {
      return false;
    }
  });
}
