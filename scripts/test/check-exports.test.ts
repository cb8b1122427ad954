import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareExports, readExports } from '../check-exports.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-exports-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('readExports', () => {
  it('names values and types of every door of a published package', () => {
    const door = (source: string) => ({ 'carrel-source': source, default: './dist/x.js' });
    write({
      'tsconfig.base.json': JSON.stringify({ compilerOptions: { module: 'NodeNext', moduleResolution: 'NodeNext' } }),
      'packages/one/package.json': JSON.stringify({
        name: '@carrel/one',
        type: 'module',
        exports: { '.': door('./src/index.ts'), './deep': door('./src/deep.ts'), './package.json': './package.json' },
      }),
      'packages/one/src/index.ts': "export { a } from './deep.js';\nexport type { B, C } from './deep.js';",
      'packages/one/src/deep.ts': 'export const a = 1;\nexport interface B { b: 1 }\nexport class C {}',
      'packages/two/package.json': JSON.stringify({ name: '@carrel/two', private: true, exports: {} }),
    });

    expect(readExports(root)).toEqual({
      '@carrel/one': ['a', 'type B', 'type C'],
      '@carrel/one/deep': ['C', 'a', 'type B'],
    });
  });
});

describe('compareExports', () => {
  it('is silent about what is as it was', () => {
    expect(compareExports({ x: ['a'] }, { x: ['a'] })).toEqual([]);
  });

  it('names what came and what went, doors included', () => {
    expect(compareExports({ x: ['a', 'c'], z: ['e'] }, { x: ['a', 'b'], y: ['d'] })).toEqual([
      'x: new: c',
      'x: gone: b',
      'y: gone: d',
      'z: new: e',
    ]);
  });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}
