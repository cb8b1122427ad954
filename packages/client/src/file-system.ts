import type { ClientError } from './errors.js';
import type { FilesClient } from './files.js';
import { codeOf, fileSystemError } from './file-system-errors.js';
import {
  FileType,
  type DisposableLike,
  type EventLike,
  type FileChangeLike,
  type FileStatLike,
  type FileSystemErrorCode,
  type FileSystemErrorsLike,
  type UriLike,
} from './file-system-types.js';
import { FileWatches } from './file-watches.js';
import { newIdempotencyKey } from './idempotency-key.js';
import { err, type Outcome } from './result.js';
import type { FileEntry } from './types.js';

export interface FileSystemOptions {
  /** What the paths of URIs begin with that is no part of the session, such as `/ses_1`. @default '' */
  readonly root?: string;
  /** `vscode.FileSystemError`. @default errors with the same codes and names */
  readonly FileSystemError?: FileSystemErrorsLike;
}

/** Fits `vscode.FileSystemProvider`. Everything rejects with errors that have the codes of `vscode.FileSystemError`. */
export interface CarrelFileSystem {
  readonly onDidChangeFile: EventLike<readonly FileChangeLike[]>;
  /** `excludes` is left to VS Code. Changes that were missed are told as one of the watched root. */
  watch(uri: UriLike, options: { readonly recursive: boolean }): DisposableLike;
  /** A link has the type of what it leads to as well, where that is in the session. */
  stat(uri: UriLike): Promise<FileStatLike>;
  /** A link is a link alone. */
  readDirectory(uri: UriLike): Promise<[string, number][]>;
  /** `FileNotFound` where its parent is not there. */
  createDirectory(uri: UriLike): Promise<void>;
  readFile(uri: UriLike): Promise<Uint8Array>;
  /** Makes the directories that it needs. */
  writeFile(
    uri: UriLike,
    content: Uint8Array,
    options: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void>;
  delete(uri: UriLike, options: { readonly recursive: boolean }): Promise<void>;
  rename(source: UriLike, target: UriLike, options: { readonly overwrite: boolean }): Promise<void>;
  copy(source: UriLike, target: UriLike, options: { readonly overwrite: boolean }): Promise<void>;
}

/**
 * The files of a session as a file system of VS Code, Theia or code-server.
 *
 * @example
 * const workspace = await unwrap(client.workspaces.open(sessionId));
 * const provider = carrelFileSystem(workspace.files, { FileSystemError: vscode.FileSystemError });
 * vscode.workspace.registerFileSystemProvider('carrel', provider, { isCaseSensitive: true });
 */
export function carrelFileSystem(files: FilesClient, options: FileSystemOptions = {}): CarrelFileSystem {
  return new SessionFileSystem(files, options);
}

/** How often a write that must replace what is there is tried when others write it too. */
const MAX_TRIES = 5;

class SessionFileSystem implements CarrelFileSystem {
  private readonly root: string;
  private readonly watches: FileWatches;

  constructor(
    private readonly files: FilesClient,
    private readonly options: FileSystemOptions,
  ) {
    this.root = (options.root ?? '').replace(/\/+$/, '');
    const toUri = (like: UriLike, path: string) => like.with({ path: `${this.root}/${path}` });
    this.watches = new FileWatches(files, (uri) => this.path(uri), toUri);
  }

  get onDidChangeFile(): EventLike<readonly FileChangeLike[]> {
    return this.watches.event;
  }

  watch(uri: UriLike, { recursive }: { readonly recursive: boolean }): DisposableLike {
    return this.watches.watch(uri, recursive);
  }

  async stat(uri: UriLike): Promise<FileStatLike> {
    const path = this.path(uri);
    const { type, size, modifiedAt } = await this.need(this.files.stat(path));
    const ownType = type === 'symlink' ? await this.linkType(path) : typeOf(type);
    return { type: ownType, ctime: 0, mtime: Date.parse(modifiedAt), size };
  }

  /** What a link leads to, with that it is one; the latter alone where it leads nowhere, or out of the session. */
  private async linkType(path: string): Promise<number> {
    const listed = await this.files.list(path, { limit: 1 });
    if (listed.isOk()) return FileType.SymbolicLink | FileType.Directory;
    const isFile = listed.error.type === 'file/not-a-directory';
    return isFile ? FileType.SymbolicLink | FileType.File : FileType.SymbolicLink;
  }

  async readDirectory(uri: UriLike): Promise<[string, number][]> {
    const directory = this.path(uri);
    const entries: [string, number][] = [];
    let cursor: string | undefined;
    do {
      const page = await this.need(this.files.list(directory, { limit: 200, cursor }));
      for (const { path, type } of page.items) entries.push([nameOf(path), typeOf(type)]);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return entries;
  }

  async createDirectory(uri: UriLike): Promise<void> {
    const directory = this.path(uri);
    if ((await this.look(directory)) !== null) throw this.error('FileExists', `${uri.path} is there.`);
    await this.need(this.files.stat(directory.slice(0, Math.max(0, directory.lastIndexOf('/')))));
    await this.need(this.files.makeDirectory(directory));
  }

  async readFile(uri: UriLike): Promise<Uint8Array> {
    return this.need(this.files.readBytes(this.path(uri)));
  }

  async writeFile(
    uri: UriLike,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    const file = this.path(uri);
    if (create && overwrite) {
      await this.need(this.files.write(file, content));
      return;
    }
    if (create) return this.writeNew(uri, content);
    for (let tries = 1; ; tries += 1) {
      const there = await this.look(file);
      if (there === null) throw this.error('FileNotFound', `${uri.path} is not there.`);
      const written = await this.files.write(file, content, { ifMatch: '*' });
      if (written.isOk()) return;
      // Somebody else has written or removed it meanwhile: look again.
      if (written.error.type !== 'request/precondition-failed' || tries === MAX_TRIES)
        throw this.failure(written.error);
    }
  }

  async delete(uri: UriLike, { recursive }: { readonly recursive: boolean }): Promise<void> {
    const path = this.path(uri);
    const { type } = await this.need(this.files.stat(path));
    if (type === 'directory' && !recursive) {
      const { items } = await this.need(this.files.list(path, { limit: 1 }));
      if (items.length > 0) throw this.error('NoPermissions', `${uri.path} is not empty.`);
    }
    await this.need(this.files.remove(path));
  }

  async rename(source: UriLike, target: UriLike, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    const [from, to] = [this.path(source), this.path(target)];
    await this.need(this.files.stat(from));
    if (from === to) return;
    this.refuseAround(from, target);
    await this.put(target, overwrite, () => this.files.move(from, to).map(() => undefined));
  }

  async copy(source: UriLike, target: UriLike, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    const [from, to] = [this.path(source), this.path(target)];
    const { type } = await this.need(this.files.stat(from));
    if (from === to || isBelow(to, from)) throw this.error('FileExists', `${target.path} is in what is copied.`);
    this.refuseAround(from, target);
    await this.put(target, overwrite, () => (type === 'directory' ? this.copyTree(from, to) : this.copyFile(from, to)));
  }

  /** What something is in cannot make room for it. */
  private refuseAround(from: string, target: UriLike): void {
    if (isBelow(from, this.path(target)))
      throw this.error('NoPermissions', `${target.path} has in it what is to be there.`);
  }

  private copyFile(from: string, to: string): Outcome<void> {
    return this.files
      .readBytes(from)
      .andThen((bytes) => this.files.write(to, bytes, { exclusive: true }))
      .map(() => undefined);
  }

  private copyTree(from: string, to: string): Outcome<void> {
    return (
      this.files
        .download(from)
        .andThen((tar) => this.files.makeDirectory(to).map(() => tar))
        .andThen((tar) => this.files.upload(to, tar))
        // What is there in part is in the way of what was there before.
        .orElse((error) =>
          this.files
            .remove(to)
            .andThen(() => err(error))
            .orElse(() => err(error)),
        )
    );
  }

  private async writeNew(uri: UriLike, content: Uint8Array): Promise<void> {
    const written = await this.files.write(this.path(uri), content, { exclusive: true });
    if (written.isOk()) return;
    const { error } = written;
    if (error.type === 'request/precondition-failed') throw this.error('FileExists', `${uri.path} is there.`);
    throw this.failure(error);
  }

  /** Does what makes `target`. What is there before is set aside meanwhile, removed behind it, and put back where it fails. */
  private async put(target: UriLike, overwrite: boolean, make: () => Outcome<void>): Promise<void> {
    const path = this.path(target);
    if ((await this.look(path)) === null) {
      await this.need(make());
      return;
    }
    if (!overwrite) throw this.error('FileExists', `${target.path} is there.`);
    const aside = `${path}.${newIdempotencyKey().slice(0, 12)}~`;
    await this.need(this.files.move(path, aside));
    const made = await make();
    if (made.isOk()) {
      await this.need(this.files.remove(aside));
      return;
    }
    const back = await this.files.move(aside, path);
    if (back.isErr()) throw this.error('Unavailable', `What was at ${target.path} is at ${aside}.`, made.error);
    throw this.failure(made.error);
  }

  /** What is there, or `null`. */
  private async look(path: string): Promise<FileEntry | null> {
    const found = await this.files.stat(path);
    if (found.isOk()) return found.value;
    if (found.error.type === 'file/not-found') return null;
    throw this.failure(found.error);
  }

  private path({ path }: UriLike): string {
    const isOurs = path === this.root || path.startsWith(`${this.root}/`);
    if (!isOurs) throw this.error('FileNotFound', `${path} is no path of this session.`);
    return path.slice(this.root.length).replace(/^\/+|\/+$/g, '');
  }

  private async need<T>(outcome: Outcome<T>): Promise<T> {
    const settled = await outcome;
    if (settled.isErr()) throw this.failure(settled.error);
    return settled.value;
  }

  private failure(error: ClientError): Error {
    return this.error(codeOf(error), error.detail, error);
  }

  private error(code: FileSystemErrorCode, message: string, cause?: unknown): Error {
    return fileSystemError(code, message, { errors: this.options.FileSystemError, cause });
  }
}

function typeOf(type: FileEntry['type']): number {
  if (type === 'directory') return FileType.Directory;
  return type === 'file' ? FileType.File : FileType.SymbolicLink;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isBelow(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`);
}
