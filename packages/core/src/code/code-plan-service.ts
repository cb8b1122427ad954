import {
  aborted,
  err,
  errAsync,
  isAborted,
  ok,
  ResultAsync,
  type Caller,
  type Page,
  type PageRequest,
  type Result,
  type SessionId,
} from '../kernel/index.js';
import type { CodeAccess, CodeActionName } from './code-access.js';
import { lackingTyped, type CodeDocuments } from './code-documents.js';
import type { CodeEngine } from './code-engine.js';
import { codePlanBusy, codePlanNotFound, codePlanState, codeUnavailable } from './code-errors.js';
import { ofEngine, type CodeFailure } from './code-failure.js';
import type { CodeFiles } from './code-files.js';
import { checkRefactoring } from './code-input.js';
import type { ResolvedCodeOptions } from './code-options.js';
import type { CodePlan, CodePlanStatus, CodePlanSummary } from './code-plan.js';
import type { CodeDiagnostic } from './code-query.js';
import { newDiagnostics, type PlanDiagnostics } from './plan-diagnostics.js';
import type { PlanFormatting } from './plan-formatting.js';
import { planKey, type PlanLog } from './plan-log.js';
import { PlanMaking } from './plan-making.js';
import { bodyOf, type PlanRecovery } from './plan-recovery.js';
import { isShown, toSummary, type KnownPlan, type PlanBody } from './plan-records.js';
import { PlanRun, type Direction } from './plan-run.js';
import type { PlanTurns, Turn } from './plan-turns.js';
import type { Refactoring } from './refactoring.js';
import type { SeenSessions } from './seen-sessions.js';
import { SessionSource } from './session-source.js';
import type { RunningWork } from './running-work.js';

/** Names one plan of one session. */
export interface CodePlanRef {
  readonly sessionId: SessionId;
  readonly planId: string;
}

export interface CreateCodePlan {
  readonly sessionId: SessionId;
  readonly refactoring: Refactoring;
}

export interface CodePlanServiceDeps {
  readonly access: CodeAccess;
  readonly documents: CodeDocuments;
  readonly engine: CodeEngine | null;
  readonly files: CodeFiles;
  readonly log: PlanLog;
  readonly turns: PlanTurns;
  readonly recovery: PlanRecovery;
  readonly diagnostics: PlanDiagnostics;
  readonly formatting: PlanFormatting;
  readonly work: RunningWork;
  readonly seen: SeenSessions;
  readonly clock: ConstructorParameters<typeof PlanRun>[0]['clock'];
  readonly options: ResolvedCodeOptions;
}

type Made<T> = Promise<Result<T, CodeFailure>>;

/** What each way begins with. */
const BEGINS: Readonly<Record<Direction, readonly CodePlanStatus[]>> = {
  apply: ['planned', 'undone'],
  undo: ['applied'],
};

/** Refactorings that are worked out first, and then applied to the files of a session as a whole, or not at all. */
export class CodePlanService {
  constructor(private readonly deps: CodePlanServiceDeps) {}

  /**
   * A plan of what the refactoring would do when ok; no file is changed. `code/unavailable` without an engine, its own errors such
   * as `code/unsupported` and `code/refused`, `code/changed` where somebody wrote to a file meanwhile, and `code/limit` for more
   * plans, files or bytes than may be.
   */
  create(
    caller: Caller,
    { sessionId, refactoring }: CreateCodePlan,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): ResultAsync<CodePlan, CodeFailure> {
    const { access, work } = this.deps;
    const valid = checkRefactoring(refactoring);
    if (valid.isErr()) return errAsync(valid.error);
    return access
      .check(caller, sessionId, { action: 'files.read' })
      .andThen(() => work.during(() => this.make(caller, { sessionId, refactoring: valid.value }, options.signal)));
  }

  /** `code/plan-not-found` for one that is not there, or whose time is over. */
  get(caller: Caller, ref: CodePlanRef): ResultAsync<CodePlan, CodeFailure> {
    return this.known(caller, ref, { action: 'files.read', mayBeArchived: true }).andThen(
      (plan) => new ResultAsync(this.shown(plan)),
    );
  }

  /** The newest first. */
  list(
    caller: Caller,
    { sessionId, ...page }: { readonly sessionId: SessionId } & PageRequest,
  ): ResultAsync<Page<CodePlanSummary>, CodeFailure> {
    const { access, log } = this.deps;
    return access
      .check(caller, sessionId, { action: 'files.read', mayBeArchived: true })
      .andThen(() => log.list({ tenantId: caller.tenantId, sessionId }, page));
  }

  /**
   * All its files are changed when ok, or none is: also when the process dies meanwhile, once what it left is settled.
   * `code/stale-plan` where a file is not what it was when the plan was made; `code/partly-applied` where it was stopped and not all
   * could be taken back; `code/plan-state` for one that is applied; `code/plan-busy` while another plan of the session is applied.
   * Removing files takes the right to delete them.
   */
  apply(caller: Caller, ref: CodePlanRef): ResultAsync<CodePlan, CodeFailure> {
    return this.go(caller, ref, 'apply');
  }

  /** Every file is as it was before it was applied when ok. The errors of `apply`. */
  undo(caller: Caller, ref: CodePlanRef): ResultAsync<CodePlan, CodeFailure> {
    return this.go(caller, ref, 'undo');
  }

  /** Gone when ok; files stay as they are. Whoever made it may, and who may write. `code/plan-busy` while it is on its way. */
  remove(caller: Caller, ref: CodePlanRef): ResultAsync<void, CodeFailure> {
    const { access, log } = this.deps;
    return this.known(caller, ref, { action: 'files.read', mayBeArchived: true }).andThen((plan) => {
      const action = plan.createdBy === caller.userId ? 'files.read' : 'files.write';
      return access
        .check(caller, ref.sessionId, { action, mayBeArchived: true })
        .andThen((): ResultAsync<void, CodeFailure> =>
          plan.pendingSince === undefined ? log.remove(plan) : errAsync(codePlanBusy()),
        );
    });
  }

  private known(
    caller: Caller,
    { sessionId, planId }: CodePlanRef,
    need: { readonly action: CodeActionName; readonly mayBeArchived?: boolean },
  ): ResultAsync<KnownPlan, CodeFailure> {
    const { access, log } = this.deps;
    const key = planKey({ tenantId: caller.tenantId, sessionId }, planId);
    return access
      .check(caller, sessionId, need)
      .andThen((): ResultAsync<KnownPlan | null, CodeFailure> =>
        key === null ? errAsync(codePlanNotFound()) : log.get(key),
      )
      .andThen((plan) => (plan === null ? err(codePlanNotFound()) : new ResultAsync(this.settled(plan))));
  }

  /** The plan as it is when nobody is at it any more whose process died. */
  private async settled(plan: KnownPlan): Made<KnownPlan> {
    const { log, recovery } = this.deps;
    if (plan.pendingSince === undefined) return ok(plan);
    await recovery.sweep(plan);
    const now = await log.get(plan);
    if (now.isErr()) return err(now.error);
    return now.value === null ? err(codePlanNotFound()) : ok(now.value);
  }

  private async make(
    caller: Caller,
    { sessionId, refactoring }: CreateCodePlan,
    signal: AbortSignal | undefined,
  ): Made<CodePlan> {
    const { documents, engine, files, formatting, log, options, recovery, seen } = this.deps;
    if (engine === null) return err(codeUnavailable());
    const session = { tenantId: caller.tenantId, sessionId };
    const stopped = await log.pending(session);
    if (stopped.isErr()) return err(stopped.error);
    for (const plan of stopped.value) await recovery.sweep(plan);
    seen.add({ tenantId: caller.tenantId, id: sessionId });
    const lacking = await documents.settle(session, signal);
    if (lacking.isErr()) return err(lacking.error);
    const { maxFileBytes } = options;
    const source = new SessionSource(files, caller, { sessionId, maxFileBytes });
    const proposed = await engine.propose(source, refactoring, signal === undefined ? {} : { signal });
    if (proposed.isErr()) return err(ofEngine(proposed.error));
    const making = new PlanMaking({ files, options }, caller, sessionId);
    const formatted = await formatting.format(caller, sessionId, { proposed: proposed.value, signal });
    if (formatted.isErr()) return err(formatted.error);
    if (isAborted(signal)) return err(aborted('a plan'));
    const warnings = [...lackingTyped(lacking.value), ...formatted.value.warnings];
    const made = await making.make(refactoring, { ...formatted.value, warnings });
    if (made.isErr()) return err(made.error);
    const { tenantId, userId: createdBy } = caller;
    const { body, parts } = made.value;
    const begun = { tenantId, sessionId, createdBy, type: refactoring.type, fileCount: body.files.length };
    const added = await log.add(begun, parts);
    return added.isErr() ? err(added.error) : this.shown(added.value);
  }

  private go(caller: Caller, ref: CodePlanRef, direction: Direction): ResultAsync<CodePlan, CodeFailure> {
    const { work } = this.deps;
    return this.known(caller, ref, { action: 'files.write' }).andThen((plan) =>
      work.during(() => this.went(caller, plan, direction)),
    );
  }

  private async went(caller: Caller, plan: KnownPlan, direction: Direction): Made<CodePlan> {
    const { access, diagnostics, documents, log, turns } = this.deps;
    const body = await bodyOf(log, plan);
    if (body.isErr()) return err(body.error);
    const isRemoving = body.value.files.some(({ type }) => type === 'remove');
    const action = isRemoving && direction === 'apply' ? 'files.delete' : 'files.write';
    const allowed = await access.check(caller, plan.sessionId, { action });
    if (allowed.isErr()) return err(allowed.error);
    const settled = await documents.settle(plan);
    if (settled.isErr()) return err(settled.error);
    const isDiagnosed = direction === 'apply';
    const before = isDiagnosed ? await diagnostics.of(caller, plan.sessionId, pathsOf(body.value, 'from')) : null;
    const gone = await turns.during(plan, (turn) => this.run(caller, plan, { body: body.value, direction, turn }));
    if (gone.isErr()) return err(gone.error);
    await documents.written(plan, new Set(pathsOf(body.value, direction === 'apply' ? 'to' : 'from')));
    const told = isDiagnosed ? await this.diagnosed(caller, gone.value, { body: body.value, before }) : gone.value;
    return this.shown(told);
  }

  private async run(
    caller: Caller,
    { tenantId, sessionId, id }: KnownPlan,
    way: { readonly body: PlanBody; readonly direction: Direction; readonly turn: Turn },
  ): Made<KnownPlan> {
    const { clock, files, log, options, recovery } = this.deps;
    const settled = await recovery.settle({ tenantId, sessionId }, caller, way.turn);
    if (settled.isErr()) return err(settled.error);
    const now = await log.get({ tenantId, sessionId, id });
    if (now.isErr()) return err(now.error);
    if (now.value === null || !isShown(now.value)) return err(codePlanNotFound());
    if (!BEGINS[way.direction].includes(now.value.status)) return err(codePlanState(now.value.status));
    const run = new PlanRun({ log, files, clock, planTtlMs: options.planTtlMs }, now.value, { ...way, caller });
    return run.begin();
  }

  /** What it tells is no part of whether it was applied. */
  private async diagnosed(
    caller: Caller,
    plan: KnownPlan,
    { body, before }: { readonly body: PlanBody; readonly before: readonly CodeDiagnostic[] | null },
  ): Promise<KnownPlan> {
    const { diagnostics, log } = this.deps;
    const after = before === null ? null : await diagnostics.of(caller, plan.sessionId, pathsOf(body, 'to'));
    const renamed = new Map(body.files.flatMap(({ path, to }) => (to === undefined ? [] : [[path, to] as const])));
    const found = before === null || after === null ? null : newDiagnostics(before, after, renamed);
    const bytes = Buffer.from(JSON.stringify(found));
    const written = await log.writePart(plan, { part: 'diagnostics', bytes });
    if (written.isErr()) return plan;
    const changed = await log.change(plan, { hasDiagnostics: true });
    return changed.unwrapOr(plan);
  }

  private async shown(plan: KnownPlan): Made<CodePlan> {
    const { log } = this.deps;
    if (!isShown(plan)) return err(codePlanNotFound());
    const body = await bodyOf(log, plan);
    if (body.isErr()) return err(body.error);
    const diff = await log.part(plan, 'diff');
    if (diff.isErr()) return err(diff.error);
    const found = plan.hasDiagnostics ? await log.optionalPart(plan, 'diagnostics') : ok(null);
    if (found.isErr()) return err(found.error);
    const told = plan.appliedAt === undefined ? {} : { newDiagnostics: parsed(found.value) };
    const { type: _type, fileCount: _count, ...summary } = toSummary(plan);
    const { steps: _steps, ...rest } = body.value;
    return ok({ ...summary, ...rest, diff: Buffer.from(diff.value).toString(), ...told });
  }
}

function parsed(bytes: Uint8Array | null): readonly CodeDiagnostic[] | null {
  return bytes === null ? null : (JSON.parse(Buffer.from(bytes).toString()) as readonly CodeDiagnostic[] | null);
}

/** The files that are there on one side, and whose content changes or whose place does. */
function pathsOf({ steps }: PlanBody, side: 'from' | 'to'): readonly string[] {
  return steps.flatMap((step) => step[side]?.path ?? []);
}
