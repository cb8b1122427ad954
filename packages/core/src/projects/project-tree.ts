import { isPassedOver, manifestPaths, type DetectionOptions, type ProjectFiles } from '../frameworks/index.js';
import { CarrelException, err, ok, ResultAsync, Semaphore, type Result } from '../kernel/index.js';
import type { ConnectionError, FileConnection, FileEntry } from '../runtime/index.js';
import type { ResolvedProjectOptions } from './project-options.js';

/** What detection needs of a part of a workspace. */
export interface ProjectTree {
  /** By paths from the workspace's root: everything below the directory, and the files beside the way to it. */
  readonly files: ProjectFiles;
  readonly detection: DetectionOptions;
  /** Whether there was more than the limits allow to look at. */
  readonly truncated: boolean;
}

export interface TreeRequest {
  /** As `workspacePath` gives it. */
  readonly directory: string;
  /** How many directories below it are looked into. */
  readonly depth: number;
  readonly options: ResolvedProjectOptions;
  readonly signal?: AbortSignal | undefined;
}

/** How many listings and reads are under way over the link at once. */
const AT_ONCE = 8;

/**
 * Looks at the directory, level by level, and reads the manifests below it. What fetched packages and builds left behind is not
 * looked into. The error of the directory itself, such as `file/not-found`; what cannot be read below it is left out.
 */
export function readProjectTree(
  files: FileConnection,
  request: TreeRequest,
): ResultAsync<ProjectTree, ConnectionError> {
  return new ResultAsync(new TreeReader(files, request).read());
}

class TreeReader {
  private readonly paths: string[] = [];
  private readonly turns = new Semaphore(AT_ONCE);
  private truncated = false;
  private looked = 0;
  private seen = 0;

  constructor(
    private readonly files: FileConnection,
    private readonly request: TreeRequest,
  ) {}

  async read(): Promise<Result<ProjectTree, ConnectionError>> {
    const { depth, directory, options } = this.request;
    const walked = await this.walk();
    if (walked.isErr()) return err(walked.error);
    const above = await this.look(directoriesAbove(directory));
    if (above.isErr()) return err(above.error);
    const { maxManifests, maxManifestBytes } = options;
    const maxDepth = depth + (directory === '' ? 0 : directory.split('/').length);
    const detection = { maxManifests, maxManifestBytes, maxDepth };
    const texts = await this.readManifests(detection);
    if (texts.isErr()) return err(texts.error);
    const read = (path: string) => texts.value.get(path);
    return ok({ files: { paths: this.paths, read }, detection, truncated: this.truncated });
  }

  private async walk(): Promise<Result<void, ConnectionError>> {
    const { depth, directory, options } = this.request;
    let level: readonly string[] = [directory];
    for (let below = 0; below <= depth && level.length > 0; below += 1) {
      const room = options.maxDirectories - this.looked;
      if (level.length > room) this.truncated = true;
      const found = await this.look(level.slice(0, room));
      if (found.isErr()) return err(found.error);
      level = found.value.filter((path) => !isPassedOver(path));
    }
    return ok(undefined);
  }

  /** Notes the files of the directories, and gives the directories in them. */
  private async look(directories: readonly string[]): Promise<Result<readonly string[], ConnectionError>> {
    this.looked += directories.length;
    const listed = await Promise.all(directories.map((path) => this.list(path)));
    const found: string[] = [];
    for (const entries of listed) {
      if (entries.isErr()) return err(entries.error);
      for (const { path, type } of entries.value) {
        if (type === 'directory') found.push(path);
        else this.paths.push(path);
      }
    }
    return ok(found);
  }

  private list(path: string): ResultAsync<readonly FileEntry[], ConnectionError> {
    const { directory, options, signal } = this.request;
    const list = () => {
      const maxEntries = options.maxEntries - this.seen;
      if (maxEntries <= 0) return this.leaveOut();
      return this.files.list(path, signal === undefined ? { maxEntries } : { maxEntries, signal }).map((entries) => {
        this.seen += entries.length;
        return entries;
      });
    };
    return this.turns.run('project look', list, signal).orElse((error) => {
      if (error.type === 'connection/limit') return this.leaveOut();
      return path !== directory && error.type.startsWith('file/') ? ok([]) : err(error);
    });
  }

  private leaveOut(): ResultAsync<readonly FileEntry[], ConnectionError> {
    this.truncated = true;
    return new ResultAsync(Promise.resolve(ok([])));
  }

  private async readManifests(
    detection: DetectionOptions,
  ): Promise<Result<ReadonlyMap<string, string>, ConnectionError>> {
    const { directory } = this.request;
    const wanted = manifestPaths(this.paths, detection).filter((path) => isWithin(directory, path));
    const texts = await Promise.all(wanted.map((path) => this.readText(path)));
    const read = new Map<string, string>();
    for (const [index, text] of texts.entries()) {
      if (text.isErr()) return err(text.error);
      if (text.value !== null) read.set(wanted[index] ?? '', text.value);
    }
    return ok(read);
  }

  /** One byte more than is taken, so that detection sees that a manifest is too large; `null` where it cannot be read. */
  private readText(path: string): ResultAsync<string | null, ConnectionError> {
    const { options, signal } = this.request;
    const length = options.maxManifestBytes + 1;
    const read = () =>
      this.files
        .read(path, signal === undefined ? { length } : { length, signal })
        .andThen(({ data }) => collectText(data));
    return this.turns
      .run('project look', read, signal)
      .orElse((error) => (error.type.startsWith('file/') ? ok(null) : err(error)));
  }
}

/** Whether the path lies in the directory or below it. */
export function isWithin(directory: string, path: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}

/** From the root down to the parent. */
function directoriesAbove(directory: string): readonly string[] {
  const names = directory === '' ? [] : directory.split('/');
  return names.map((_name, depth) => names.slice(0, depth).join('/'));
}

/** The stream's own exception, which the port documents, becomes the error. */
export const collectText = ResultAsync.fromThrowable(
  async (data: AsyncIterable<Uint8Array>): Promise<string> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of data) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  },
  (thrown): ConnectionError => {
    if (thrown instanceof CarrelException) return thrown.error as ConnectionError;
    throw thrown;
  },
);
