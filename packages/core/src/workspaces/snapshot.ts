import type { SessionId, SnapshotId, TenantId, UserId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

/** `taking` from before anything is made, `ready`, and `removing` until nothing of it is left. */
export type SnapshotState = 'taking' | 'ready' | 'removing';

/** The files that a session's workspace had at one moment, kept by its runtime. */
export interface Snapshot extends Entity {
  /** Also the token by which the runtime knows it. */
  readonly id: SnapshotId;
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly state: SnapshotState;
  readonly label?: string;
  /** The life of the workspace that it is of. */
  readonly incarnation: number;
  readonly runtime: string;
  /** Those of the session when it was taken: what is beneath the files has programs for these alone. */
  readonly languages: readonly string[];
  readonly takenBy: UserId;
  /** What boxes boot from, once it is `ready`. */
  readonly image?: string;
  /** Of one that is not `ready`: the process that takes or removes it, and when another may see to it. */
  readonly holder?: string;
  readonly holdUntil?: string;
}

/** The snapshot that boxes of a session begin with, for as long as the session has the same languages. */
export interface SnapshotBoot {
  readonly id: SnapshotId;
  readonly image: string;
  readonly languages: readonly string[];
}

/** What a caller sees of a snapshot. */
export interface SnapshotView extends Pick<
  Snapshot,
  'id' | 'sessionId' | 'label' | 'incarnation' | 'runtime' | 'createdAt'
> {
  readonly state: Exclude<SnapshotState, 'removing'>;
}

/** `null` of one that is being removed: it is not there for anybody. */
export function toSnapshotView(snapshot: Snapshot): SnapshotView | null {
  const { id, sessionId, state, label, incarnation, runtime, createdAt } = snapshot;
  if (state === 'removing') return null;
  return { id, sessionId, state, incarnation, runtime, createdAt, ...(label === undefined ? {} : { label }) };
}

export function sameLanguages(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((language) => others.includes(language));
}
