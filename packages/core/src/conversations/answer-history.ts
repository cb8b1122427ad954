import type { ResolvedAnswerOptions } from './answer-options.js';
import type { MessageRepository } from './message-repository.js';
import type { Message } from './message.js';

/** How many messages more than wanted are read: the answer itself, and what others say at the same time. */
const SPARE = 10;
const MAX_READ = 200;

/** What a model that answers is told of what was said before: the latest, within the limits, the oldest first. */
export async function historyBefore(
  messages: Pick<MessageRepository, 'list'>,
  { tenantId, conversationId: id, sequence }: Message,
  { maxContextBytes, maxContextMessages }: ResolvedAnswerOptions,
): Promise<readonly Message[]> {
  const limit = Math.min(MAX_READ, maxContextMessages + SPARE);
  const page = await messages.list({ tenantId, id }, { order: 'desc', limit });
  const items = page.map(({ items: found }) => found).unwrapOr([]);
  const before = items.filter((message) => message.sequence < sequence && message.status !== 'answering');
  let bytes = 0;
  const latest = before.slice(0, maxContextMessages).filter((message, index) => {
    bytes += Buffer.byteLength(JSON.stringify([message.content, message.parts]));
    return index === 0 || bytes <= maxContextBytes;
  });
  return latest.reverse();
}
