import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { productionDependencies } from '../release/dependencies.mjs';
import { isAllowed, licencesPage, readLicences } from '../release/licences.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const lock = {
  'packages/one': {
    name: '@carrel/one',
    dependencies: { '@carrel/two': '^1.0.0', shared: '^1.0.0' },
    devDependencies: { tool: '^1.0.0' },
    peerDependencies: { chosen: '^1.0.0', absent: '^1.0.0' },
    peerDependenciesMeta: { chosen: { optional: true }, absent: { optional: true } },
  },
  'packages/two': { name: '@carrel/two', dependencies: { shared: '^2.0.0' } },
  'packages/two/node_modules/shared': { version: '2.0.0', license: 'ISC', optionalDependencies: { extra: '1' } },
  'node_modules/@carrel/two': { resolved: 'packages/two', link: true },
  'node_modules/shared': { version: '1.0.0', license: 'MIT' },
  'node_modules/chosen': {
    version: '1.0.0',
    license: '(WTFPL OR MIT)',
    peerDependencies: { tool: '*', shared: '*' },
    peerDependenciesMeta: { tool: { optional: true } },
  },
  'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0-only' },
};
const rules = { allowed: ['MIT', 'ISC'], unsaid: {}, tools: {} };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-licences-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('productionDependencies', () => {
  it('follows dependencies, our packages and peers that are chosen, each to the version that it gets', () => {
    expect(productionDependencies(lock, 'packages/one')).toEqual([
      'node_modules/chosen',
      'node_modules/shared',
      'packages/two',
      'packages/two/node_modules/shared',
    ]);
  });

  it('has what is in a build although it is asked for in development', () => {
    expect(productionDependencies(lock, 'packages/two', ['tool'])).toContain('node_modules/tool');
  });

  it('does not overlook what the lock file lacks', () => {
    const { 'node_modules/shared': _, ...rest } = lock;

    expect(() => productionDependencies(rest, 'packages/one')).toThrow('package-lock.json has no shared');
  });
});

describe('readLicences', () => {
  it('finds nothing wrong where all are allowed', () => {
    const { owners, problems } = read(lock);

    expect(problems).toEqual([]);
    expect(owners).toMatchObject({ '@carrel/two': ['packages/two/node_modules/shared'] });
  });

  it('names what is not allowed, and what says no licence', () => {
    const wrong = { 'node_modules/shared': { version: '1.0.0', license: 'GPL-3.0-only' } };
    const silent = { 'packages/two/node_modules/shared': { version: '2.0.0' } };

    expect(read({ ...lock, ...wrong, ...silent }).problems).toEqual([
      'shared 1.0.0: GPL-3.0-only is not an allowed licence',
      'shared 2.0.0: says no licence',
    ]);
  });

  it('takes the licence of what says none from the rules, and names rules that say what is said', () => {
    const silent = { ...lock, 'packages/two/node_modules/shared': { version: '2.0.0' } };

    expect(read(silent, { unsaid: { shared: 'ISC' } }).problems).toEqual([]);
    expect(read(silent, { unsaid: { shared: 'GPL-3.0-only' } }).problems).toEqual([
      'shared 2.0.0: GPL-3.0-only is not an allowed licence',
    ]);
    expect(read(lock, { unsaid: { shared: 'ISC' } }).problems).toEqual([
      'shared: scripts/release/licences.json has it for nothing',
    ]);
  });
});

it('an expression is allowed when one of its choices is, with all that it joins', () => {
  expect(isAllowed('(WTFPL OR MIT)', ['MIT'])).toBe(true);
  expect(isAllowed('MIT AND ISC', ['MIT', 'ISC'])).toBe(true);
  expect(isAllowed('MIT AND WTFPL', ['MIT'])).toBe(false);
  expect(isAllowed('GPL-3.0-only', ['MIT'])).toBe(false);
});

it('the page of this repository is that of its lock file', async () => {
  const own = JSON.parse(readFileSync(join(repository, 'scripts/release/licences.json'), 'utf8')) as typeof rules;
  const found = readLicences(repository, own);

  expect(found.problems).toEqual([]);
  expect(await licencesPage(repository, found)).toBe(readFileSync(join(repository, 'docs/licences.md'), 'utf8'));
});

function read(packages: object, more: object = {}) {
  for (const name of ['one', 'two']) write(`packages/${name}/package.json`, '{}');
  write('package-lock.json', JSON.stringify({ packages }));
  return readLicences(root, { ...rules, ...more });
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}
