import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { testServers } from './test-servers.js';

it('the example of the README does what it says', async () => {
  await using servers = await testServers();
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const outfile = new URL('../build/readme-example.mjs', import.meta.url).pathname;
  await build({
    stdin: {
      contents: example.replace('http://127.0.0.1:8787', servers.places.main),
      resolveDir: new URL('.', import.meta.url).pathname,
    },
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', external: ['ws'], conditions: ['carrel-source'] },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { timeout: 60_000 });
  expect(stdout).toContain('0 42\n');
  expect(stdout).toContain('ended with 0\n');
  expect(stdout).toContain('the shell ended with 4\n');
});
