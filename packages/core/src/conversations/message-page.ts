import { err, ok, ResultAsync, type Result } from '../kernel/index.js';
import type { ReadView, ScanOptions, ScanPage, ScanPosition, StoreError } from '../store/index.js';
import { messages, type StoredMessage } from './conversation-records.js';
import type { ConversationKey } from './conversation.js';
import { readMessage } from './message-bodies.js';
import type { Message } from './message.js';

export interface MessageRange {
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** The place of the last message that was given before. */
  readonly after: number | string | undefined;
}

export interface MessagesPage {
  readonly items: readonly Message[];
  /** The place of the last item, when others may follow; `null` when none do. */
  readonly next: number | null;
}

/** The most bytes of the bodies of one page, past the first message, so that one answer has a bound whatever was kept. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;
const SCANNED_AT_ONCE = 50;

/** Some of the living messages of a conversation, in their order. */
export function messagePage(
  view: ReadView,
  key: ConversationKey,
  range: MessageRange,
): ResultAsync<MessagesPage, StoreError> {
  return new ResultAsync(collect(view, key, range));
}

async function collect(
  view: ReadView,
  { tenantId, id }: ConversationKey,
  { order, limit, after }: MessageRange,
): Promise<Result<MessagesPage, StoreError>> {
  const items: Message[] = [];
  const options = { prefix: [tenantId, id], limit: Math.min(limit, SCANNED_AT_ONCE), ...sideOf(order, after) };
  let bytes = 0;
  let position: ScanPosition | null = null;
  do {
    const from: Pick<ScanOptions, 'after'> = position === null ? {} : { after: position };
    const page: Result<ScanPage<StoredMessage>, StoreError> = await view.scan(messages, { ...options, ...from });
    if (page.isErr()) return err(page.error);
    for (const stored of page.value.items) {
      if (stored.value.deletedAt !== undefined) continue;
      bytes += stored.value.bodyBytes;
      const last = items.at(-1);
      if (last !== undefined && (items.length === limit || bytes > MAX_PAGE_BYTES)) {
        return ok({ items, next: last.sequence });
      }
      const message = await readMessage(view, stored);
      if (message.isErr()) return err(message.error);
      items.push(message.value);
    }
    position = page.value.next;
  } while (position !== null);
  return ok({ items, next: null });
}

function sideOf(order: MessageRange['order'], after: MessageRange['after']) {
  if (order === 'desc') return { reverse: true, ...(after === undefined ? {} : { end: [after] }) };
  return after === undefined ? {} : { start: [Number(after) + 1] };
}
