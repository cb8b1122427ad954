import type { Caller, CodePlanId, SessionId, TenantId, UserId } from '../kernel/index.js';
import { chunkCollection, collection, type ChunkOwner } from '../store/index.js';
import type { CodePlan, CodePlanStatus, CodePlanSummary, PlannedFile } from './code-plan.js';
import type { RefactoringType } from './refactoring.js';

/** Names a plan. */
export interface PlanKey {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly id: CodePlanId;
}

/** A plan as it is stored; what is larger stands beside it, under names of its own. */
export interface StoredPlan extends PlanKey {
  readonly createdBy: UserId;
  readonly type: RefactoringType;
  /** `making`: what stands beside it is not there yet. `removing`: it may be gone already. Nobody is shown either. */
  readonly status: CodePlanStatus | 'making' | 'removing';
  /** What it was before it was begun to be applied or undone. */
  readonly settled: CodePlanStatus | null;
  /** Set while it is applied or undone; that is how those are found whose process died. */
  readonly pendingSince?: string;
  /** As whom it is applied or undone. */
  readonly as: Caller | null;
  readonly fileCount: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly appliedAt?: string;
  readonly hasDiagnostics: boolean;
}

/** One with the version of its record. */
export type KnownPlan = StoredPlan & { readonly version: number };

/** A file that is there before or after. */
export interface FileSide {
  readonly path: string;
  readonly digest: string;
  readonly mode: number;
}

/** What becomes of one file. The other way round it is undone. */
export interface FileStep {
  readonly from: FileSide | null;
  readonly to: FileSide | null;
}

/** What does not change about a plan once it is made. */
export interface PlanBody extends Pick<CodePlan, 'refactoring' | 'warnings' | 'confidence' | 'isDiffTruncated'> {
  /** Each with its step of the same number. */
  readonly files: readonly PlannedFile[];
  readonly steps: readonly FileStep[];
}

/** Directories that applying it made: undoing it takes away those that are empty then. */
export type MadeDirectories = readonly string[];

export const codePlans = collection<StoredPlan>()('code_plans', {
  key: ['tenantId', 'sessionId', 'id'],
  indexes: { byPending: ['pendingSince'], byExpiry: ['expiresAt'] },
});

export const codePlanBytes = chunkCollection('code_plan_bytes');

/** What the store must be opened with for plans. */
export const codeCollections = [codePlans, codePlanBytes] as const;

/** What stands beside a plan. */
export type PlanPart =
  'body' | 'diff' | 'directories.apply' | 'directories.undo' | 'diagnostics' | `${number}.from` | `${number}.to`;

export function ownerOf({ tenantId, id }: PlanKey, part: PlanPart): ChunkOwner {
  return { tenantId, ownerId: `${id}/${part}` };
}

export function toSummary(stored: StoredPlan & { readonly status: CodePlanStatus }): CodePlanSummary {
  const { id, sessionId, createdBy, type, status, fileCount, createdAt, expiresAt, appliedAt } = stored;
  const applied = appliedAt === undefined ? {} : { appliedAt };
  return { id, sessionId, createdBy, type, status, fileCount, createdAt, expiresAt, ...applied };
}

export function isShown(plan: StoredPlan): plan is StoredPlan & { readonly status: CodePlanStatus } {
  return plan.status !== 'making' && plan.status !== 'removing';
}
