import { err, ok, toTimestamp, type Caller, type Clock, type Result } from '../kernel/index.js';
import type { StoreError, WriteError } from '../store/index.js';
import {
  codePartlyApplied,
  codePlanBusy,
  codeStalePlan,
  type CodePartlyApplied,
  type CodePlanBusy,
  type CodeStalePlan,
} from './code-errors.js';
import type { CodeFileError, CodeFiles } from './code-files.js';
import { FileSteps, reversed, type NumberedStep, type StepState } from './file-steps.js';
import { directoriesAbove, PlanDirectories } from './plan-directories.js';
import type { PlanLog } from './plan-log.js';
import type { FileSide, FileStep, KnownPlan, MadeDirectories, PlanBody } from './plan-records.js';
import type { Turn } from './plan-turns.js';

export interface PlanRunDeps {
  readonly log: PlanLog;
  readonly files: CodeFiles;
  readonly clock: Clock;
  readonly planTtlMs: number;
}

export type RunError = CodeFileError | StoreError | WriteError | CodePlanBusy | CodeStalePlan | CodePartlyApplied;

/** Which way a plan is gone. */
export type Direction = 'apply' | 'undo';

type RunResult = Result<KnownPlan, RunError>;

/** What stopped it: nothing more was done after that. */
type Stop = { readonly type: 'foreign'; readonly path: string } | { readonly type: 'failed'; readonly error: RunError };

/** What is left of what was done. */
interface Leftover {
  readonly foreign: readonly string[];
  readonly unreached: readonly string[];
  readonly error: RunError | null;
}

/**
 * One plan on its way, in one turn of its session. That it is on its way is durable before the first file is changed, and that it has
 * arrived after the last one; who finds one that is stopped in between finishes it if every file has arrived, and takes it back
 * otherwise.
 */
export class PlanRun {
  private readonly steps: readonly NumberedStep[];
  private readonly fileSteps: FileSteps;
  private readonly directories: PlanDirectories;

  constructor(
    private readonly deps: PlanRunDeps,
    private plan: KnownPlan,
    private readonly way: {
      readonly body: PlanBody;
      readonly direction: Direction;
      readonly caller: Caller;
      readonly turn: Turn;
    },
  ) {
    const { body, caller, direction } = way;
    const steps = body.steps.map((step, number): NumberedStep => ({ ...step, number, isReversed: false }));
    this.steps = direction === 'apply' ? steps : steps.map(reversed).reverse();
    const place = { caller, sessionId: plan.sessionId, mark: `carrel-${plan.id}` };
    this.fileSteps = new FileSteps(deps.files, place, (step) => this.bytesOf(step));
    this.directories = new PlanDirectories(deps.files, place);
  }

  /** All files have arrived when ok; on an error none has, unless it is `code/partly-applied`. */
  async begin(): Promise<RunResult> {
    const stale = await this.stalePaths();
    if (stale.isErr()) return err(stale.error);
    if (stale.value.length > 0) return err(codeStalePlan(stale.value));
    const begun = await this.markBegun();
    if (begun.isErr()) return err(begun.error);
    const attempted: NumberedStep[] = [];
    for (const step of this.steps) {
      const stop = await this.take(step, attempted);
      if (stop !== null) return this.stopped(stop, attempted);
    }
    const arrived = await this.arrived();
    return arrived.mapErr((error) => codePartlyApplied(attempted.map(pathOf), true, error));
  }

  /** Goes on with one that was stopped: arrived, as before, or `failed` when ok. An error leaves it as it is, to be tried again. */
  async recover(): Promise<RunResult> {
    const begun: NumberedStep[] = [];
    let isHere = true;
    for (const step of this.steps) {
      const state = await this.fileSteps.look(step);
      if (state.isErr()) return err(state.error);
      if (state.value !== 'to') isHere = false;
      if (state.value !== 'from') begun.push(step);
    }
    if (isHere) return this.arrived();
    const left = await this.takeBack(begun);
    if (left.error !== null) return err(left.error);
    return this.settle(left.foreign.length === 0 ? this.plan.settled : 'failed');
  }

  private async take(step: NumberedStep, attempted: NumberedStep[]): Promise<Stop | null> {
    if (!(await this.way.turn.lasts())) return { type: 'failed', error: codePlanBusy() };
    const done = await this.fileSteps.advance(step);
    if (done.isOk() && done.value === 'foreign') return { type: 'foreign', path: pathOf(step) };
    attempted.push(step);
    return done.isErr() ? { type: 'failed', error: done.error } : null;
  }

  private async stopped(stop: Stop, attempted: readonly NumberedStep[]): Promise<RunResult> {
    const why = stop.type === 'foreign' ? codeStalePlan([stop.path]) : stop.error;
    // Somebody else has the turn, and takes it back.
    if (why.type === 'code/plan-busy') return err(codePartlyApplied(attempted.map(pathOf), true));
    const left = await this.takeBack(attempted);
    if (left.error !== null) return err(codePartlyApplied([...left.foreign, ...left.unreached], true, left.error));
    const settled = await this.settle(left.foreign.length === 0 ? this.plan.settled : 'failed');
    if (left.foreign.length > 0) return err(codePartlyApplied(left.foreign, false, why));
    return err(settled.isErr() ? settled.error : why);
  }

  private async back(step: NumberedStep): Promise<Result<StepState, RunError>> {
    if (!(await this.way.turn.lasts())) return err(codePlanBusy());
    return this.fileSteps.advance(reversed(step));
  }

  private async takeBack(steps: readonly NumberedStep[]): Promise<Leftover> {
    const foreign: string[] = [];
    const unreached: string[] = [];
    let error: RunError | null = null;
    for (const step of [...steps].reverse()) {
      const back: Result<StepState, RunError> = error === null ? await this.back(step) : ok('from' as const);
      if (back.isErr()) error = back.error;
      if (error !== null) unreached.push(pathOf(step));
      else if (back.isOk() && back.value !== 'to') foreign.push(pathOf(step));
    }
    const made = await this.made(this.way.direction);
    const tidied = made.isErr() || error !== null ? made : await this.directories.removeEmpty(made.value);
    if (tidied.isErr()) error ??= tidied.error;
    return { foreign, unreached, error };
  }

  private async arrived(): Promise<RunResult> {
    const { direction } = this.way;
    const { clock, planTtlMs } = this.deps;
    const left = direction === 'apply' ? ok(this.leftDirectories()) : await this.made('apply');
    if (left.isErr()) return err(left.error);
    const tidied = await this.directories.removeEmpty(left.value);
    if (tidied.isErr()) return err(tidied.error);
    const now = clock.now();
    return this.change({
      ...{ status: direction === 'apply' ? 'applied' : 'undone', settled: null, pendingSince: null, as: null },
      ...(direction === 'apply' ? { appliedAt: toTimestamp(now) } : {}),
      expiresAt: toTimestamp(now + planTtlMs),
    });
  }

  private settle(status: KnownPlan['settled']): Promise<RunResult> {
    return this.change({ status: status ?? 'failed', settled: null, pendingSince: null, as: null });
  }

  private async stalePaths(): Promise<Result<readonly string[], RunError>> {
    const paths: string[] = [];
    for (const step of this.steps) {
      const state = await this.fileSteps.look(step);
      if (state.isErr()) return err(state.error);
      if (state.value !== 'from') paths.push(pathOf(step));
    }
    return ok(paths);
  }

  private async markBegun(): Promise<RunResult> {
    const { caller, direction } = this.way;
    const { clock, log } = this.deps;
    const sides = this.steps.flatMap(({ from, to }) => (to === null || to.path === from?.path ? [] : [to]));
    const missing = await this.directories.missing(sides);
    if (missing.isErr()) return err(missing.error);
    const bytes = Buffer.from(JSON.stringify(missing.value));
    const written = await log.writePart(this.plan, { part: `directories.${direction}`, bytes });
    if (written.isErr()) return err(written.error);
    const status = direction === 'apply' ? 'applying' : 'undoing';
    const settled = this.plan.status === 'making' || this.plan.status === 'removing' ? null : this.plan.status;
    return this.change({ status, settled, pendingSince: toTimestamp(clock.now()), as: caller });
  }

  private async change(changes: Parameters<PlanLog['change']>[1]): Promise<RunResult> {
    const changed = await this.deps.log.change(this.plan, changes);
    if (changed.isOk()) this.plan = changed.value;
    return changed;
  }

  private async made(direction: Direction): Promise<Result<MadeDirectories, StoreError>> {
    const part = await this.deps.log.part(this.plan, `directories.${direction}`);
    return part.map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as MadeDirectories);
  }

  /** Those that files were moved or removed from, and what is above them. */
  private leftDirectories(): readonly string[] {
    return directoriesAbove(
      this.steps.flatMap(({ from, to }) => (from === null || from.path === to?.path ? [] : [from])),
    );
  }

  private bytesOf({ number, isReversed }: NumberedStep) {
    return Promise.resolve(this.deps.log.part(this.plan, `${number}.${isReversed ? 'from' : 'to'}`));
  }
}

function pathOf({ from, to }: FileStep): string {
  const side: FileSide | null = from ?? to;
  return side?.path ?? '';
}
