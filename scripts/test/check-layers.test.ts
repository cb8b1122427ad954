import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLayers } from '../check-layers.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-layers-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, 'packages', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

describe('checkLayers', () => {
  it('finds nothing in a tree that keeps the rules', () => {
    write({
      'core/src/kernel/index.ts': 'export const a = 1;',
      'core/src/sessions/session-service.ts': "import { a } from '../kernel/index.js';\nexport { a };",
      'adapter-local/src/index.ts': "import type { X } from '@carrel/core/runtime';",
    });

    expect(checkLayers(root)).toEqual([]);
  });

  it.each([
    ['a higher rung', { 'core/src/kernel/a.ts': "import '../sessions/index.js';" }, /kernel may not import sessions/],
    ['the same rung', { 'core/src/identity/a.ts': "import '../audit/index.js';" }, /identity may not import audit/],
    ['the inside of a domain', { 'core/src/files/a.ts': "import '../kernel/clock.js';" }, /inside of kernel/],
    ['its own door', { 'core/src/kernel/a.ts': "import './index.js';" }, /door of its own domain/],
    ['a service from errors', { 'core/src/kernel/a-errors.ts': "import './a-service.js';" }, /comes after it/],
    ['another adapter', { 'agent/src/a.ts': "import '@carrel/adapter-local';" }, /may not import @carrel\/adapter-local/],
    ['the inside of a package', { 'agent/src/a.ts': "import '@carrel/core/src/x.js';" }, /inside of @carrel\/core/],
    ['another package by path', { 'agent/src/a.ts': "import '../../core/src/x.js';" }, /leaves its package/],
    ['a domain on no rung', { 'core/src/nowhere/a.ts': "import '../kernel/index.js';" }, /stands on no rung/],
  ])('finds an import of %s', (_what, files, problem) => {
    write(files);

    expect(checkLayers(root)).toEqual([expect.stringMatching(problem)]);
  });

  it('finds a cycle between files', () => {
    write({ 'agent/src/a.ts': "import './b.js';", 'agent/src/b.ts': "import './a.js';" });

    expect(checkLayers(root)).toEqual([expect.stringContaining('cycle: ')]);
  });
});
