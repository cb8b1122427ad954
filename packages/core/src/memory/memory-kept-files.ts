import { FileBytes } from './file-bytes.js';
import type { DirectoryNode, MemoryTree, TreeNode } from './memory-tree.js';

interface KeptBase {
  readonly mode: number;
  readonly modifiedAt: number;
}

/** A directory as it was, whatever became of it. */
export interface KeptDirectory extends KeptBase {
  readonly type: 'directory';
  readonly entries: ReadonlyMap<string, KeptNode>;
}

type KeptNode =
  | KeptDirectory
  | (KeptBase & { readonly type: 'file'; readonly content: Uint8Array })
  | (KeptBase & { readonly type: 'symlink'; readonly target: string });

/** A copy of the directory with everything below it. */
export function keepDirectory({ mode, modifiedAt, entries }: DirectoryNode): KeptDirectory {
  const kept = [...entries].map(([name, node]) => [name, keep(node)] as const);
  return { type: 'directory', mode, modifiedAt, entries: new Map(kept) };
}

/** Makes everything in the directory that was kept of another. */
export function restoreInto(tree: MemoryTree, directory: DirectoryNode, kept: KeptDirectory): void {
  for (const [name, node] of kept.entries) {
    const made = make(tree, { directory, name, node });
    made.mode = node.mode;
    made.modifiedAt = node.modifiedAt;
  }
  directory.mode = kept.mode;
  directory.modifiedAt = kept.modifiedAt;
}

function keep(node: TreeNode): KeptNode {
  const { mode, modifiedAt } = node;
  if (node.type === 'directory') return keepDirectory(node);
  if (node.type === 'file') return { type: 'file', mode, modifiedAt, content: node.bytes.view().slice() };
  return { type: 'symlink', mode, modifiedAt, target: node.target };
}

interface Place {
  readonly directory: DirectoryNode;
  readonly name: string;
  readonly node: KeptNode;
}

function make(tree: MemoryTree, { directory, name, node }: Place): TreeNode {
  if (node.type === 'symlink') return tree.addLink(directory, name, node.target);
  if (node.type === 'directory') {
    const made = tree.addDirectory(directory, name);
    restoreInto(tree, made, node);
    return made;
  }
  const file = tree.addFile(directory, name, node.mode);
  tree.setBytes(file, new FileBytes(node.content.slice()));
  return file;
}
