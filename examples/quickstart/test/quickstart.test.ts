import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.mjs', import.meta.url));

it('runs as its README says', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'carrel-quickstart-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [main, dataDir]);

    expect(stdout).toBe('exit 0: 42\ntick 1\ntick 2\ntick 3\n');
  } finally {
    await rm(dataDir, { recursive: true });
  }
});
