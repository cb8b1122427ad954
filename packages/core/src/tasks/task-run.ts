import { toTimestamp } from '../kernel/index.js';
import { cleanUp, type TaskCleanupDeps } from './task-cleanup.js';
import { TaskCommands } from './task-commands.js';
import { BROKEN, NOT_ALLOWED, TIME_OVER, WORKSPACE_LOST } from './task-endings.js';
import { TaskHold, type TaskHoldDeps } from './task-hold.js';
import { cancelled } from './task-life.js';
import { callerOf, type StoredTask, type TaskEnding } from './task-record.js';
import { TaskSetupWork, type TaskSetupDeps } from './task-setup.js';
import { TaskVoice, type TaskVoiceDeps } from './task-voice.js';
import { TaskWork, type TaskWorkDeps } from './task-work.js';
import type { ActivityHold } from '../workspaces/index.js';
import type { TaskRepository } from './task-repository.js';

export type TaskRunDeps = Omit<
  TaskHoldDeps & TaskVoiceDeps & TaskSetupDeps & TaskWorkDeps & TaskCleanupDeps,
  'repository'
> & {
  readonly repository: TaskRepository;
};

/** One run of a task by this process, from where the task stands to its end, or until it is stopped. */
export class TaskRun {
  readonly over: Promise<void>;
  private readonly hold: TaskHold;
  private activity: ActivityHold | null = null;
  private cancelDeadline: () => void = () => undefined;

  constructor(
    private readonly deps: TaskRunDeps,
    task: StoredTask,
    holder: string,
  ) {
    this.hold = new TaskHold(deps, task, holder);
    this.over = this.run();
  }

  /** The task was asked to end. What comes after it is done all the same. */
  cancel(task: StoredTask): void {
    this.hold.stop(cancelled(task));
  }

  /** This process ends: another one goes on with the task. */
  close(): void {
    this.hold.stop('closing');
  }

  private async run(): Promise<void> {
    const { hold } = this;
    const voice = await TaskVoice.open(this.deps, hold, callerOf(hold.current));
    try {
      await this.runAs(voice);
    } catch (thrown) {
      this.deps.logger.error({ error: thrown }, 'task broke');
      await voice.abandon();
    } finally {
      this.cancelDeadline();
      this.activity?.end();
      await hold.close();
    }
  }

  private async runAs(voice: TaskVoice): Promise<void> {
    const { hold } = this;
    await new TaskCommands(this.deps, hold).endEarlier();
    const ending = await this.endingOf(voice);
    if (hold.stopped === 'lost') return voice.abandon();
    if (hold.stopped === 'closing') return this.handOver(voice);
    const cleaning = await hold.write((task) => ({ ...task, status: 'cleaning', ending }));
    if (cleaning.isErr()) return this.handOver(voice);
    await voice.phase(cleaning.value);
    const problem = await cleanUp(this.deps, hold);
    const noted = problem === null ? cleaning : await hold.write((task) => ({ ...task, cleanupError: problem }));
    if (noted.isErr()) return this.handOver(voice);
    this.activity?.end();
    const ended = await hold.end(ending);
    if (ended.isErr()) return this.handOver(voice);
    await voice.phase(ended.value);
    await voice.end(ending);
  }

  /** What the task comes to: decided once, by whichever run comes so far. */
  private async endingOf(voice: TaskVoice): Promise<TaskEnding> {
    const { current } = this.hold;
    if (current.status === 'cleaning') return current.ending ?? BROKEN;
    if (current.cancelledAt !== undefined) this.hold.stop(cancelled(current));
    else this.armDeadline();
    await voice.phase(current);
    const ending = await this.work(voice);
    const { stopped } = this.hold;
    return stopped === null || typeof stopped === 'string' ? ending : stopped;
  }

  private async work(voice: TaskVoice): Promise<TaskEnding> {
    const { hold } = this;
    const mayWork = await this.deps.mayWork(callerOf(hold.current));
    if (mayWork.isOk() && !mayWork.value) return NOT_ALLOWED;
    if (hold.stopped !== null) return BROKEN;
    const setup = new TaskSetupWork(this.deps, hold, voice);
    const held = await setup.workspace();
    if (held.isErr()) return held.error;
    const { activity, workspace } = held.value;
    this.activity = activity;
    const { incarnation } = workspace;
    // What the model did before is in the life that it did it in.
    if (hold.current.status === 'running' && hold.current.incarnation !== incarnation) return WORKSPACE_LOST;
    if (hold.current.status === 'initialising') {
      const filled = await setup.fill();
      if (filled.isErr()) return filled.error;
    }
    if (hold.stopped !== null) return BROKEN;
    const running = await hold.write((task) => ({ ...task, status: 'running', incarnation }));
    if (running.isErr()) return BROKEN;
    await voice.phase(running.value);
    return new TaskWork(this.deps, hold, voice).run(workspace);
  }

  /** The time of a task goes on through its runs. */
  private armDeadline(): void {
    const { clock } = this.deps;
    const { limits, startedAt } = this.hold.current;
    const begunAt = Date.parse(startedAt ?? toTimestamp(clock.now()));
    this.cancelDeadline = clock.setTimer(Math.max(0, begunAt + limits.maxDurationMs - clock.now()), () => {
      this.hold.stop(TIME_OVER);
    });
  }

  private async handOver(voice: TaskVoice): Promise<void> {
    await this.hold.giveUp();
    await voice.abandon();
  }
}
