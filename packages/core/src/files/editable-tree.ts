import { err, ok, type Result } from '../kernel/index.js';
import {
  fileChanged,
  fileExists,
  fileInvalidPath,
  fileIntoItself,
  fileIsADirectory,
  fileNotADirectory,
  fileNotFound,
  fileOutsideRoot,
  fileTooManyLinks,
  workspacePath,
  type FileEntry,
  type FileError,
  type WriteOptions,
} from '../runtime/index.js';
import { comparePaths, type ContentDigest, type Manifest, type ManifestEntry } from '../storage/index.js';
import { storedFileEntry } from '../workspaces/index.js';

/** A content that is stored already. */
export interface StoredFile {
  readonly digest: ContentDigest;
  readonly size: number;
}

/** The most symbolic links on one way, as Linux has it. */
const MAX_LINKS = 40;

/** A stored tree as a file system: every path means what it means in a live workspace (`FileConnection`). */
export class EditableTree {
  private readonly entries: Map<string, ManifestEntry>;

  /** @param now what changes is stamped with. */
  constructor(
    manifest: Manifest,
    private readonly now: number,
  ) {
    this.entries = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  }

  manifest(): Manifest {
    return { entries: this.sorted([...this.entries.values()]) };
  }

  /** What is at the path; links at its end are followed. */
  find(path: string): Result<ManifestEntry, FileError> {
    return this.resolve(path, true).andThen((real) => this.entry(real, path));
  }

  stat(path: string): Result<FileEntry, FileError> {
    return this.resolve(path, false).andThen((real) => this.entry(real, path).map(storedFileEntry));
  }

  readLink(path: string): Result<string, FileError> {
    return this.resolve(path, false).andThen((real) =>
      this.entry(real, path).andThen((entry) =>
        entry.type === 'symlink' ? ok(entry.target) : err(fileInvalidPath(path)),
      ),
    );
  }

  list(path: string, recursive: boolean): Result<readonly FileEntry[], FileError> {
    return this.find(path).andThen((directory) => {
      if (directory.type !== 'directory') return err(fileNotADirectory(path));
      const below = this.below(directory.path).filter(
        (entry) => recursive || !entry.path.slice(startOf(directory.path).length).includes('/'),
      );
      const shown = workspacePath(path).unwrapOr(path);
      return ok(
        this.sorted(below).map((entry) => {
          const name = entry.path.slice(startOf(directory.path).length);
          return { ...storedFileEntry(entry), path: `${startOf(shown)}${name}` };
        }),
      );
    });
  }

  /** Whether a write to the path is allowed; gives where it leads. */
  check(path: string, { exclusive = false, expectTag }: WriteOptions = {}): Result<string, FileError> {
    return this.resolve(path, !exclusive).andThen((real) => {
      if (real === '') return err(fileIsADirectory(path));
      const there = this.entries.get(real);
      if (exclusive && there !== undefined) return err(fileExists(path));
      if (there?.type === 'directory') return err(fileIsADirectory(path));
      const tag = there === undefined ? undefined : storedFileEntry(there).tag;
      if (expectTag !== undefined && tag !== expectTag)
        return err(there === undefined ? fileNotFound(path) : fileChanged(path));
      return ok(real);
    });
  }

  write(path: string, { digest, size }: StoredFile, options: WriteOptions = {}): Result<FileEntry, FileError> {
    return this.check(path, options).andThen((real) => {
      const there = this.entries.get(real);
      const mode = options.mode ?? there?.mode ?? 0o644;
      const modifiedAt =
        options.modifiedAt === undefined ? this.after(there) : Math.max(0, Math.floor(options.modifiedAt));
      return this.makeParents(real, path).map(() => {
        const file: ManifestEntry = { path: real, type: 'file', mode, modifiedAt, size, digest };
        this.entries.set(real, file);
        return storedFileEntry(file);
      });
    });
  }

  link(path: string, target: string): Result<void, FileError> {
    return this.resolve(path, false).andThen((real) => {
      if (real === '' || this.entries.has(real)) return err(fileExists(path));
      return this.makeParents(real, path).map(() => {
        this.entries.set(real, { path: real, type: 'symlink', mode: 0o777, modifiedAt: this.now, target });
      });
    });
  }

  makeDirectory(path: string, mode?: number): Result<void, FileError> {
    return this.resolve(path, true).andThen((real) =>
      this.makeParents(`${startOf(real)}x`, path).map(() => {
        const there = this.entries.get(real);
        if (there !== undefined && mode !== undefined) this.entries.set(real, { ...there, mode });
      }),
    );
  }

  move(from: string, to: string): Result<void, FileError> {
    return this.resolve(from, false).andThen((source) =>
      this.entry(source, from).andThen(() =>
        this.resolve(to, false).andThen((target) => {
          if (source === '' || target.startsWith(startOf(source))) return err(fileIntoItself(to));
          if (target === '' || this.entries.has(target)) return err(fileExists(to));
          return this.makeParents(target, to).map(() => {
            this.rename(source, target);
          });
        }),
      ),
    );
  }

  remove(path: string): Result<void, FileError> {
    return this.resolve(path, false).andThen((real) => {
      if (real === '') return err(fileInvalidPath(path));
      return this.entry(real, path).map(() => {
        for (const below of this.below(real)) this.entries.delete(below.path);
        this.entries.delete(real);
      });
    });
  }

  /** Now, and later than what is there was changed. */
  private after(there: ManifestEntry | undefined): number {
    return there === undefined ? this.now : Math.max(this.now, there.modifiedAt + 1);
  }

  /** Where the path leads, with the links on the way followed, and the one at its end where asked. */
  private resolve(path: string, followLast: boolean): Result<string, FileError> {
    return workspacePath(path).andThen((plain): Result<string, FileError> => {
      const rest = plain.split('/');
      const at: string[] = [];
      let links = 0;
      for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
        if (name === '' || name === '.') continue;
        if (name === '..') {
          if (at.pop() === undefined) return err(fileOutsideRoot(path));
          continue;
        }
        at.push(name);
        const entry = this.entries.get(at.join('/'));
        const isLast = rest.length === 0;
        if (entry?.type === 'file' && !isLast) return err(fileNotADirectory(path));
        if (entry?.type !== 'symlink' || (isLast && !followLast)) continue;
        if ((links += 1) > MAX_LINKS) return err(fileTooManyLinks(path));
        if (entry.target.startsWith('/')) return err(fileOutsideRoot(path));
        at.pop();
        rest.unshift(...entry.target.split('/'));
      }
      return ok(at.join('/'));
    });
  }

  private entry(real: string, path: string): Result<ManifestEntry, FileError> {
    if (real === '') return ok({ path: '', type: 'directory', mode: 0o755, modifiedAt: 0 });
    const entry = this.entries.get(real);
    return entry === undefined ? err(fileNotFound(path)) : ok(entry);
  }

  private makeParents(real: string, path: string): Result<void, FileError> {
    const names = real.split('/').slice(0, -1);
    for (let depth = 1; depth <= names.length; depth += 1) {
      const parent = names.slice(0, depth).join('/');
      const there = this.entries.get(parent);
      if (there !== undefined && there.type !== 'directory') return err(fileNotADirectory(path));
      if (there === undefined) {
        this.entries.set(parent, { path: parent, type: 'directory', mode: 0o755, modifiedAt: this.now });
      }
    }
    return ok(undefined);
  }

  private rename(source: string, target: string): void {
    const moved = [...this.below(source)];
    const self = this.entries.get(source);
    if (self !== undefined) moved.push(self);
    for (const entry of moved) this.entries.delete(entry.path);
    for (const entry of moved) {
      const path = `${target}${entry.path.slice(source.length)}`;
      this.entries.set(path, { ...entry, path });
    }
  }

  private below(directory: string): readonly ManifestEntry[] {
    const start = startOf(directory);
    return [...this.entries.values()].filter(({ path }) => path.startsWith(start));
  }

  private sorted(entries: readonly ManifestEntry[]): readonly ManifestEntry[] {
    return [...entries].sort((one, other) => comparePaths(one.path, other.path));
  }
}

/** What the paths below a directory begin with. */
function startOf(directory: string): string {
  return directory === '' ? '' : `${directory}/`;
}
