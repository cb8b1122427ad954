import type {
  AddError,
  AnswerDraft,
  Message,
  MessageBody,
  MessagePart,
  MessageRepository,
  NewMessage,
  ResolvedConversationOptions,
} from '../conversations/index.js';
import { err, ok, toTimestamp, type CarrelError, type Clock, type MessageId, type Result } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import type { TaskHold } from './task-hold.js';
import type { TaskEnding } from './task-record.js';

export interface TaskMessagesDeps {
  readonly messages: MessageRepository;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly conversationOptions: ResolvedConversationOptions;
}

const INTERRUPTED = { type: 'task/interrupted', message: 'What ran the task was gone; it went on in another run.' };
/** What the model is told of a call during which its run ended. */
const UNKNOWN_OUTCOME =
  'The call was interrupted: it was done, in part or not at all, and nobody knows. Look before you do it again.';

/** What a task says in its conversation: its prompt, and an answer for each of its runs. */
export class TaskMessages {
  constructor(
    private readonly deps: TaskMessagesDeps,
    private readonly hold: TaskHold,
  ) {}

  /** The answer of an earlier run has its end when it resolves; whether it had said or done anything. */
  async settleEarlier(): Promise<boolean> {
    const { answerId } = this.hold.current;
    if (answerId === undefined) return false;
    const settled = await this.write(answerId, interrupted);
    return settled?.parts.length !== undefined && settled.parts.length > 0;
  }

  /** The prompt, unless it is there, and the answer of this run, which is yet to be said. */
  async add(id: MessageId): Promise<Result<Message, AddError | StoreError>> {
    const { conversationOptions, messages } = this.deps;
    const { conversationId, promptId, tenantId } = this.hold.current;
    const found = await messages.get({ tenantId, id: conversationId, messageId: promptId });
    if (found.isErr()) return err(found.error);
    const answer = this.answer(id);
    const { maxMessages } = conversationOptions;
    const both: readonly [NewMessage, ...NewMessage[]] = found.value === null ? [this.prompt(), answer] : [answer];
    const added = await messages.add({ messages: both, maxMessages });
    return added.map((all) => all.at(-1) as Message);
  }

  /** What is said so far, unless that cannot be kept now. */
  async keep({ id }: Message, body: MessageBody): Promise<void> {
    const kept = await this.update(id, (current) => ({ ...current, ...body }));
    if (kept.isErr()) this.deps.logger.debug({ error: kept.error }, 'answer of a task not kept before its end');
  }

  /** All that was said, and how it ended; `ending` is `null` where another run goes on. */
  async close({ id }: Message, draft: AnswerDraft, ending: TaskEnding | null): Promise<void> {
    const { usage } = draft;
    await this.write(id, (current) => {
      const whole = { ...current, ...draft.body, usage };
      if (ending === null) return interrupted(whole);
      if (ending.status === 'succeeded') return { ...whole, status: 'complete' };
      const error = ending.error === undefined ? {} : { error: ending.error };
      return { ...whole, ...error, status: ending.status };
    });
  }

  /** Tries until the store takes it or the hold is over; `null` for a message that is gone, or was ended by somebody else. */
  private async write(id: MessageId, change: (current: Message) => Message): Promise<Message | null> {
    const written = await this.hold.untilTaken(() => this.update(id, change));
    if (written.isOk()) return written.value;
    this.deps.logger.debug({ error: written.error }, 'message of a task not written');
    return null;
  }

  private async update(id: MessageId, change: (current: Message) => Message): Promise<Result<Message, CarrelError>> {
    const { conversationId, tenantId } = this.hold.current;
    const updatedAt = this.now();
    return this.deps.messages.update({ tenantId, id: conversationId, messageId: id }, (current) =>
      ok({ ...change(current), updatedAt }),
    );
  }

  private prompt(): NewMessage {
    const { prompt, promptId } = this.hold.current;
    return { ...this.common(), id: promptId, role: 'user', content: prompt, parts: [], status: 'complete' };
  }

  private answer(id: MessageId): NewMessage {
    const { streamId, promptId } = this.hold.current;
    const stream = streamId === undefined ? {} : { streamId };
    const said = { role: 'assistant', content: '', parts: [], status: 'answering' } as const;
    return { ...this.common(), ...said, ...stream, id, replyTo: promptId };
  }

  private common() {
    const { tenantId, conversationId, userId: authorId } = this.hold.current;
    const now = this.now();
    return { tenantId, conversationId, authorId, createdAt: now, updatedAt: now };
  }

  private now(): string {
    return toTimestamp(this.deps.clock.now());
  }
}

/** The message as one whose run ended without a word. What was complete stays so. */
function interrupted(message: Message): Message {
  if (message.status === 'complete') return message;
  const answered = new Set(message.parts.flatMap((part) => (part.type === 'tool-result' ? [part.toolCallId] : [])));
  const results = message.parts.flatMap((part): readonly MessagePart[] =>
    part.type === 'tool-call' && !answered.has(part.toolCallId) ? [resultOf(part)] : [],
  );
  return { ...message, parts: [...message.parts, ...results], status: 'failed', error: INTERRUPTED };
}

function resultOf({ toolCallId, toolName }: { readonly toolCallId: string; readonly toolName: string }): MessagePart {
  return { type: 'tool-result', toolCallId, toolName, output: UNKNOWN_OUTCOME, isError: true };
}
