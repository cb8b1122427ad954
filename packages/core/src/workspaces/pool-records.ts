import { okAsync, type ResultAsync, type SessionId, type TenantId } from '../kernel/index.js';
import type { RuntimeHandle } from '../runtime/index.js';
import { collection, type ReadView, type RecordError, type StoreError, type Transaction } from '../store/index.js';

/** `making` until its box answers, then `warm` until somebody claims it. */
export type PoolStock = 'making' | 'warm';

/**
 * One box of the pool, from before it is made until after it is gone. It is used for one life of one workspace: what was claimed
 * never waits again.
 */
export interface PoolBox {
  /** Names the intent to make it; the box carries it. */
  readonly token: string;
  readonly shape: string;
  /** Absent once it was claimed. */
  readonly stock?: PoolStock;
  /** The replica that makes it. */
  readonly holder: string;
  /** When its making counts as given up. */
  readonly holdUntil: string;
  readonly createdAt: string;
  /** When it came to the stock that it is in, or was claimed. */
  readonly changedAt: string;
  /** Both from `warm` on. */
  readonly handle?: RuntimeHandle;
  readonly life?: string;
  /** Both once it was claimed: for whose workspace. */
  readonly tenantId?: TenantId;
  readonly sessionId?: SessionId;
}

/** A box that waits, with how to reach it. */
export interface WarmBox extends PoolBox {
  readonly handle: RuntimeHandle;
  readonly life: string;
}

export const poolBoxes = collection<PoolBox>()('workspace_pool', {
  key: ['token'],
  indexes: { byStock: ['stock', 'shape'] },
});

/** Boxes of the pool are made for nobody; no tenant and no session have such an id. */
export const POOL_TENANT = 'pool';
export const POOL_SESSION = 'pool';

export function isPoolHandle({ tenantId, sessionId }: RuntimeHandle): boolean {
  return tenantId === POOL_TENANT && sessionId === POOL_SESSION;
}

export function isWarm(box: PoolBox): box is WarmBox {
  return box.stock === 'warm' && box.handle !== undefined && box.life !== undefined;
}

export function readPoolBox(view: ReadView, token: string): ResultAsync<PoolBox | null, StoreError> {
  return view.get(poolBoxes, [token]).map((stored) => stored?.value ?? null);
}

/** The box is on record as the workspace's when `true`; `false` when it does not wait any more. */
export function takeWarm(
  tx: Transaction,
  token: string,
  { tenantId, sessionId, now }: { readonly tenantId: TenantId; readonly sessionId: SessionId; readonly now: string },
): ResultAsync<boolean, RecordError | StoreError> {
  return readPoolBox(tx, token).andThen((box): ResultAsync<boolean, RecordError | StoreError> => {
    if (box === null || !isWarm(box)) return okAsync(false);
    const { stock: _stock, ...rest } = box;
    return tx.put(poolBoxes, { ...rest, tenantId, sessionId, changedAt: now }).map(() => true);
  });
}
