import { err, ok, type Clock, type Result } from '../kernel/index.js';
import {
  fileNotADirectory,
  fileNotFound,
  fileOutsideRoot,
  fileTooManyLinks,
  type FileError,
  type FileType,
} from '../runtime/index.js';
import { FileBytes } from './file-bytes.js';

interface TreeNodeBase {
  readonly type: FileType;
  readonly id: number;
  mode: number;
  modifiedAt: number;
  /** Counts the changes of the content. */
  version: number;
}

export interface FileNode extends TreeNodeBase {
  readonly type: 'file';
  bytes: FileBytes;
  /** Whether it is in no directory any more, so that its bytes count no more. */
  gone: boolean;
}

export interface DirectoryNode extends TreeNodeBase {
  readonly type: 'directory';
  /** Where it is; `null` for the root of the whole tree, and for what was removed. */
  parent: DirectoryNode | null;
  name: string;
  readonly entries: Map<string, TreeNode>;
}

export interface LinkNode extends TreeNodeBase {
  readonly type: 'symlink';
  readonly target: string;
}

export type TreeNode = FileNode | DirectoryNode | LinkNode;

/** Where a path leads: an entry of a directory, which may not be there. A `null` parent is the root of the whole tree. */
export interface Place {
  readonly parent: DirectoryNode | null;
  readonly name: string;
  readonly node: TreeNode | undefined;
}

export interface ResolveOptions {
  /** What relative paths start from. */
  readonly base: DirectoryNode;
  /** Whether no step may leave `base`, not even for a moment. */
  readonly confined: boolean;
  /** Whether a symbolic link at the end is followed. @default true */
  readonly followLast?: boolean;
  /** Whether missing directories on the way are made. @default false */
  readonly makeParents?: boolean;
}

/** A change of the tree, with absolute paths. */
export type TreeChange =
  | { readonly type: 'created' | 'changed' | 'removed'; readonly path: string }
  | { readonly type: 'moved'; readonly path: string; readonly from: string };

const MAX_LINKS = 40;
const DIRECTORY_MODE = 0o755;
const LINK_MODE = 0o777;

/** A file system of one box: directories, files and symbolic links, with the rules of POSIX for walking a path. */
export class MemoryTree {
  readonly root: DirectoryNode;
  /** How many bytes all files hold. */
  usedBytes = 0;
  private nextId = 1;
  private readonly observers = new Set<(change: TreeChange) => void>();

  constructor(private readonly clock: Clock) {
    this.root = { ...this.base(DIRECTORY_MODE), type: 'directory', parent: null, name: '', entries: new Map() };
  }

  /** Calls `observer` after each change, until the returned function is called. */
  observe(observer: (change: TreeChange) => void): () => void {
    this.observers.add(observer);
    return () => {
      this.observers.delete(observer);
    };
  }

  resolve(path: string, options: ResolveOptions): Result<Place, FileError> {
    return new Walk(this, path, options).run();
  }

  addDirectory(parent: DirectoryNode, name: string): DirectoryNode {
    const node: DirectoryNode = { ...this.base(DIRECTORY_MODE), type: 'directory', parent, name, entries: new Map() };
    return this.add(parent, name, node);
  }

  addFile(parent: DirectoryNode, name: string, mode: number): FileNode {
    return this.add(parent, name, { ...this.base(mode), type: 'file', bytes: new FileBytes(), gone: false });
  }

  addLink(parent: DirectoryNode, name: string, target: string): LinkNode {
    return this.add(parent, name, { ...this.base(LINK_MODE), type: 'symlink', target });
  }

  /** Puts `bytes` in place of what the file holds. */
  setBytes(file: FileNode, bytes: FileBytes): void {
    if (!file.gone) this.usedBytes += bytes.size - file.bytes.size;
    file.bytes = bytes;
  }

  appendBytes(file: FileNode, data: Uint8Array): void {
    if (!file.gone) this.usedBytes += data.length;
    file.bytes.append(data);
  }

  /** Marks the file's content as changed and tells the observers. */
  touch(file: FileNode, { parent, name }: Pick<Place, 'parent' | 'name'>, modifiedAt = this.clock.now()): void {
    file.version += 1;
    file.modifiedAt = Math.max(0, Math.floor(modifiedAt));
    this.tell({ type: 'changed', path: pathOf(parent, name) });
  }

  /** Takes the entry away with everything below it. */
  remove(parent: DirectoryNode, name: string): void {
    const node = parent.entries.get(name);
    if (node?.type === 'directory') for (const child of [...node.entries.keys()]) this.remove(node, child);
    if (node?.type === 'file') this.release(node);
    const path = pathOf(parent, name);
    parent.entries.delete(name);
    parent.modifiedAt = this.clock.now();
    if (node?.type === 'directory') node.parent = null;
    this.tell({ type: 'removed', path });
  }

  /** Puts the entry at another place, in place of what is there. */
  move(from: { parent: DirectoryNode; name: string }, to: { parent: DirectoryNode; name: string }): void {
    const node = from.parent.entries.get(from.name);
    if (node === undefined) return;
    const replaced = to.parent.entries.get(to.name);
    if (replaced?.type === 'file') this.release(replaced);
    const change = {
      type: 'moved',
      path: pathOf(to.parent, to.name),
      from: pathOf(from.parent, from.name),
    } as const;
    from.parent.entries.delete(from.name);
    to.parent.entries.set(to.name, node);
    if (node.type === 'directory') {
      node.parent = to.parent;
      node.name = to.name;
    }
    this.tell(change);
  }

  private add<N extends TreeNode>(parent: DirectoryNode, name: string, node: N): N {
    parent.entries.set(name, node);
    parent.modifiedAt = node.modifiedAt;
    this.tell({ type: 'created', path: pathOf(parent, name) });
    return node;
  }

  private release(file: FileNode): void {
    this.usedBytes -= file.bytes.size;
    file.gone = true;
  }

  private base(mode: number) {
    const id = this.nextId;
    this.nextId += 1;
    return { id, mode, modifiedAt: this.clock.now(), version: 0 };
  }

  private tell(change: TreeChange): void {
    for (const observer of [...this.observers]) observer(change);
  }
}

/** One walk along a path, which grows by the targets of the links on the way. */
class Walk {
  private current: DirectoryNode;
  private readonly segments: string[];
  private links = 0;

  constructor(
    private readonly tree: MemoryTree,
    private readonly path: string,
    private readonly options: ResolveOptions,
  ) {
    this.current = options.base;
    this.segments = path.split('/');
  }

  run(): Result<Place, FileError> {
    if (this.path.includes('\0')) return err(fileNotFound(this.path));
    if (this.path.startsWith('/') && !this.goToRoot()) return err(fileOutsideRoot(this.path));
    for (let segment = this.segments.shift(); segment !== undefined; segment = this.segments.shift()) {
      if (segment === '' || segment === '.') continue;
      const place = segment === '..' ? this.up() : this.enter(segment);
      if (place !== null) return place;
    }
    return ok({ parent: this.current.parent, name: this.current.name, node: this.current });
  }

  private up(): Result<Place, FileError> | null {
    if (this.options.confined && this.current === this.options.base) return err(fileOutsideRoot(this.path));
    this.current = this.current.parent ?? this.current;
    return null;
  }

  /** Goes one step down; a result when the walk is over. */
  private enter(name: string): Result<Place, FileError> | null {
    const { followLast = true, makeParents = false } = this.options;
    const parent = this.current;
    const node = parent.entries.get(name);
    const last = this.segments.every((segment) => segment === '');
    if (node?.type === 'symlink' && (!last || followLast)) return this.follow(node);
    if (last) return ok({ parent, name, node });
    if (node === undefined && !makeParents) return err(fileNotFound(this.path));
    const next = node ?? this.tree.addDirectory(parent, name);
    if (next.type !== 'directory') return err(fileNotADirectory(this.path));
    this.current = next;
    return null;
  }

  private follow({ target }: LinkNode): Result<Place, FileError> | null {
    this.links += 1;
    if (this.links > MAX_LINKS) return err(fileTooManyLinks(this.path));
    if (target.startsWith('/') && !this.goToRoot()) return err(fileOutsideRoot(this.path));
    this.segments.unshift(...target.split('/'));
    return null;
  }

  private goToRoot(): boolean {
    if (this.options.confined) return false;
    this.current = this.tree.root;
    return true;
  }
}

/** The absolute path of an entry. */
export function pathOf(parent: DirectoryNode | null, name: string): string {
  const names = [name];
  for (let node = parent; node !== null && node.name !== ''; node = node.parent) names.unshift(node.name);
  return `/${names.join('/')}`;
}
