import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the example of the README runs as it stands', { timeout: 30_000 }, async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  // Beside an app that has the packages installed, so that they are found as a host app finds them.
  const directory = await mkdtemp(join(root, 'apps/server/readme-'));
  try {
    await writeFile(join(directory, 'example.mjs'), example);

    const { stdout } = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: directory });

    expect(stdout).toBe('0 42\n\n');
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(25);
  } finally {
    await rm(directory, { recursive: true });
  }
});
