import { err, ok, type Result } from '../kernel/index.js';
import {
  fileChanged,
  fileExists,
  fileFailed,
  fileIntoItself,
  fileIsADirectory,
  fileNoSpace,
  fileNotADirectory,
  fileNotFound,
  fileOutsideRoot,
  type FileEntry,
  type FileError,
  type WriteOptions,
} from '../runtime/index.js';
import { FileBytes } from './file-bytes.js';
import { entriesBelow, normalize, sizeOf, toEntry, toTag } from './memory-file-entries.js';
import {
  pathOf,
  type DirectoryNode,
  type FileNode,
  type MemoryTree,
  type Place,
  type TreeNode,
} from './memory-tree.js';

/** How a part of the box's file system is seen. */
export interface MemoryFilesView {
  /** What relative paths start from. */
  readonly base: DirectoryNode;
  /** Whether nothing outside `base` can be reached. */
  readonly confined: boolean;
  /** The most bytes that all files of the box may hold. */
  readonly maxBytes: number;
}

type Entry = Place & { readonly parent: DirectoryNode; readonly node: TreeNode };

const FILE_MODE = 0o644;

/** A file that is being written: it gets its bytes one after the other. */
export interface OpenFile {
  readonly entry: FileEntry;
  append(data: Uint8Array): Result<void, FileError>;
}

/** The file operations of one view of a box, each done in one step. */
export class MemoryFiles {
  constructor(
    private readonly tree: MemoryTree,
    private readonly view: MemoryFilesView,
  ) {}

  stat(path: string): Result<FileEntry, FileError> {
    return this.find(path, false).map(({ node }) => toEntry(node, path));
  }

  /** The file's entry, and its bytes as they are at this moment. */
  read(path: string): Result<{ readonly entry: FileEntry; readonly bytes: FileBytes }, FileError> {
    return this.find(path, true).andThen(({ node }) => {
      if (node.type !== 'file') return err(fileIsADirectory(path));
      return ok({ entry: toEntry(node, path), bytes: new FileBytes(node.bytes.view()) });
    });
  }

  list(path: string, recursive = false): Result<readonly FileEntry[], FileError> {
    return this.find(path, true).andThen(({ node }) => {
      if (node.type !== 'directory') return err(fileNotADirectory(path));
      return ok([...entriesBelow(node, normalize(path), recursive)]);
    });
  }

  /** Puts the whole content in place at once. */
  write(path: string, data: Uint8Array, options: WriteOptions = {}): Result<FileEntry, FileError> {
    return this.place(path, options).andThen((place) => {
      if (!this.hasRoom(data.length - sizeOf(place.node))) return err(fileNoSpace(path));
      const file = this.fileAt(place, options);
      this.tree.setBytes(file, new FileBytes(data.slice()));
      this.tree.touch(file, place, options.modifiedAt);
      return ok(toEntry(file, path));
    });
  }

  /** Empties the file, or makes it, for bytes that come one after the other. */
  open(path: string, options: WriteOptions = {}): Result<OpenFile, FileError> {
    return this.place(path, options).map((place) => {
      const file = this.fileAt(place, options);
      this.tree.setBytes(file, new FileBytes());
      this.tree.touch(file, place, options.modifiedAt);
      return this.opened(file, place, { path, modifiedAt: options.modifiedAt });
    });
  }

  /** Adds to the end of the file, which is made when it is missing. */
  append(path: string, data: Uint8Array): Result<void, FileError> {
    return this.place(path, {}).andThen((place) => this.opened(this.fileAt(place, {}), place, { path }).append(data));
  }

  /** Whether `write` with these options would be refused as things are; makes nothing. */
  check(path: string, options: WriteOptions): Result<void, FileError> {
    const place = this.resolve(path, { followLast: true });
    if (place.isOk()) return refusal(place.value, path, options);
    // A missing parent would be made.
    if (place.error.type !== 'file/not-found') return err(place.error);
    return options.expectTag === undefined ? ok(undefined) : err(fileChanged(path));
  }

  makeDirectory(path: string, mode?: number): Result<void, FileError> {
    return this.resolve(path, { followLast: true, makeParents: true }).andThen(({ parent, name, node }) => {
      const directory = node === undefined && parent !== null ? this.tree.addDirectory(parent, name) : node;
      if (directory?.type !== 'directory') return err(fileNotADirectory(path));
      if (mode !== undefined) directory.mode = mode;
      return ok(undefined);
    });
  }

  /** @param replaces whether what is at `to` is replaced, as programs do it. @default false */
  move(from: string, to: string, replaces = false): Result<void, FileError> {
    return this.find(from, false).andThen((source) => {
      if (source.node === this.view.base) return err(fileOutsideRoot(from));
      // Before any parent of `to` is made.
      if (source.node.type === 'directory' && isBelow(to, from)) return err(fileIntoItself(to));
      return this.resolve(to, { followLast: false, makeParents: !replaces }).andThen((target) => {
        if (target.parent === null || target.node === this.view.base) return err(fileExists(to));
        if (target.node !== undefined && !replaces) return err(fileExists(to));
        if (target.node?.type === 'directory') return err(fileIsADirectory(to));
        if (isWithin(target.parent, source.node)) return err(fileIntoItself(to));
        this.tree.move(source, { parent: target.parent, name: target.name });
        return ok(undefined);
      });
    });
  }

  remove(path: string): Result<void, FileError> {
    return this.find(path, false).andThen(({ parent, name, node }) => {
      if (node === this.view.base) return err(fileOutsideRoot(path));
      this.tree.remove(parent, name);
      return ok(undefined);
    });
  }

  link(path: string, target: string): Result<void, FileError> {
    return this.resolve(path, { followLast: false, makeParents: true }).andThen(({ parent, name, node }) => {
      if (node !== undefined || parent === null) return err(fileExists(path));
      this.tree.addLink(parent, name, target);
      return ok(undefined);
    });
  }

  readLink(path: string): Result<string, FileError> {
    return this.find(path, false).andThen(({ node }) =>
      node.type === 'symlink' ? ok(node.target) : err(fileFailed(path)),
    );
  }

  /** Where `path` really is, relative to the view's base, when all links are followed. */
  locate(path: string): Result<string, FileError> {
    const { base } = this.view;
    const root = pathOf(base.parent, base.name);
    return this.find(path, true).map(({ parent, name, node }) =>
      node === base ? '' : pathOf(parent, name).slice(root.length + 1),
    );
  }

  /** The directory at `path`, to see the tree from there. */
  directory(path: string): Result<DirectoryNode, FileError> {
    return this.find(path, true).andThen(({ node }) =>
      node.type === 'directory' ? ok(node) : err(fileNotADirectory(path)),
    );
  }

  private opened(
    file: FileNode,
    place: Place,
    { path, modifiedAt }: { readonly path: string; readonly modifiedAt?: number | undefined },
  ): OpenFile {
    return {
      get entry() {
        return toEntry(file, path);
      },
      append: (data) => {
        if (!this.hasRoom(data.length)) return err(fileNoSpace(path));
        this.tree.appendBytes(file, data);
        this.tree.touch(file, place, modifiedAt);
        return ok(undefined);
      },
    };
  }

  private hasRoom(bytes: number): boolean {
    return this.tree.usedBytes + bytes <= this.view.maxBytes;
  }

  /** Where a file may be written; parents are made only when it may. */
  private place(path: string, options: WriteOptions): Result<Place, FileError> {
    return this.resolve(path, { followLast: true, makeParents: true }).andThen((place) =>
      refusal(place, path, options).map(() => place),
    );
  }

  private fileAt({ parent, name, node }: Place, { mode }: WriteOptions): FileNode {
    if (node?.type !== 'file') return this.tree.addFile(parent ?? this.view.base, name, mode ?? FILE_MODE);
    if (mode !== undefined) node.mode = mode;
    return node;
  }

  private find(path: string, followLast: boolean): Result<Entry, FileError> {
    return this.resolve(path, { followLast }).andThen(({ parent, name, node }) =>
      node === undefined ? err(fileNotFound(path)) : ok({ parent: parent ?? this.tree.root, name, node }),
    );
  }

  private resolve(path: string, options: { readonly followLast: boolean; readonly makeParents?: boolean }) {
    return this.tree.resolve(path, { ...this.view, ...options });
  }
}

function refusal(
  { node }: Place,
  path: string,
  { exclusive = false, expectTag }: WriteOptions,
): Result<void, FileError> {
  if (node !== undefined && exclusive) return err(fileExists(path));
  if (node?.type === 'directory') return err(fileIsADirectory(path));
  if (expectTag === undefined) return ok(undefined);
  return node !== undefined && toTag(node) === expectTag ? ok(undefined) : err(fileChanged(path));
}

/** Whether `path` is below `directory`, by the names alone. */
function isBelow(path: string, directory: string): boolean {
  return normalize(path).startsWith(`${normalize(directory)}/`);
}

/** Whether `directory` is `node` or lies below it. */
function isWithin(directory: DirectoryNode, node: TreeNode): boolean {
  for (let current: DirectoryNode | null = directory; current !== null; current = current.parent) {
    if (current === node) return true;
  }
  return false;
}
