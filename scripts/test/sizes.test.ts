import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packPackage, readPackage } from '../release/published.mjs';
import { bundleBytes, checkBundles, checkSizes } from '../release/sizes.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-sizes-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

it('a package that has grown past its budgets is named, with both sizes', { timeout: 30_000 }, async () => {
  write('one/package.json', JSON.stringify({ name: '@carrel/one', version: '1.0.0' }));
  write('one/data.txt', randomBytes(2_000).toString('hex'));
  const budgets = { '@carrel/one': { packed: 4_000, unpacked: 5_000 } };

  const small = await packPackage(readPackage(root, 'one'), root);
  expect(checkSizes([small], budgets)).toEqual([]);

  write('one/data.txt', randomBytes(3_000).toString('hex'));
  const large = await packPackage(readPackage(root, 'one'), root);
  expect(checkSizes([large], budgets)).toEqual([
    expect.stringMatching(/^@carrel\/one: unpacked: 60\d\d bytes, more than its budget of 5000$/),
  ]);

  write('one/data.txt', randomBytes(9_000).toString('hex'));
  const larger = await packPackage(readPackage(root, 'one'), root);
  expect(checkSizes([larger], budgets)).toEqual([
    expect.stringMatching(/^@carrel\/one: packed: \d+ bytes, more than its budget of 4000$/),
    expect.stringMatching(/^@carrel\/one: unpacked: 180\d\d bytes, more than its budget of 5000$/),
  ]);
});

it('a package without a budget is named, and a budget without a package', () => {
  const one = { name: '@carrel/one', packedBytes: 1, unpackedBytes: 1 };

  expect(checkSizes([one], { '@carrel/two': { packed: 9, unpacked: 9 } })).toEqual([
    '@carrel/one: has no size budget',
    '@carrel/two: has a size budget and is not published',
  ]);
});

it('what a page loads is held against its budget, with what it imports', async () => {
  write('node_modules/page/package.json', JSON.stringify({ name: 'page', exports: './index.js', type: 'module' }));
  write('node_modules/page/index.js', "export { text } from './deep.js';");
  write('node_modules/page/deep.js', `export const text = '${randomBytes(1_000).toString('hex')}';`);

  const bytes = await bundleBytes(root, 'page');

  expect(bytes).toBeGreaterThan(1_000);
  expect(await checkBundles(root, { page: bytes })).toEqual([]);
  expect(await checkBundles(root, { page: bytes - 1 })).toEqual([
    `page: minified and gzipped: ${bytes} bytes, more than its budget of ${bytes - 1}`,
  ]);
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}
