import {
  delay,
  errAsync,
  messageId,
  ok,
  ResultAsync,
  timeLimit,
  toTimestamp,
  type Caller,
  type CarrelError,
  type Result,
} from '../kernel/index.js';
import type { ChatModel } from '../models/index.js';
import type { StreamError, StreamService, StreamWriter } from '../streaming/index.js';
import { shuttingDown } from '../workspaces/index.js';
import { tellChunk } from './answer-chunk.js';
import { AnswerCommands, type AnswerCommandsDeps } from './answer-commands.js';
import type { AnswerDraft } from './answer-draft.js';
import { answerLimit, modelNotConfigured, type ModelNotConfigured } from './answer-errors.js';
import { historyBefore } from './answer-history.js';
import { AnswerLoop, type AnswerFailure } from './answer-loop.js';
import type { ResolvedAnswerOptions } from './answer-options.js';
import type { RepeatableRequest } from './conversation-repository.js';
import type { Conversation } from './conversation.js';
import type { AddError, MessageRepository, NewMessage } from './message-repository.js';
import type { Message } from './message.js';
import type { ToolBox } from './tool-box.js';

export interface AnswersDeps extends AnswerCommandsDeps {
  readonly model: ChatModel | undefined;
  readonly tools: ToolBox | undefined;
  readonly messages: MessageRepository;
  readonly streams: Pick<StreamService, 'create'>;
  readonly options: ResolvedAnswerOptions;
}

/** A message that a model answers, and the answer as it begins. */
export interface Asked {
  readonly message: Message;
  readonly answer: Message;
}

export interface Question {
  readonly conversation: Conversation;
  readonly message: NewMessage;
  readonly maxMessages: number;
  readonly request?: RepeatableRequest;
}

export type AskError = AddError | StreamError | ModelNotConfigured;

/** How often an end that the store does not take is written again, and after which pause. */
const WRITE_ATTEMPTS = 20;
const WRITE_PAUSE_MS = 500;

/** Has a model answer messages: each answer flows into a stream, and stands in the conversation at its end. */
export class Answers {
  private readonly running = new Map<string, { readonly stop: AbortController; readonly over: Promise<void> }>();
  private closed = false;

  constructor(private readonly deps: AnswersDeps) {}

  /** Whether this process says the answer. */
  says(message: Pick<Message, 'id'>): boolean {
    return this.running.has(message.id);
  }

  /** The message and its answer have their places when ok, and the answer is being said. */
  ask(caller: Caller, question: Question): ResultAsync<Asked, AskError> {
    const { model, streams } = this.deps;
    if (model === undefined) return errAsync(modelNotConfigured());
    if (this.closed) return errAsync(shuttingDown());
    const { sessionId } = question.conversation;
    const place = { purpose: 'answer', ...(sessionId === undefined ? {} : { sessionId }) };
    // The stream is first, so that an answer on record always has one, whose end tells of a crash.
    return streams
      .create(caller, place)
      .andThen((writer) => new ResultAsync(this.begin(caller, question, { model, writer })));
  }

  /** Every answer that is being said here has ended, as failed, and no more begin. */
  async close(): Promise<void> {
    this.closed = true;
    const all = [...this.running.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ over }) => over));
  }

  private async begin(
    caller: Caller,
    { conversation, message, ...question }: Question,
    { model, writer }: { readonly model: ChatModel; readonly writer: StreamWriter },
  ): Promise<Result<Asked, AskError>> {
    const placeholder: NewMessage = {
      ...message,
      ...{ id: messageId.create(this.deps.ids), role: 'assistant', content: '', parts: [] },
      ...{ replyTo: message.id, status: 'answering', streamId: writer.id },
    };
    const added = await this.deps.messages.add({ ...question, messages: [message, placeholder] });
    const answer = added.unwrapOr([])[1];
    if (added.isErr() || answer?.streamId !== writer.id) {
      // Refused, or the same request had its answer before.
      const { type, message: why } = added.isErr() ? added.error : REPEATED;
      (await writer.fail({ type, message: why })).unwrapOr(undefined);
    } else this.start(caller, { conversation, answer, model, writer });
    return added.map(([first = message as Message, second = first]) => ({ message: first, answer: second }));
  }

  private start(caller: Caller, told: Telling): void {
    const stop = new AbortController();
    const over = this.say(caller, told, stop.signal).finally(() => this.running.delete(told.answer.id));
    this.running.set(told.answer.id, { stop, over });
  }

  private async say(caller: Caller, told: Telling, closing: AbortSignal): Promise<void> {
    const { clock, options } = this.deps;
    const { answer, conversation, model, writer } = told;
    const limit = timeLimit(clock, options.answerTimeoutMs, AbortSignal.any([closing, writer.signal]));
    const { signal } = limit;
    const history = await historyBefore(this.deps.messages, answer, options);
    const commands = this.commandsOf(told);
    const tools = this.deps.tools === undefined ? undefined : commands?.named(this.deps.tools);
    const loop = new AnswerLoop(
      { model, tools, options },
      {
        ...{ caller, sessionId: conversation.sessionId, history, signal },
        tell: (chunk) => tellChunk(writer, chunk),
        keep: (draft) => this.keep(answer, draft),
      },
    );
    const failure = await loop.run().catch((thrown: unknown): CarrelError => this.broken(thrown));
    limit.cancel();
    const why = closing.aborted ? shuttingDown() : limit.isOver ? tooLate(options) : failure;
    const isCut = signal.aborted;
    await this.end(told, loop.draft, why);
    // The end of a command that was cut short is seen to by whoever looks for what was left.
    if (!isCut) await commands?.forget();
  }

  private commandsOf({ answer: { tenantId }, conversation, writer }: Telling): AnswerCommands | undefined {
    const { sessionId } = conversation;
    return sessionId === undefined
      ? undefined
      : new AnswerCommands(this.deps, { tenantId, sessionId, streamId: writer.id });
  }

  /** The message first, so that whoever sees the end of the stream finds it in the conversation. */
  private async end(
    { answer, writer }: Telling,
    draft: AnswerDraft,
    failure: AnswerFailure | CarrelError,
  ): Promise<void> {
    const isCancelled = writer.signal.aborted;
    const error = failure === null || isCancelled ? {} : { error: { type: failure.type, message: failure.message } };
    const status = isCancelled ? 'cancelled' : failure === null ? 'complete' : 'failed';
    const usage = draft.usage;
    await this.write(answer, (current) => ({ ...current, ...draft.body, ...error, status, usage }));
    const ended = error.error === undefined ? await writer.end() : await writer.fail(error.error);
    if (ended.isErr() && ended.error.type !== 'stream/ended')
      this.deps.logger.warn({ error: ended.error }, 'stream of an answer not ended');
  }

  private async keep(answer: Message, draft: AnswerDraft): Promise<void> {
    const { messages } = this.deps;
    const kept = await messages.update(keyOf(answer), (current) => ok({ ...current, ...draft.body }));
    if (kept.isErr()) this.deps.logger.debug({ error: kept.error }, 'answer not kept before its end');
  }

  /** Tries until the store takes it; a message that was removed needs no end. */
  private async write(answer: Message, change: (current: Message) => Message): Promise<void> {
    const { clock, logger, messages } = this.deps;
    for (let attempt = 1; ; attempt += 1) {
      const now = toTimestamp(clock.now());
      const written = await messages.update(keyOf(answer), (current) => ok({ ...change(current), updatedAt: now }));
      if (written.isOk() || written.error.type === 'message/not-found') return;
      if (attempt === WRITE_ATTEMPTS || this.closed) {
        logger.warn({ error: written.error }, 'answer not written');
        return;
      }
      await delay(clock, WRITE_PAUSE_MS);
    }
  }

  private broken(thrown: unknown): CarrelError {
    this.deps.logger.error({ error: thrown }, 'answer broke');
    return { type: 'service/failed', message: 'The answer could not be said.', retryable: false };
  }
}

interface Telling {
  readonly conversation: Conversation;
  readonly answer: Message;
  readonly model: ChatModel;
  readonly writer: StreamWriter;
}

const REPEATED = { type: 'request/repeated', message: 'The same request had its answer before.' };

function tooLate({ answerTimeoutMs }: ResolvedAnswerOptions): CarrelError {
  return answerLimit('time', `${answerTimeoutMs} ms`);
}

function keyOf({ tenantId, conversationId: id, id: message }: Message) {
  return { tenantId, id, messageId: message };
}
