import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../kernel/index.js';
import { MemoryFiles } from './memory-files.js';
import { MemoryTree } from './memory-tree.js';

const NAMES = ['a', 'b', 'c'];
const name = fc.constantFrom(...NAMES);
const pathOf = (part: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join('/'));
/** Without slashes at the end, which say nothing here. */
const walk = pathOf(fc.constantFrom(...NAMES, '..', '.', ''), 6).map((path) => path.replace(/\/+$/, ''));
const thing = fc.record({
  type: fc.constantFrom('file' as const, 'directory' as const, 'link' as const),
  path: pathOf(name, 3),
  target: walk,
});

describe('MemoryFiles', () => {
  it('finds what a real file system finds, and never anything outside', () => {
    fc.assert(
      fc.property(
        fc.array(thing, { maxLength: 12 }),
        fc.array(walk, { minLength: 5, maxLength: 5 }),
        (things, paths) => {
          withBoth(things, ({ files, root }) => {
            for (const path of paths) {
              const located = files.locate(path);
              const real = realPathOf(root, path);
              if (located.isOk()) expect(located.value).toBe(real);
              // A walk that leaves the root for a moment is refused, also when it comes back.
              else if (located.error.type !== 'file/outside-root') expect(real, path).toBeNull();
              if (real === null) expect(located.isErr(), path).toBe(true);
            }
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives up on links that lead to each other', () => {
    const { files } = fresh();
    files.link('a', 'b')._unsafeUnwrap();
    files.link('b', 'a')._unsafeUnwrap();
    expect(files.read('a')._unsafeUnwrapErr().type).toBe('file/too-many-links');
  });

  it('does not move a directory into itself, nor the root', () => {
    const { files } = fresh();
    files.makeDirectory('a/b')._unsafeUnwrap();
    expect(files.move('a', 'a/b/c')._unsafeUnwrapErr().type).toBe('file/into-itself');
    expect(files.move('', 'elsewhere')._unsafeUnwrapErr().type).toBe('file/outside-root');
  });

  it('counts what files hold, whatever becomes of them', () => {
    const { files, tree } = fresh();
    const open = files.open('dir/file')._unsafeUnwrap();
    open.append(new Uint8Array(10))._unsafeUnwrap();
    files.write('other', new Uint8Array(5))._unsafeUnwrap();
    expect(tree.usedBytes).toBe(15);
    files.move('dir/file', 'other', true)._unsafeUnwrap();
    expect(tree.usedBytes).toBe(10);
    files.remove('other')._unsafeUnwrap();
    open.append(new Uint8Array(10))._unsafeUnwrap();
    expect(tree.usedBytes).toBe(0);
  });
});

function fresh() {
  const tree = new MemoryTree(systemClock);
  const base = tree.addDirectory(tree.root, 'workspace');
  return { tree, files: new MemoryFiles(tree, { base, confined: true, maxBytes: 1_000_000 }) };
}

/** The same tree in memory and on the disk. */
function withBoth(
  things: readonly { readonly type: 'file' | 'directory' | 'link'; readonly path: string; readonly target: string }[],
  use: (both: { readonly files: MemoryFiles; readonly root: string }) => void,
): void {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'carrel-files-')));
  const root = join(outer, 'workspace');
  const { files } = fresh();
  try {
    mkdirSync(root);
    for (const { type, path, target } of things) {
      const parent = path.split('/').slice(0, -1).join('/');
      // Only where nothing stands in the way, so that both trees stay the same.
      if (files.stat(path).isOk() || (parent !== '' && !isPlain(files, parent))) continue;
      mkdirSync(join(root, parent), { recursive: true });
      files.makeDirectory(parent)._unsafeUnwrap();
      if (type === 'file') writeFileSync(join(root, path), '');
      else if (type === 'directory') mkdirSync(join(root, path));
      else symlinkSync(target === '' ? '.' : target, join(root, path));
      if (type === 'file') files.write(path, new Uint8Array())._unsafeUnwrap();
      else if (type === 'directory') files.makeDirectory(path)._unsafeUnwrap();
      else files.link(path, target === '' ? '.' : target)._unsafeUnwrap();
    }
    use({ files, root });
  } finally {
    rmSync(outer, { recursive: true });
  }
}

/** Whether nothing on the path is a file or a link. */
function isPlain(files: MemoryFiles, path: string): boolean {
  const parts = path.split('/');
  return parts.every((_, index) => {
    const entry = files.stat(parts.slice(0, index + 1).join('/'));
    return entry.isErr() || entry.value.type === 'directory';
  });
}

/** Where the path leads, relative to the root; `null` when there is nothing, or it is outside. */
function realPathOf(root: string, path: string): string | null {
  try {
    const real = realpathSync.native(`${root}/${path}`);
    return real === root || real.startsWith(`${root}/`) ? relative(root, real) : null;
  } catch {
    return null;
  }
}
