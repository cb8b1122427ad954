import { auditedBy, type AuditService } from '../audit/index.js';
import {
  delay,
  err,
  errAsync,
  okAsync,
  ResultAsync,
  toTimestamp,
  type Caller,
  type Clock,
  type Result,
} from '../kernel/index.js';
import type { Session } from '../sessions/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import { snapshotNotRestorable, type SnapshotNotRestorable } from './snapshot-errors.js';
import type { KeptFiles } from './kept-files.js';
import { sameLanguages, type Snapshot } from './snapshot.js';
import { workspaceNotReady, type ReachError } from './workspace-errors.js';
import type { WorkspaceLifecycle } from './workspace-lifecycle.js';
import type { WorkspaceRepository } from './workspace-repository.js';
import { isActive } from './workspace-transitions.js';
import type { Workspace } from './workspace.js';

export interface SnapshotRestoreDeps {
  readonly workspaces: WorkspaceRepository;
  readonly lifecycle: WorkspaceLifecycle;
  readonly audit: Pick<AuditService, 'record'>;
  readonly clock: Clock;
  readonly runtimeName: string;
  readonly keptFiles: KeptFiles;
}

type RestoreError = ReachError | SnapshotNotRestorable;

const POLL_MS = 50;
const WAIT_MS = 60_000;

/** Which snapshot the boxes of a session begin with. */
export class SnapshotRestore {
  constructor(private readonly deps: SnapshotRestoreDeps) {}

  /** The workspace of the session does not run when ok, and the next begins with the snapshot, which is given. */
  restore(caller: Caller, session: Session, snapshot: Snapshot): ResultAsync<Snapshot, RestoreError> {
    const why = this.whyNot(session, snapshot);
    return why === null
      ? new ResultAsync(this.choose(caller, session, snapshot))
      : errAsync(snapshotNotRestorable(why));
  }

  /** No box begins with it any more when ok. */
  forget({ tenantId, id: sessionId }: Session, id: string): ResultAsync<void, RecordError | StoreError> {
    const { workspaces } = this.deps;
    const key = { tenantId, sessionId };
    const without = ({ bootsFrom, ...current }: Workspace) => (bootsFrom?.id === id ? current : null);
    return workspaces
      .get(key)
      .andThen((found) => (found?.bootsFrom?.id === id ? workspaces.change(key, without) : okAsync(null)))
      .map(() => undefined);
  }

  private whyNot(session: Session, { languages, runtime }: Snapshot): SnapshotNotRestorable['reason'] | null {
    if (session.storage !== 'none' || this.deps.keptFiles.keeps(session)) return 'storage';
    if (!sameLanguages(session.languages, languages)) return 'languages';
    return runtime === this.deps.runtimeName ? null : 'runtime';
  }

  private async choose(
    caller: Caller,
    { tenantId, id: sessionId }: Session,
    snapshot: Snapshot,
  ): Promise<Result<Snapshot, RestoreError>> {
    const { audit, clock, lifecycle, workspaces } = this.deps;
    const key = { tenantId, sessionId };
    const { id, image = '', languages } = snapshot;
    const giveUpAt = clock.now() + WAIT_MS;
    const choose = (current: Workspace): Workspace | null =>
      isActive(current.state) ? null : { ...current, bootsFrom: { id, image, languages } };
    while (clock.now() <= giveUpAt) {
      const unwanted = await workspaces.unwant(key, toTimestamp(clock.now()));
      if (unwanted.isErr()) return err(unwanted.error);
      const ended = await lifecycle.end(key, 'requested');
      if (ended.isErr()) return err(ended.error);
      const chosen = await workspaces.change(key, choose);
      if (chosen.isErr()) return err(chosen.error);
      if (chosen.value !== null) {
        const about = { action: 'snapshot.restored', subject: id, outcome: 'success', details: { sessionId } } as const;
        return (await audit.record({ ...auditedBy(caller), ...about })).map(() => snapshot);
      }
      await delay(clock, POLL_MS);
    }
    return err(workspaceNotReady());
  }
}
