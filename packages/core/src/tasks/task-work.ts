import {
  AnswerLoop,
  historyBefore,
  modelNotConfigured,
  type AnswerDraft,
  type AnswerFailure,
  type Message,
  type MessageRepository,
  type ResolvedConversationOptions,
  type Said,
  type ToolBox,
} from '../conversations/index.js';
import { delay, messageId, type Caller, type CarrelError, type IdSource } from '../kernel/index.js';
import type { Clock, ResultAsync } from '../kernel/index.js';
import type { ChatModel } from '../models/index.js';
import type { Logger } from '../telemetry/index.js';
import type { LeftCommands, Workspace, WorkspaceRepository } from '../workspaces/index.js';
import { TaskCommands } from './task-commands.js';
import { BROKEN, endOfAnswer, failedFor, NOT_ALLOWED, WORKSPACE_LOST } from './task-endings.js';
import type { TaskHold } from './task-hold.js';
import { TaskMessages } from './task-messages.js';
import type { ResolvedTaskOptions } from './task-options.js';
import { callerOf, type TaskEnding } from './task-record.js';
import type { TaskTerminals } from './task-terminals.js';
import type { TaskVoice } from './task-voice.js';
import type { TaskUsage } from './task.js';

export interface TaskWorkDeps {
  /** A task may have been made where there was one. */
  readonly model: ChatModel | undefined;
  readonly tools: ToolBox;
  readonly leftCommands: Pick<LeftCommands, 'end'>;
  readonly ofTerminals: TaskTerminals;
  readonly messages: MessageRepository;
  readonly workspaceRepository: Pick<WorkspaceRepository, 'get'>;
  /** Whether the user is still there, and may do what the caller of a task may. */
  readonly mayWork: (caller: Caller) => ResultAsync<boolean, CarrelError>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly conversationOptions: ResolvedConversationOptions;
  readonly options: ResolvedTaskOptions;
}

const BUSY_PAUSE_MS = 1_000;
/** What the model is told where an earlier run had begun to answer. */
const GOES_ON = 'The work was interrupted here. It goes on now: look at what is there before you repeat anything.';

/** What the model does in one run of a task. */
export class TaskWork {
  private readonly caller: Caller;
  private readonly messages: TaskMessages;
  /** What earlier runs used. */
  private readonly before: TaskUsage;

  constructor(
    private readonly deps: TaskWorkDeps,
    private readonly hold: TaskHold,
    private readonly voice: TaskVoice,
  ) {
    this.caller = callerOf(hold.current);
    this.messages = new TaskMessages(deps, hold);
    this.before = hold.current.usage;
  }

  /** What the task comes to; where the run was stopped, `hold.stopped` says more. */
  async run(workspace: Workspace): Promise<TaskEnding> {
    const { model } = this.deps;
    if (model === undefined) return failedFor('model-failed', modelNotConfigured());
    const { usage, limits } = this.hold.current;
    const earlier = await this.messages.settleEarlier();
    const steps = limits.maxSteps - usage.steps;
    const tokens = limits.maxTokens - usage.tokens;
    if (steps <= 0) return failedFor('step-limit', LIMIT_REACHED);
    if (tokens <= 0) return failedFor('token-limit', LIMIT_REACHED);
    const answer = await this.begin();
    if ('status' in answer) return answer;
    const loop = await this.loopFor(answer.message, { model, workspace, steps, tokens, isResumed: earlier });
    const failure = await loop.run().catch((thrown: unknown): CarrelError => this.broken(thrown));
    await this.count(loop);
    if (!this.hold.isLost) await this.deps.ofTerminals.forget(this.hold.current.id);
    return this.close(answer.message, loop.draft, failure);
  }

  /** The answer has its place in the conversation, and its id is on the record of the task from before. */
  private async begin(): Promise<{ readonly message: Message } | TaskEnding> {
    const { clock, ids } = this.deps;
    const id = messageId.create(ids);
    const written = await this.hold.write((task) => ({ ...task, answerId: id }));
    if (written.isErr()) return BROKEN;
    for (;;) {
      const added = await this.messages.add(id);
      if (added.isOk()) return { message: added.value };
      const { stopped } = this.hold;
      if (stopped !== null) return typeof stopped === 'string' ? BROKEN : stopped;
      if (!added.error.retryable) return failedFor('conversation-failed', added.error);
      await delay(clock, added.error.retryAfterMs ?? BUSY_PAUSE_MS, this.hold.signal);
    }
  }

  private async loopFor(
    answer: Message,
    run: {
      readonly model: ChatModel;
      readonly workspace: Workspace;
      readonly steps: number;
      readonly tokens: number;
      readonly isResumed: boolean;
    },
  ): Promise<AnswerLoop> {
    const { conversationOptions, messages, options } = this.deps;
    const seen = this.deps.ofTerminals.seen(this.deps.tools, this.hold.current.id);
    const tools = new TaskCommands(this.deps, this.hold).named(seen);
    const limits = { maxSteps: run.steps, maxAnswerTokens: run.tokens, maxToolCalls: options.maxToolCalls };
    const { prompt, promptId, sessionId } = this.hold.current;
    const before = await historyBefore(messages, answer, conversationOptions);
    const isPrompted = before.some(({ id }) => id === promptId);
    const history: readonly Said[] = [
      ...(isPrompted ? [] : [said(prompt)]),
      ...before,
      ...(run.isResumed ? [said(GOES_ON)] : []),
    ];
    const loop: AnswerLoop = new AnswerLoop(
      { model: run.model, tools, options: { ...conversationOptions, ...limits } },
      {
        ...{ caller: this.caller, sessionId, history, signal: this.hold.signal },
        tell: (chunk) => this.voice.tell(chunk),
        begin: (draft) => this.keep(loop, answer, draft),
        keep: async (draft) => {
          await this.keep(loop, answer, draft);
          await this.look(run.workspace);
        },
      },
    );
    return loop;
  }

  /** What was used is counted first: a run that lost its task learns of it here, and says nothing more. */
  private async keep(loop: AnswerLoop, answer: Message, draft: AnswerDraft): Promise<void> {
    await this.count(loop);
    if (!this.hold.isLost) await this.messages.keep(answer, draft.body);
  }

  private async count({ draft, steps }: AnswerLoop): Promise<void> {
    const { before } = this;
    const { inputTokens, outputTokens } = draft.usage;
    const usage = { steps: before.steps + steps, tokens: before.tokens + inputTokens + outputTokens };
    const written = await this.hold.write((task) => ({ ...task, usage }));
    if (written.isErr()) this.deps.logger.debug({ error: written.error }, 'usage of a task not counted');
  }

  /** Stops the run where its workspace or its user is gone. */
  private async look({ intentToken, tenantId, sessionId }: Workspace): Promise<void> {
    if (this.hold.stopped !== null) return;
    const [now, mayWork] = await Promise.all([
      this.deps.workspaceRepository.get({ tenantId, sessionId }),
      this.deps.mayWork(this.caller),
    ]);
    if (mayWork.isOk() && !mayWork.value) this.hold.stop(NOT_ALLOWED);
    if (now.isOk() && !(now.value?.state === 'ready' && now.value.intentToken === intentToken))
      this.hold.stop(WORKSPACE_LOST);
  }

  /** The message first, so that whoever sees the end of the task finds it whole. */
  private async close(answer: Message, draft: AnswerDraft, failure: AnswerFailure | CarrelError): Promise<TaskEnding> {
    const { stopped } = this.hold;
    if (stopped === 'lost') return BROKEN;
    const ending = stopped === null || stopped === 'closing' ? endOfAnswer(failure) : stopped;
    await this.messages.close(answer, draft, stopped === 'closing' ? null : ending);
    return ending;
  }

  private broken(thrown: unknown): CarrelError {
    this.deps.logger.error({ error: thrown }, 'task broke');
    return { type: 'service/failed', message: 'The task could not be run.', retryable: false };
  }
}

const LIMIT_REACHED = { type: 'task/limit', message: 'The task reached a limit of its own.' };

function said(content: string): Said {
  return { role: 'user', content, parts: [] };
}
