import { unwrap } from '@carrel/core/kernel';
import type { RecordStore } from '@carrel/core/store';
import { poolBoxes, workspaces, type Workspace } from '@carrel/core/workspaces';

/** How many boxes wait when nobody takes one. */
export const WARM = 2;

/** What makes a server keep warm boxes ahead of those who want them. */
export const WARM_ENV: Readonly<Record<string, string>> = { CARREL_WORKSPACES__POOL: `lua=${String(WARM)}` };

/** For servers that keep none, and take away what waits. */
export const COLD_ENV: Readonly<Record<string, string>> = { CARREL_WORKSPACES__POOL: '' };

/** The life of a session that has a box. */
export interface BoxOwner {
  readonly sessionId: string;
  readonly incarnation: number;
}

/** What the records say of the boxes of the pool. */
export interface PoolLook {
  /** By the token of the box, those that are a workspace's. */
  readonly owners: ReadonlyMap<string, BoxOwner>;
  /** The names of the boxes that wait. */
  readonly warm: readonly string[];
  /** How many are on record whose making has not come to its end. */
  readonly making: number;
}

const LIMIT = 500;

export async function lookAtPool(store: RecordStore): Promise<PoolLook> {
  const { boxes, active } = await unwrap(
    store.read((view) =>
      view
        .scan(poolBoxes, { limit: LIMIT })
        .andThen((pool) =>
          view
            .scan(workspaces, { index: 'byActivity', limit: LIMIT })
            .map((lives) => ({ boxes: pool.items.map(valueOf), active: lives.items.map(valueOf) })),
        ),
    ),
  );
  return {
    owners: new Map(active.flatMap((life) => ownerOf(life))),
    warm: boxes.flatMap(({ stock, handle }) => (stock === 'warm' && handle !== undefined ? [handle.boxId] : [])),
    making: boxes.filter(({ stock }) => stock === 'making').length,
  };
}

function ownerOf({ pooled, sessionId, incarnation }: Pick<Workspace, 'pooled' | 'sessionId' | 'incarnation'>) {
  return pooled === undefined ? [] : [[pooled.intentToken, { sessionId, incarnation }] as const];
}

function valueOf<T>({ value }: { readonly value: T }): T {
  return value;
}
