import type { FilesClient, FileWatchEvent } from './files.js';
import {
  FileChangeType,
  type DisposableLike,
  type EventLike,
  type FileChangeLike,
  type UriLike,
} from './file-system-types.js';

/** How long changes are gathered before they are told together. */
const GATHER_MS = 25;

/** Watches of trees, and those who are told of changes. */
export class FileWatches {
  private readonly listeners = new Set<(changes: readonly FileChangeLike[]) => unknown>();
  private gathered: FileChangeLike[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly files: FilesClient,
    private readonly toPath: (uri: UriLike) => string,
    private readonly toUri: (like: UriLike, path: string) => UriLike,
  ) {}

  readonly event: EventLike<readonly FileChangeLike[]> = (listener, thisArgs, disposables) => {
    const bound = (changes: readonly FileChangeLike[]) => listener.call(thisArgs, changes);
    this.listeners.add(bound);
    const disposable = { dispose: () => this.listeners.delete(bound) };
    disposables?.push(disposable);
    return disposable;
  };

  watch(uri: UriLike, recursive: boolean): DisposableLike {
    const controller = new AbortController();
    void this.follow(uri, recursive, controller.signal);
    return { dispose: () => controller.abort() };
  }

  private async follow(uri: UriLike, recursive: boolean, signal: AbortSignal): Promise<void> {
    for await (const event of this.files.watch(this.toPath(uri), { recursive, signal }))
      for (const change of this.changes(uri, event)) this.tell(change);
  }

  private changes(root: UriLike, event: FileWatchEvent): readonly FileChangeLike[] {
    const change = (type: 1 | 2 | 3, path: string) => ({ type, uri: this.toUri(root, path) });
    switch (event.type) {
      case 'created':
        return [change(FileChangeType.Created, event.path)];
      case 'changed':
        return [change(FileChangeType.Changed, event.path)];
      case 'removed':
        return [change(FileChangeType.Deleted, event.path)];
      case 'moved':
        return [change(FileChangeType.Deleted, event.from), change(FileChangeType.Created, event.path)];
      // Whoever watches reads the tree anew.
      case 'overflow':
      case 'gap':
      case 'failed':
        return [{ type: FileChangeType.Changed, uri: root }];
      default:
        return event satisfies never;
    }
  }

  private tell(change: FileChangeLike): void {
    this.gathered.push(change);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const changes = this.gathered;
      this.gathered = [];
      for (const listener of this.listeners) listener(changes);
    }, GATHER_MS);
  }
}
