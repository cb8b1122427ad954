import type { FileEntry, OpenWorkspace } from '@carrel/client';
import { effect, signal } from '@preact/signals';
import type { RoomModel } from './room-model.js';
import { followWhileSeen } from './follow.js';

/** How many entries of one directory are shown. */
const MOST_ENTRIES = 1_000;
/** Where runs have their files while they last. */
const OWN_DIRECTORY = '.carrel';
/** Changes that come within it are looked at together. */
const GATHER_MS = 150;

/** A row of the tree as it is drawn. */
export interface Row {
  readonly entry: FileEntry;
  readonly name: string;
  readonly depth: number;
  readonly isOpen: boolean;
}

/** The files of a session, each directory read when it is opened, and again when something changes in it. */
export class TreeModel {
  /** What was read, by directory; the root is the empty text. */
  readonly directories = signal<ReadonlyMap<string, readonly FileEntry[]>>(new Map());
  readonly open = signal<ReadonlySet<string>>(new Set());
  /** Told of each path that a program or a person changed. */
  readonly changed = signal<{ readonly path: string } | null>(null);
  private readonly stale = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly room: RoomModel) {
    const stop = effect(() => {
      // Another life of the workspace may have other files. One that failed would be started by a look at them, and fail again.
      const isRestful = room.isReady.value || room.workspace.value?.state === 'stopped';
      if (room.handle.value !== null && isRestful) this.refresh();
    });
    room.signal.addEventListener('abort', () => {
      stop();
      clearTimeout(this.timer);
    });
    let watching: AbortController | null = null;
    const watch = effect(() => {
      watching?.abort();
      watching = null;
      const files = room.handle.value?.files;
      if (!room.isReady.value || files === undefined) return;
      watching = new AbortController();
      const until = AbortSignal.any([watching.signal, room.signal]);
      followWhileSeen((signal) => this.watch(files, signal), until);
    });
    room.signal.addEventListener('abort', watch);
  }

  rows(): readonly Row[] {
    const rows: Row[] = [];
    const walk = (directory: string, depth: number) => {
      for (const entry of this.directories.value.get(directory) ?? []) {
        const isOpen = entry.type === 'directory' && this.open.value.has(entry.path);
        rows.push({ entry, name: nameOf(entry.path), depth, isOpen });
        if (isOpen) walk(entry.path, depth + 1);
      }
    };
    walk('', 0);
    return rows;
  }

  toggle(path: string, isOpen = !this.open.value.has(path)): void {
    const open = new Set(this.open.value);
    if (isOpen) open.add(path);
    else open.delete(path);
    this.open.value = open;
    if (isOpen) void this.read(path);
  }

  /** Opens all that is above a path. */
  reveal(path: string): void {
    for (let at = parentOf(path); at !== ''; at = parentOf(at)) this.toggle(at, true);
  }

  /** Reads again what is shown. */
  refresh(): void {
    for (const directory of ['', ...this.open.peek()]) this.look(directory);
  }

  private look(directory: string): void {
    this.stale.add(directory);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const all = [...this.stale];
      this.stale.clear();
      for (const one of all) void this.read(one);
    }, GATHER_MS);
  }

  async read(directory: string): Promise<void> {
    const files = this.room.handle.peek()?.files;
    if (files === undefined) return;
    const entries: FileEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await files.list(directory, { limit: 200, cursor, signal: this.room.signal });
      const next = new Map(this.directories.peek());
      if (page.isErr()) {
        // What is gone is not shown; what cannot be read now stays as it was.
        if (page.error.type !== 'file/not-found') return;
        next.delete(directory);
        this.directories.value = next;
        return;
      }
      entries.push(...page.value.items);
      cursor = page.value.nextCursor ?? undefined;
    } while (cursor !== undefined && entries.length < MOST_ENTRIES);
    const next = new Map(this.directories.peek());
    const shown = entries.filter(({ path }) => path !== OWN_DIRECTORY);
    next.set(directory, shown.sort(byKindAndName).slice(0, MOST_ENTRIES));
    this.directories.value = next;
  }

  private async watch(files: OpenWorkspace['files'], signal: AbortSignal): Promise<void> {
    this.refresh();
    for await (const event of files.watch('', { recursive: true, signal })) {
      switch (event.type) {
        case 'created':
        case 'removed':
        case 'moved':
          this.look(parentOf(event.path));
          if (event.type === 'moved') this.look(parentOf(event.from));
          this.changed.value = { path: event.path };
          break;
        case 'changed':
          this.changed.value = { path: event.path };
          break;
        case 'overflow':
        case 'gap':
          this.refresh();
          break;
        case 'failed':
          return;
      }
    }
  }
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function byKindAndName(a: FileEntry, b: FileEntry): number {
  const kind = Number(b.type === 'directory') - Number(a.type === 'directory');
  return kind || collator.compare(a.path, b.path);
}
