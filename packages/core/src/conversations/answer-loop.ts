import type { Caller, SessionId } from '../kernel/index.js';
import type { ChatModel, FinishReason, ModelError, ModelEvent, ToolCall } from '../models/index.js';
import { AnswerDraft } from './answer-draft.js';
import type { AnswerChunk } from './answer-chunk.js';
import { answerLimit, type AnswerLimit } from './answer-errors.js';
import type { ResolvedAnswerOptions } from './answer-options.js';
import { toModelMessages, type Said } from './model-history.js';
import type { ToolBox } from './tool-box.js';

export interface AnswerLoopDeps {
  readonly model: ChatModel;
  readonly tools: ToolBox | undefined;
  readonly options: ResolvedAnswerOptions;
}

export interface AnswerRequest {
  readonly caller: Caller;
  readonly sessionId: SessionId | undefined;
  /** What was said before, the oldest first. */
  readonly history: readonly Said[];
  /** Ends the answer. */
  readonly signal: AbortSignal;
  /** Tells a chunk; resolves when more may come. */
  readonly tell: (chunk: AnswerChunk) => Promise<void>;
  /** What was said so far, after each round of tools: to be kept. */
  readonly keep: (draft: AnswerDraft) => Promise<void>;
  /** What was said so far, before a round of tools: so that what is begun is known, whatever becomes of this process. */
  readonly begin?: (draft: AnswerDraft) => Promise<void>;
}

/** Why an answer is not complete; `null` for one that is. */
export type AnswerFailure = ModelError | AnswerLimit | null;

type Step = { readonly reason: FinishReason } | { readonly error: ModelError | AnswerLimit };

/** Asks the model until it has said all: once, and once more after each round of tools, within the limits. */
export class AnswerLoop {
  readonly draft = new AnswerDraft();
  /** How often the model was asked. */
  steps = 0;
  private toolCalls = 0;

  constructor(
    private readonly deps: AnswerLoopDeps,
    private readonly request: AnswerRequest,
  ) {}

  async run(): Promise<AnswerFailure> {
    const { maxSteps, maxAnswerTokens } = this.deps.options;
    while (this.steps < maxSteps) {
      this.steps += 1;
      const calls: ToolCall[] = [];
      const outcome = await this.ask(calls);
      if ('error' in outcome) return outcome.error;
      if (outcome.reason !== 'tool-calls' && calls.length === 0) return null;
      await this.request.begin?.(this.draft);
      const failed = await this.work(calls);
      if (failed !== null) return failed;
      await this.request.keep(this.draft);
      const { inputTokens, outputTokens } = this.draft.usage;
      if (inputTokens + outputTokens > maxAnswerTokens) return answerLimit('tokens', `${maxAnswerTokens} tokens`);
    }
    return answerLimit('steps', `${maxSteps} steps`);
  }

  /** One request to the model; what it wants of tools is added to `calls`. */
  private async ask(calls: ToolCall[]): Promise<Step> {
    const { model, options, tools } = this.deps;
    const { history, sessionId, signal } = this.request;
    const { instructions, maxAnswerBytes, maxStepTokens } = options;
    const system: readonly Said[] = instructions === '' ? [] : [{ role: 'system', content: instructions, parts: [] }];
    const messages = toModelMessages([...system, ...history, { role: 'assistant', ...this.draft.body }]);
    const known = sessionId === undefined ? [] : (tools?.definitions ?? []);
    const wanted = { messages, maxTokens: maxStepTokens, signal, ...(known.length === 0 ? {} : { tools: known }) };
    for await (const event of model.stream(wanted)) {
      if (event.type === 'failed') return { error: event.error };
      if (event.type === 'finish') return { reason: event.reason };
      await this.take(event, calls);
      if (this.draft.bytes > maxAnswerBytes) return { error: answerLimit('bytes', `${maxAnswerBytes} bytes`) };
    }
    return { reason: 'stop' };
  }

  private async take(
    event: Exclude<ModelEvent, { readonly type: 'finish' | 'failed' }>,
    calls: ToolCall[],
  ): Promise<void> {
    this.draft.add(event);
    await this.request.tell(event);
    if (event.type !== 'tool-call') return;
    const { type: _type, ...call } = event;
    calls.push(call);
  }

  /** Has the tools do it, one after the other. */
  private async work(calls: readonly ToolCall[]): Promise<AnswerLimit | ModelError | null> {
    const { options, tools } = this.deps;
    const { caller, sessionId, signal, tell } = this.request;
    for (const call of calls) {
      if (signal.aborted) return null;
      this.toolCalls += 1;
      if (this.toolCalls > options.maxToolCalls) {
        return answerLimit('tool-calls', `${options.maxToolCalls} calls of tools`);
      }
      const { toolCallId, toolName } = call;
      const onOutput = (text: string) => tell({ type: 'tool-output', toolCallId, text });
      const result =
        tools === undefined || sessionId === undefined
          ? { toolCallId, toolName, output: 'There are no tools here.', isError: true }
          : await tools.call(call, { caller, sessionId, signal, onOutput });
      this.draft.result(result);
      await tell({ type: 'tool-result', ...result });
      if (this.draft.bytes > options.maxAnswerBytes) {
        return answerLimit('bytes', `${options.maxAnswerBytes} bytes`);
      }
    }
    return null;
  }
}
