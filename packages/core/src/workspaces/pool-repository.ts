import type { CursorCodec } from '../kernel/index.js';
import { ok, okAsync, safeTry, type ResultAsync } from '../kernel/index.js';
import type { ReadView, RecordError, RecordStore, StoreError } from '../store/index.js';
import {
  isWarm,
  poolBoxes,
  readPoolBox,
  takeWarm,
  type PoolBox,
  type PoolStock,
  type WarmBox,
} from './pool-records.js';
import { scanAll } from './scan-all.js';
import { createWorkspaceTable, toStoredWorkspace, toWorkspace, type WorkspaceTable } from './workspace-records.js';
import type { Workspace } from './workspace.js';

type RepositoryError = RecordError | StoreError;

/** What became of a claim: the box is the workspace's, somebody else's, or the workspace does not want one any more. */
export type Claim = 'claimed' | 'taken' | 'unwanted';

/** The boxes of the pool in a record store. Each method is one transaction or one view. */
export class PoolRepository {
  private readonly workspaces: WorkspaceTable;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
  ) {
    this.workspaces = createWorkspaceTable(cursors);
  }

  get(token: string): ResultAsync<PoolBox | null, StoreError> {
    return this.store.read((view) => readPoolBox(view, token));
  }

  /** Those that wait, the oldest first. */
  warm(): ResultAsync<readonly WarmBox[], StoreError> {
    return this.store
      .read((view) => scanStock(view, ['warm']))
      .map((boxes) => boxes.filter(isWarm).sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1)));
  }

  /** How many of a shape wait or are being made. */
  count(shape: string): ResultAsync<number, StoreError> {
    return this.store.read((view) => countStock(view, shape));
  }

  /** Every record there is, also of boxes that were claimed, which are no more than workspaces. */
  all(): ResultAsync<readonly PoolBox[], StoreError> {
    return this.store.read((view) => scanAll(view, poolBoxes));
  }

  /** The intent is on record when `true`; `false` where `size` boxes of its shape wait or are being made. */
  begin(box: PoolBox, size: number): ResultAsync<boolean, RepositoryError> {
    return this.store.transact((tx) =>
      countStock(tx, box.shape).andThen((count): ResultAsync<boolean, RepositoryError> =>
        count >= size ? okAsync(false) : tx.insert(poolBoxes, box).map(() => true),
      ),
    );
  }

  /** The box waits when it is given; `null` when its making was given up meanwhile. */
  warmed(
    token: string,
    made: Pick<WarmBox, 'handle' | 'life' | 'changedAt'>,
  ): ResultAsync<WarmBox | null, RepositoryError> {
    return this.store.transact((tx) =>
      readPoolBox(tx, token).andThen((box): ResultAsync<WarmBox | null, RepositoryError> => {
        if (box?.stock !== 'making') return okAsync(null);
        const warm: WarmBox = { ...box, ...made, stock: 'warm' };
        return tx.put(poolBoxes, warm).map(() => warm);
      }),
    );
  }

  /** The box is the workspace's when `claimed`, on record in both: nobody gets it any more. */
  claim(
    token: string,
    { tenantId, sessionId, intentToken }: Pick<Workspace, 'tenantId' | 'sessionId' | 'intentToken'>,
    now: string,
  ): ResultAsync<Claim, RepositoryError> {
    const { workspaces } = this;
    return this.store.transact((tx) =>
      safeTry<Claim, RepositoryError>(async function* () {
        const box = yield* readPoolBox(tx, token);
        const workspace = yield* workspaces.get(tx, [tenantId, sessionId]);
        if (workspace?.state !== 'creating' || workspace.intentToken !== intentToken) return ok<Claim>('unwanted');
        const taken = yield* takeWarm(tx, token, { tenantId, sessionId, now });
        if (!taken || box?.handle === undefined) return ok<Claim>('taken');
        const bound = { ...toWorkspace(workspace), pooled: box.handle, updatedAt: now };
        yield* workspaces.update(tx, toStoredWorkspace(bound));
        return ok<Claim>('claimed');
      }),
    );
  }

  /** The workspace has no box of the pool when ok, so that one may be made for it. */
  unbind({ tenantId, sessionId, intentToken }: Workspace): ResultAsync<void, RepositoryError> {
    const { workspaces } = this;
    return this.store.transact((tx) =>
      safeTry<void, RepositoryError>(async function* () {
        const workspace = yield* workspaces.get(tx, [tenantId, sessionId]);
        if (workspace?.intentToken !== intentToken || workspace.pooled === undefined) return ok(undefined);
        const { pooled: _pooled, ...rest } = toWorkspace(workspace);
        yield* workspaces.update(tx, toStoredWorkspace(rest));
        return ok(undefined);
      }),
    );
  }

  /** Nobody gets the box any more when `true`; `false` when it is not in `stock`, or did not stay as it was. */
  condemn({ token, changedAt }: PoolBox, stock: PoolStock): ResultAsync<boolean, RepositoryError> {
    return this.store.transact((tx) =>
      readPoolBox(tx, token).andThen((box): ResultAsync<boolean, RepositoryError> => {
        if (box?.stock !== stock || box.changedAt !== changedAt) return okAsync(false);
        return tx.remove(poolBoxes, [token]).map(() => true);
      }),
    );
  }

  /** Nobody gets the box any more when `true`, whatever its stock; `false` when it was claimed. */
  giveUp(token: string): ResultAsync<boolean, RepositoryError> {
    return this.store.transact((tx) =>
      readPoolBox(tx, token).andThen((box): ResultAsync<boolean, RepositoryError> => {
        if (box !== null && box.stock === undefined) return okAsync(false);
        return tx.remove(poolBoxes, [token]).map(() => true);
      }),
    );
  }

  /** Nothing is known of the box when ok. Only for a box that is gone. */
  forget(token: string): ResultAsync<void, RepositoryError> {
    return this.store.transact((tx) => tx.remove(poolBoxes, [token]));
  }

  /** Whether the box is that of an active life of the workspace that claimed it. */
  isInUse({ token, tenantId, sessionId }: PoolBox): ResultAsync<boolean, StoreError> {
    if (tenantId === undefined || sessionId === undefined) return okAsync(false);
    return this.store
      .read((view) => this.workspaces.get(view, [tenantId, sessionId]))
      .map((workspace) => workspace?.active !== undefined && workspace.pooled?.intentToken === token);
  }
}

function countStock(view: ReadView, shape: string): ResultAsync<number, StoreError> {
  return scanStock(view, ['making', shape]).andThen((making) =>
    scanStock(view, ['warm', shape]).map((warm) => making.length + warm.length),
  );
}

function scanStock(view: ReadView, prefix: readonly [PoolStock, ...string[]]) {
  return scanAll(view, poolBoxes, { index: 'byStock', prefix });
}
