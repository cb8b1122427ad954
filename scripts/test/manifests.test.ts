import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkManifests } from '../release/manifests.mjs';

const repository = { type: 'git', url: 'git+https://git.example.org/carrel/carrel.git' };
const engines = { node: '>=20' };
const one = {
  name: '@carrel/one',
  version: '1.0.0',
  description: 'One.',
  license: 'Apache-2.0',
  repository: { ...repository, directory: 'packages/one' },
  publishConfig: { access: 'public', provenance: true },
  engines,
  files: ['dist'],
  exports: {},
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-manifests-'));
  write('package.json', { license: 'Apache-2.0', engines, repository });
  write('LICENSE', 'The licence.');
  write('.changeset/config.json', { fixed: [['@carrel/one']] });
  write('packages/one/package.json', one);
  write('packages/one/LICENSE', 'The licence.');
  write('packages/one/README.md', '# One');
  write('packages/hidden/package.json', { name: '@carrel/hidden', private: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('checkManifests', () => {
  it('finds nothing wrong with the packages of this repository', () => {
    expect(checkManifests(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([]);
  });

  it('finds nothing wrong with a package that says all, and asks nothing of a private one', () => {
    expect(checkManifests(root)).toEqual([]);
  });

  it.each([
    ['publishConfig', { publishConfig: { access: 'public' } }],
    ['publishConfig', { publishConfig: { access: 'public', provenance: false } }],
    ['repository', { repository }],
    ['repository', { repository: { ...one.repository, url: 'git+https://git.example.org/other.git' } }],
    ['license', { license: 'MIT' }],
    ['engines', { engines: { node: '>=18' } }],
    ['description', { description: undefined }],
    ['files', { files: undefined }],
  ])('names a wrong or missing %s', (field, change) => {
    write('packages/one/package.json', { ...one, ...change });

    const problems = checkManifests(root);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`@carrel/one: `);
    expect(problems[0]).toContain(field);
  });

  it('names a licence that is missing or another, and a readme that is missing', () => {
    write('packages/one/LICENSE', 'Another licence.');
    rmSync(join(root, 'packages/one/README.md'));
    expect(checkManifests(root)).toEqual([
      '@carrel/one: its LICENSE is not that of the repository',
      '@carrel/one: has no README.md',
    ]);

    rmSync(join(root, 'packages/one/LICENSE'));
    expect(checkManifests(root)).toContain('@carrel/one: has no LICENSE');
  });

  it('names what is not in the fixed group, and what is in it and not published', () => {
    write('.changeset/config.json', { fixed: [['@carrel/hidden']] });

    expect(checkManifests(root)).toEqual([
      '@carrel/one: is not in the fixed group of changesets',
      '@carrel/hidden: is in the fixed group and not published',
    ]);
  });

  it.each([
    ['^1.0.0', '@carrel/hidden'],
    ['^0.9.0', '@carrel/one'],
  ])('names a dependency of ours, %s of %s, that is not published with it', (range, name) => {
    write('packages/one/package.json', { ...one, dependencies: { [name]: range, elsewhere: '^3.0.0' } });

    expect(checkManifests(root)).toEqual([`@carrel/one: depends on ${name} ${range}, which is not published with it`]);
  });
});

function write(name: string, content: unknown): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
}
