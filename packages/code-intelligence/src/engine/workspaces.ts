import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBusy, codeServerFailed, type CodeEngineError } from '@carrel/core/code';
import { err, ResultAsync, Semaphore, type Result } from '@carrel/core/kernel';
import { Mirror } from '../mirror/mirror.js';
import type { MirrorLimits } from '../mirror/wanted-files.js';
import type { ServerDefinition } from '../servers/server-definition.js';
import type { ServerPool } from '../servers/server-pool.js';
import { ownDirectory } from './own-directory.js';

export interface WorkspacesOptions {
  /** Below which mirrors are made, in a directory of their own. @default the machine's for temporary files */
  readonly directory?: string | undefined;
  readonly definitions: readonly ServerDefinition[];
  readonly limits: MirrorLimits;
  /** How many sessions have a mirror at once; that of the one used longest ago is removed for another. */
  readonly maxMirrors: number;
}

/** What is kept for a session: its mirror, and whose turn it is there. */
export interface Workspace {
  readonly key: string;
  readonly mirror: Mirror;
  /** One operation at a time: the files stay as they are while a server looks at them. */
  readonly turns: Semaphore;
  /** Fires when the session is forgotten. */
  readonly ended: AbortSignal;
}

interface Kept {
  readonly workspace: Promise<Workspace>;
  readonly end: AbortController;
  users: number;
  usedAt: number;
}

/** What is kept for sessions, as many as may be. */
export class Workspaces {
  private readonly kept = new Map<string, Kept>();
  private directory: Promise<string> | null = null;
  private uses = 0;
  private made = 0;
  private isDisposed = false;

  constructor(
    private readonly pool: ServerPool,
    private readonly options: WorkspacesOptions,
  ) {}

  /** What is kept for a session stays at least until `work` has ended. */
  async use<T, E>(
    key: string,
    work: (workspace: Workspace) => PromiseLike<Result<T, E>>,
  ): Promise<Result<T, E | CodeEngineError>> {
    if (this.isDisposed) return err(codeServerFailed());
    const kept = this.kept.get(key) ?? this.begin(key);
    if (kept === null) return err(codeBusy());
    kept.users += 1;
    kept.usedAt = ++this.uses;
    try {
      const workspace = await ResultAsync.fromPromise(kept.workspace, codeServerFailed);
      if (workspace.isErr()) {
        if (this.kept.get(key) === kept) this.kept.delete(key);
        return err(workspace.error);
      }
      return await work(workspace.value);
    } finally {
      kept.users -= 1;
    }
  }

  /** Ends what runs for a session and removes its mirror. */
  async forget(key: string): Promise<void> {
    const kept = this.kept.get(key);
    if (kept === undefined) return;
    this.kept.delete(key);
    kept.end.abort();
    await this.pool.forget(key);
    const workspace = await kept.workspace.catch(() => null);
    if (workspace !== null) await workspace.mirror.remove();
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    await Promise.all([...this.kept.keys()].map((key) => this.forget(key)));
    const directory = await this.directory?.catch(() => null);
    if (directory) await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }

  private begin(key: string): Kept | null {
    let room = Promise.resolve();
    if (this.kept.size >= this.options.maxMirrors) {
      const [oldest] = [...this.kept]
        .filter(([, { users }]) => users === 0)
        .sort(([, a], [, b]) => a.usedAt - b.usedAt);
      if (oldest === undefined) return null;
      room = this.forget(oldest[0]);
    }
    const end = new AbortController();
    // As many calls hear it as may be under way.
    setMaxListeners(0, end.signal);
    const kept: Kept = { workspace: room.then(() => this.make(key, end.signal)), end, users: 0, usedAt: 0 };
    this.kept.set(key, kept);
    return kept;
  }

  private async make(key: string, ended: AbortSignal): Promise<Workspace> {
    this.directory ??= ownDirectory(this.options.directory ?? tmpdir());
    const directory = join(await this.directory, String(++this.made));
    const { definitions, limits } = this.options;
    return { key, mirror: await Mirror.create({ directory, definitions, limits }), turns: new Semaphore(1), ended };
  }
}
