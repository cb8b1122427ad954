import type { FileEntry } from '../runtime/index.js';
import type { DirectoryNode, TreeNode } from './memory-tree.js';

/** The entries of a directory in the order of their names; with `recursive`, each followed by what is below it. */
export function* entriesBelow(
  directory: DirectoryNode,
  path: string,
  recursive: boolean,
): Generator<FileEntry, void, void> {
  for (const name of [...directory.entries.keys()].sort()) {
    const node = directory.entries.get(name);
    if (node === undefined) continue;
    const below = path === '' ? name : `${path}/${name}`;
    yield toEntry(node, below);
    if (recursive && node.type === 'directory') yield* entriesBelow(node, below, true);
  }
}

export function toEntry(node: TreeNode, path: string): FileEntry {
  const { type, mode, modifiedAt } = node;
  return { path: normalize(path), type, size: sizeOf(node), modifiedAt, mode, tag: toTag(node) };
}

/** Changes with each change of the content. */
export function toTag({ id, version }: TreeNode): string {
  return `${id}-${version}`;
}

export function sizeOf(node: TreeNode | undefined): number {
  if (node?.type === 'file') return node.bytes.size;
  return node?.type === 'symlink' ? Buffer.byteLength(node.target) : 0;
}

/** The path without empty and `.` segments, as entries show it. */
export function normalize(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
