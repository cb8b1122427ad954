import type { CodePlanId, SessionId, UserId } from '../kernel/index.js';
import type { CodeDiagnostic } from './code-query.js';
import type { FileChange, ProposedChange, Refactoring, RefactoringType } from './refactoring.js';

/**
 * `planned`: nothing is changed. `applying`, `undoing`: it is under way, or was stopped and is being taken back. `undone`: as before,
 * and it can be applied again. `failed`: it was stopped, and somebody else changed files meanwhile, which were left as they are.
 */
export type CodePlanStatus = 'planned' | 'applying' | 'applied' | 'undoing' | 'undone' | 'failed';

/** What a plan does to one file. */
export interface PlannedFile {
  readonly path: string;
  readonly type: FileChange['type'];
  /** Where it is moved to. */
  readonly to?: string;
  /** SHA-256 of the bytes in hex; `null` where there is no file. */
  readonly digestBefore: string | null;
  readonly digestAfter: string | null;
  /** Lines, 0 for what is no text. */
  readonly additions: number;
  readonly deletions: number;
}

/** What is said of a plan in lists. */
export interface CodePlanSummary {
  readonly id: CodePlanId;
  readonly sessionId: SessionId;
  readonly createdBy: UserId;
  readonly type: RefactoringType;
  readonly status: CodePlanStatus;
  readonly fileCount: number;
  readonly createdAt: string;
  /** It is gone then; applying it gives it its time anew, so that it can be undone as long. */
  readonly expiresAt: string;
  readonly appliedAt?: string;
}

/** A refactoring that was worked out, and that is applied and undone as a whole. */
export interface CodePlan extends Omit<CodePlanSummary, 'type' | 'fileCount'> {
  readonly refactoring: Refactoring;
  readonly files: readonly PlannedFile[];
  /** A unified diff as `git diff` makes it. Files that have no more room in it are left out: `isDiffTruncated`. */
  readonly diff: string;
  readonly isDiffTruncated: boolean;
  readonly warnings: readonly string[];
  readonly confidence: ProposedChange['confidence'];
  /**
   * Diagnostics of the changed files that were not there before, when it was applied; `null` where that could not be found out.
   * Absent before.
   */
  readonly newDiagnostics?: readonly CodeDiagnostic[] | null;
}
