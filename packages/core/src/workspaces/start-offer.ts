import type { ResultAsync } from '../kernel/index.js';
import type { RuntimeHandle } from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import type { RecordError, StoreError, Transaction } from '../store/index.js';
import type { LifeTimes } from './idle-policy.js';
import type { Workspace } from './workspace.js';

/** A box that runs and answers, and how long a workspace lives in it. */
export interface OfferedBox {
  readonly handle: RuntimeHandle;
  readonly life: string;
  readonly times: LifeTimes;
}

/** A box that waits, for a workspace that may be ready in the transaction that begins it. */
export interface StartOffer {
  /**
   * In the transaction that begins `workspace`: the box is the workspace's when it is given; `null` when somebody else has it, or
   * the workspace needs more before it is ready.
   */
  take(
    tx: Transaction,
    session: Session,
    workspace: Workspace,
  ): ResultAsync<OfferedBox | null, RecordError | StoreError>;
}
