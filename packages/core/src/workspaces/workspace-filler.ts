import { okAsync, ResultAsync, toTimestamp, type Clock } from '../kernel/index.js';
import type { ConnectionError, RuntimeError } from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { WorkspaceSources } from './source-clone.js';
import type { SourceError } from './source-git.js';
import type { SaveError } from './tree-reader.js';
import type { LivingBox } from './workspace-changes.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { WorkspaceRepository } from './workspace-repository.js';
import type { WorkspaceStorage } from './workspace-storage.js';
import type { Workspace, WorkspaceReason } from './workspace.js';

export interface WorkspaceFillerDeps {
  readonly repository: WorkspaceRepository;
  readonly links: WorkspaceLinks;
  readonly feed: WorkspaceFeed;
  readonly sources: WorkspaceSources;
  readonly storage: WorkspaceStorage;
  readonly clock: Clock;
}

/** What keeps a start from its end. */
export type StartError = RuntimeError | ConnectionError | SourceError | SaveError | RecordError | StoreError;

export interface NotFilled {
  readonly reason: WorkspaceReason;
  readonly cause: StartError;
}

interface Filling {
  readonly box: LivingBox;
  readonly signal: AbortSignal;
  /** How long the start is held for beside what its source takes. */
  readonly holdMs: number;
}

/** Puts into a box what its session has: the files that were stored, and its source where there are none. */
export class WorkspaceFiller {
  constructor(private readonly deps: WorkspaceFillerDeps) {}

  /** How long a source may take a start at most. */
  get maxMs(): number {
    return this.deps.sources.maxMs;
  }

  /** The box with its files when ok. On an error a part may be there, so that the box must not be used. */
  fill(workspace: Workspace, session: Session, filling: Filling): ResultAsync<LivingBox, NotFilled> {
    return this.load(workspace, session, filling)
      .mapErr((cause): NotFilled => ({ reason: 'files-not-loaded', cause }))
      .andThen(() =>
        this.bring(workspace, session, filling).mapErr((cause): NotFilled => ({ reason: reasonOf(cause), cause })),
      );
  }

  private load(workspace: Workspace, session: Session, { box, signal }: Filling): ResultAsync<void, SaveError> {
    const { links, storage } = this.deps;
    return links
      .to({ ...workspace, ...box }, { signal })
      .andThen((connection) => new ResultAsync(storage.load(workspace, session, { connection, signal })));
  }

  private bring(
    workspace: Workspace,
    session: Session,
    { box, signal, holdMs }: Filling,
  ): ResultAsync<LivingBox, StartError> {
    const { clock, feed, links, repository, sources } = this.deps;
    // A snapshot has what became of the source.
    if (workspace.bootsFrom !== undefined || !sources.concerns(session)) return okAsync(box);
    const holdUntil = toTimestamp(clock.now() + holdMs + sources.maxMs);
    const tell = (line: string) => {
      feed.progress.tell(workspace, 'source', line);
    };
    // A source takes longer than the box, for which alone it was held so far.
    const held = repository.change(workspace, (current) =>
      current.intentToken === workspace.intentToken && current.state === 'creating' ? { ...current, holdUntil } : null,
    );
    return held
      .andThen(() => links.to({ ...workspace, ...box }, { signal }))
      .andThen((connection) => sources.bring(workspace, session, { connection, signal, tell }))
      .map((brought) => (brought ? { ...box, sourcedAt: toTimestamp(clock.now()) } : box));
  }
}

function reasonOf({ type }: StartError): WorkspaceReason {
  return type === 'workspace/source-failed' ? 'source-failed' : 'start-failed';
}
