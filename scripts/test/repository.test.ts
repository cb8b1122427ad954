import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkRepository, setRepository } from '../release/repository.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carrel-repository-'));
  mkdirSync(join(root, 'packages/one'), { recursive: true });
  const repository = { type: 'git', url: 'git+https://git.example.org/carrel/carrel.git' };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'carrel', repository }));
  writeFileSync(join(root, 'packages/one/package.json'), JSON.stringify({ name: '@carrel/one', version: '1.0.0' }));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

it.each([
  'https://git.example.org/carrel/carrel',
  'https://ada:secret@git.example.org/carrel/carrel.git',
  'ssh://git@git.example.org/carrel/carrel.git',
  'git@git.example.org:carrel/carrel.git',
])('what says where it is may be published from a checkout of %s', (origin) => {
  cloneOf(origin);

  expect(checkRepository(root)).toEqual([]);
});

it('what says that it is elsewhere may not, until it is told where it is', () => {
  cloneOf('git@git.example.com:ada/fork.git');
  expect(checkRepository(root)).toEqual([
    'package.json says git.example.org/carrel/carrel, and this is a checkout of git.example.com/ada/fork: node scripts/release/repository.mjs URL',
  ]);

  setRepository(root, 'git@git.example.com:ada/fork.git');

  expect(checkRepository(root)).toEqual([]);
  const url = 'git+https://git.example.com/ada/fork.git';
  expect(JSON.parse(readFileSync(join(root, 'packages/one/package.json'), 'utf8'))).toEqual({
    name: '@carrel/one',
    version: '1.0.0',
    repository: { type: 'git', url, directory: 'packages/one' },
  });
});

function cloneOf(origin: string): void {
  execFileSync('git', ['remote', 'add', 'origin', origin], { cwd: root });
}
