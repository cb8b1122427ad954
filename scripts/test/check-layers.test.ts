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
    const path = join(root, /^(apps|examples)\//.test(name) ? '' : 'packages', name);
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
    [
      'another adapter',
      { 'agent/src/a.ts': "import '@carrel/adapter-local';" },
      /may not import @carrel\/adapter-local/,
    ],
    ['the inside of a package', { 'agent/src/a.ts': "import '@carrel/core/src/x.js';" }, /inside of @carrel\/core/],
    ['another package by path', { 'agent/src/a.ts': "import '../../core/src/x.js';" }, /leaves its package/],
    [
      'the inside of a package from a test',
      { 'agent/src/a.ts': '', 'agent/test/a.test.ts': "import '@carrel/core/dist/x.js';" },
      /inside of @carrel\/core/,
    ],
    [
      'another package by path from a test',
      { 'agent/src/a.test.ts': "import '../../core/src/x.js';" },
      /leaves its package/,
    ],
    [
      'a package by path from an app',
      { 'apps/server/src/a.ts': "import '../../../packages/core/src/x.js';" },
      /leaves its package/,
    ],
    [
      'the inside of a package from an example',
      { 'examples/one/src/a.ts': "import('@carrel/core/src/x.js');" },
      /inside of/,
    ],
    [
      'a type alone',
      { 'core/src/kernel/a.ts': "import type { A } from '../sessions/index.js';" },
      /kernel may not import sessions/,
    ],
    [
      'what it exports again',
      { 'core/src/kernel/a.ts': "export { a } from '../sessions/index.js';" },
      /may not import sessions/,
    ],
    ['a service from a port', { 'core/src/files/a-repository.ts': "import './a-service.js';" }, /comes after it/],
    [
      'a service from an entity',
      { 'core/src/files/a.ts': "import './b-service.js';", 'core/src/files/a-errors.ts': '' },
      /a\.ts may not import b-service\.js/,
    ],
    [
      'a port from an entity',
      { 'core/src/files/a.ts': "import type { R } from './a-repository.js';", 'core/src/files/a-repository.ts': '' },
      /a\.ts may not import a-repository\.js/,
    ],
    [
      'platform from memory',
      { 'core/src/memory/a.ts': "import '../platform/index.js';" },
      /memory may not import platform/,
    ],
    ['a domain on no rung', { 'core/src/nowhere/a.ts': "import '../kernel/index.js';" }, /stands on no rung/],
  ])('finds an import of %s', (_what, files, problem) => {
    write(files);

    expect(checkLayers(root)).toEqual([expect.stringMatching(problem)]);
  });

  it('lets what orders steps import services, and an entity errors', () => {
    write({
      'core/src/files/a.ts': "import type { E } from './a-errors.js';",
      'core/src/files/a-errors.ts': 'export type E = 1;',
      'core/src/files/a-service.ts': "import './a.js';",
      'core/src/files/runner.ts': "import './a-service.js';",
    });

    expect(checkLayers(root)).toEqual([]);
  });

  it('lets leases import the store, which stands below', () => {
    write({ 'core/src/leases/a.ts': "import '../store/index.js';" });

    expect(checkLayers(root)).toEqual([]);
  });

  it('finds a package that it knows nothing about', () => {
    write({ 'adapter-new/src/a.ts': 'export const a = 1;' });

    expect(checkLayers(root)).toEqual([expect.stringContaining('packages/adapter-new: ')]);
  });

  it('finds a cycle between files', () => {
    write({ 'agent/src/a.ts': "import './b.js';", 'agent/src/b.ts': "import './a.js';" });

    expect(checkLayers(root)).toEqual([expect.stringContaining('cycle: ')]);
  });
});
