import { aborted, delay, err, isAborted, ResultAsync, type Clock, type Result } from '../kernel/index.js';
import type {
  CallOptions,
  FileConnection,
  FileContent,
  FileEntry,
  ReadOptions,
  WriteOptions,
} from '../runtime/index.js';
import type { Session, SessionAction } from '../sessions/index.js';
import type { StoredContents, StoredError, StoredTrees } from '../storage/index.js';
import {
  isActive,
  type ReachError,
  type Workspace,
  type WorkspaceAccess,
  type WorkspaceTarget,
} from '../workspaces/index.js';
import { StoredFiles } from './stored-files.js';

type Failure = ReachError | StoredError;

/** What can be done with the files of a session, whether they are live or stored. */
export interface FileTree {
  list(path: string, options?: Parameters<FileConnection['list']>[1]): ResultAsync<readonly FileEntry[], Failure>;
  stat(path: string, options?: CallOptions): ResultAsync<FileEntry, Failure>;
  read(path: string, options?: ReadOptions): ResultAsync<FileContent, Failure>;
  write(
    path: string,
    data: Uint8Array | AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): ResultAsync<FileEntry, Failure>;
  makeDirectory(path: string, options?: CallOptions): ResultAsync<void, Failure>;
  move(from: string, to: string, options?: CallOptions): ResultAsync<void, Failure>;
  remove(path: string, options?: CallOptions): ResultAsync<void, Failure>;
  upload(path: string, tar: AsyncIterable<Uint8Array>, options?: CallOptions): ResultAsync<void, Failure>;
  download(path: string, options?: CallOptions): ResultAsync<AsyncIterable<Uint8Array>, Failure>;
}

export interface StoredAccessDeps {
  readonly access: WorkspaceAccess;
  readonly trees: StoredTrees;
  readonly contents: StoredContents;
  readonly clock: Clock;
  readonly maxFileBytes: number;
}

interface Asked<T> {
  /** Why the live files could not be reached. */
  readonly asleep: Failure;
  readonly live: () => ResultAsync<T, Failure>;
  readonly work: (files: FileTree) => ResultAsync<T, Failure>;
}

/** How often, and for how long, a workspace that is being stopped or started is waited for. */
const POLL_MS = 50;
const WAIT_MS = 60_000;

/** The way to the files of a session while it has no workspace. */
export class StoredAccess {
  constructor(private readonly deps: StoredAccessDeps) {}

  /** What `work` makes of the stored files, or `live` when a workspace came up meanwhile. */
  use<T>(target: WorkspaceTarget, asked: Asked<T>): ResultAsync<T, Failure> {
    return new ResultAsync(this.decide(target, asked));
  }

  private async decide<T>(target: WorkspaceTarget, { asleep, live, work }: Asked<T>): Promise<Result<T, Failure>> {
    const { access, clock } = this.deps;
    const giveUpAt = clock.now() + WAIT_MS;
    let why = asleep;
    while (clock.now() <= giveUpAt && target.signal?.aborted !== true) {
      const found = await access.find(target);
      if (found.isErr()) return err(found.error);
      const { session, workspace } = found.value;
      const isArchived = session.status === 'archived';
      if (session.storage === 'none' || (isArchived && target.action !== 'files.read')) return err(why);
      if (workspace === null || !isActive(workspace.state)) {
        const done = await work(this.filesOf(session, workspace));
        // A newer life has the files by now.
        if (done.isOk() || done.error.type !== 'storage/fenced') return done;
      } else if (workspace.state !== 'stopping' && !isArchived) {
        const done = await live();
        if (done.isOk() || !isAsleep(done.error, target.action)) return done;
        why = done.error;
      }
      await delay(clock, POLL_MS, target.signal);
    }
    if (isAborted(target.signal)) return err(aborted('waiting for the workspace'));
    return err(why);
  }

  private filesOf(session: Session, workspace: Workspace | null): StoredFiles {
    const { tenantId, id, storage } = session;
    const writer = { incarnation: workspace?.incarnation ?? 0, offline: true };
    return new StoredFiles(this.deps, { tenantId, sessionId: id, storage }, writer);
  }
}

/** Whether the error says that no workspace runs, and none is wanted; an archived session's files can still be read. */
export function isAsleep({ type }: Failure, action: SessionAction): boolean {
  return type === 'workspace/not-running' || (type === 'session/archived' && action === 'files.read');
}
