import { ok, ResultAsync, toTimestamp, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { StreamRepository } from '../streaming/index.js';
import type { StreamEnd } from '../streams/index.js';
import { answerLost } from './answer-errors.js';
import type { MessageRepository } from './message-repository.js';
import type { Message } from './message.js';

export interface LostAnswersDeps {
  readonly messages: MessageRepository;
  readonly streams: Pick<StreamRepository, 'get'>;
  readonly clock: Clock;
  /** How long who says an answer may take to write its end after that of its stream, in milliseconds. */
  readonly graceMs: number;
}

const LOOKED_AT = 100;

/** Ends answers whose streams have ended, and whose writers never wrote it: they are gone. */
export class LostAnswers {
  /** When each was first seen to be over, by its id. */
  private readonly seen = new Map<string, number>();

  constructor(private readonly deps: LostAnswersDeps) {}

  /** One look at those that are being said, as far as is known; `null`, or what could not be done. */
  async sweep(): Promise<CarrelError | null> {
    const { clock, messages } = this.deps;
    const all = await messages.listAnswering(toTimestamp(clock.now()), LOOKED_AT);
    if (all.isErr()) return all.error;
    const open = new Set(all.value.map(({ id }) => String(id)));
    for (const id of this.seen.keys()) if (!open.has(id)) this.seen.delete(id);
    let failed: CarrelError | null = null;
    for (const message of all.value) {
      const settled = await this.settle(message);
      if (settled.isErr()) failed = settled.error;
    }
    return failed;
  }

  private settle(message: Message): ResultAsync<unknown, CarrelError> {
    return this.endOf(message).andThen((end): ResultAsync<unknown, CarrelError> => {
      if (end === null || !this.isLongOver(message)) return new ResultAsync(Promise.resolve(ok(null)));
      const { tenantId, conversationId, id } = message;
      const { type, message: why } = answerLost();
      const over =
        end.reason === 'cancelled'
          ? { status: 'cancelled' as const }
          : { status: 'failed' as const, error: { type, message: why } };
      const updatedAt = toTimestamp(this.deps.clock.now());
      return this.deps.messages.update(
        { tenantId, id: conversationId, messageId: id },
        (current): Result<Message, never> =>
          ok(current.status === 'answering' ? { ...current, ...over, updatedAt } : current),
      );
    });
  }

  /** How the stream of the answer ended; `null` while it goes on. */
  private endOf({ tenantId, streamId: id }: Message): ResultAsync<StreamEnd | null, CarrelError> {
    const gone: StreamEnd = { reason: 'lost' };
    if (id === undefined) return new ResultAsync(Promise.resolve(ok(gone)));
    return this.deps.streams.get({ tenantId, id }).map((stream) => (stream === null ? gone : (stream.end ?? null)));
  }

  private isLongOver({ id }: Message): boolean {
    const { clock, graceMs } = this.deps;
    const since = this.seen.get(id) ?? clock.now();
    this.seen.set(id, since);
    return clock.now() - since >= graceMs;
  }
}
