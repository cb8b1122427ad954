import { err, ok, safeTry, type Result, type ResultAsync } from '../kernel/index.js';
import type { Lease, LeaseHeld, LeaseTable, RenewError } from '../leases/index.js';
import type { ReadView, StoreError, Transaction } from '../store/index.js';
import type { ActivityChange, ActivityError, ActivityLease } from './activity-repository.js';
import type { Workspace } from './workspace.js';

/** What the leases on one life of a workspace are named beneath. */
function subjectOf({ sessionId, incarnation }: Workspace): string {
  return `activity/${sessionId}/${incarnation}`;
}

export function listLeases(
  table: LeaseTable,
  view: ReadView,
  workspace: Workspace,
): ResultAsync<readonly Lease[], StoreError> {
  return table.list(view, subjectOf(workspace));
}

/** Writes what a holder holds and what no more; gives the living leases on this life, of all holders. */
export function writeLeases(
  table: LeaseTable,
  tx: Transaction,
  { workspace, held, ended }: ActivityChange,
): ResultAsync<readonly Lease[], ActivityError> {
  return safeTry<readonly Lease[], ActivityError>(async function* () {
    for (const lease of ended) {
      const living = yield* table.get(tx, nameOf(workspace, lease));
      if (living !== null) yield* table.release(tx, living);
    }
    for (const { ttlMs, ...lease } of held) {
      const name = nameOf(workspace, lease);
      const living = yield* table.get(tx, name);
      const { holder, reason } = lease;
      const written: ResultAsync<Lease, RenewError | LeaseHeld> =
        living === null ? table.acquire(tx, { name, holder, reason, ttlMs }) : table.renew(tx, living, ttlMs);
      yield* written.map(() => undefined).orElse(unlessTaken);
    }
    return ok(yield* listLeases(table, tx, workspace));
  });
}

/** When the last of them ends; `null` without any. */
export function endOfLast(leases: readonly Lease[]): string | null {
  return leases.reduce<string | null>(
    (last, { expiresAt }) => (last === null || expiresAt > last ? expiresAt : last),
    null,
  );
}

function nameOf(workspace: Workspace, { reason, holder }: ActivityLease): string {
  return `${subjectOf(workspace)}/${reason}/${holder}`;
}

/** Nobody else has a lease of this name: its holder is part of it. */
function unlessTaken(error: RenewError | LeaseHeld): Result<undefined, ActivityError> {
  if (error.type === 'lease/held' || error.type === 'lease/lost' || error.type === 'request/invalid') {
    return ok(undefined);
  }
  return err(error);
}
