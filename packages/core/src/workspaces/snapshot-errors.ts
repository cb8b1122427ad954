import { errorMaker, type CarrelError } from '../kernel/index.js';

/** The session has no such snapshot. */
export type SnapshotNotFound = CarrelError<'snapshot/not-found'>;
/** The session, or its tenant, has as many snapshots as may be. */
export interface SnapshotLimit extends CarrelError<'snapshot/limit'> {
  readonly scope: 'session' | 'tenant';
  readonly limit: number;
}

/** The session cannot begin with this snapshot: it has a storage, other languages by now, or another runtime. */
export interface SnapshotNotRestorable extends CarrelError<'snapshot/not-restorable'> {
  readonly reason: 'storage' | 'languages' | 'runtime';
}

export const snapshotNotFound = errorMaker('snapshot/not-found', 'The session has no such snapshot.', false);

export function snapshotLimit(scope: SnapshotLimit['scope'], limit: number): SnapshotLimit {
  const message = `A ${scope} has at most ${limit} snapshots; remove one.`;
  return { type: 'snapshot/limit', message, retryable: false, scope, limit };
}

const NOT_RESTORABLE: Readonly<Record<SnapshotNotRestorable['reason'], string>> = {
  storage: 'The files of this session come from its storage; restore a backup instead.',
  languages: 'The session had other languages when the snapshot was taken.',
  runtime: 'The snapshot was taken by another runtime.',
};

export function snapshotNotRestorable(reason: SnapshotNotRestorable['reason']): SnapshotNotRestorable {
  return { type: 'snapshot/not-restorable', message: NOT_RESTORABLE[reason], retryable: false, reason };
}
