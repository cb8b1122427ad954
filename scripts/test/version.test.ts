import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkManifests } from '../release/manifests.mjs';
import { publishedPackages, readPackage } from '../release/published.mjs';
import { versionPackages } from '../release/version.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const WORKSPACES = ['packages', 'apps', 'examples'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => `${group}/${name}`),
);

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'carrel-version-'));
  const manifests = [...WORKSPACES, 'benchmarks'].flatMap((folder) =>
    ['package.json', 'LICENSE', 'README.md'].map((name) => `${folder}/${name}`),
  );
  const roots = ['.changeset', '.npmrc', '.prettierrc', 'LICENSE', 'package.json', 'package-lock.json'];
  for (const path of [...roots, ...manifests])
    if (existsSync(join(root, path))) cpSync(join(root, path), join(copy, path), { recursive: true });
});
afterEach(() => {
  rmSync(copy, { recursive: true });
});

it('changesets become one version, changelogs, and ranges that fit', { timeout: 60_000 }, () => {
  const before = readPackage(copy, 'packages/core').manifest.version;
  const pending = readdirSync(join(copy, '.changeset')).filter((name) => /^(?!README).*\.md$/.test(name));
  writeFileSync(join(copy, '.changeset/news.md'), "---\n'@carrel/client': minor\n---\n\nNews of the client.\n");
  commit();

  versionPackages(copy);

  const after = readPackage(copy, 'packages/core').manifest.version;
  expect(after).not.toBe(before);
  for (const { manifest, directory } of publishedPackages(copy)) {
    expect(manifest.version, manifest.name).toBe(after);
    expect(readFileSync(join(directory, 'CHANGELOG.md'), 'utf8'), manifest.name).toContain(`## ${after}\n`);
  }
  expect(readFileSync(join(copy, 'packages/client/CHANGELOG.md'), 'utf8')).toContain('News of the client.');
  expect(checkManifests(copy)).toEqual([]);
  expect([...pending, 'news.md'].filter((name) => existsSync(join(copy, '.changeset', name)))).toEqual([]);

  const quickstart = readPackage(copy, 'examples/quickstart').manifest;
  expect(existsSync(join(copy, 'examples/quickstart/CHANGELOG.md'))).toBe(false);
  expect(quickstart.version).toBe(readPackage(root, 'examples/quickstart').manifest.version);
  expect(quickstart.dependencies?.['@carrel/core']).toBe(after);
  const { packages } = JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  expect(packages['packages/core']?.version).toBe(after);
  expect(() => execFileSync('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], { cwd: copy })).not.toThrow();
});

/** Changelogs name the commit of a changeset. */
function commit(): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: copy });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'News');
}
