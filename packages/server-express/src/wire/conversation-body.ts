import type { Asked, Conversation, Message, MessagePart } from '@carrel/core/conversations';
import type { JsonValue } from '@carrel/core/models';
import { z } from 'zod';

/** A conversation as answers show it. */
export const conversationBody = z.strictObject({
  id: z.string(),
  tenantId: z.string(),
  ownerId: z.string(),
  sessionId: z.string().exactOptional(),
  title: z.string().exactOptional(),
  forkedFrom: z.strictObject({ conversationId: z.string(), sequence: z.int() }).exactOptional(),
  messageCount: z.int(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

const role = z.enum(['system', 'user', 'assistant', 'tool']);
const json = z.custom<JsonValue>();

const part: z.ZodType<MessagePart> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('reasoning'), text: z.string() }),
  z.strictObject({ type: z.literal('tool-call'), toolCallId: z.string(), toolName: z.string(), input: json }),
  z.strictObject({
    type: z.literal('tool-result'),
    toolCallId: z.string(),
    toolName: z.string(),
    output: json,
    isError: z.boolean().exactOptional(),
  }),
  z.strictObject({ type: z.literal('file'), path: z.string(), mediaType: z.string().exactOptional() }),
]);

/** A message as answers show it. */
export const messageBody = z.strictObject({
  // Of a message that a model was asked to answer.
  answerId: z.string().exactOptional(),
  id: z.string(),
  tenantId: z.string(),
  conversationId: z.string(),
  sequence: z.int(),
  role,
  authorId: z.string(),
  content: z.string(),
  parts: z.array(part),
  replyTo: z.string().exactOptional(),
  status: z.enum(['complete', 'answering', 'cancelled', 'failed']),
  streamId: z.string().exactOptional(),
  error: z.strictObject({ type: z.string(), message: z.string() }).exactOptional(),
  usage: z.strictObject({ inputTokens: z.int(), outputTokens: z.int() }).exactOptional(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

// The shapes that requests take. How long and how many is the service's matter, whose bounds are configured.
export const createConversationBody = z.strictObject({
  sessionId: z.string().exactOptional(),
  title: z.string().exactOptional(),
});

export const updateConversationBody = z.strictObject({ title: z.string().nullable() });

export const addMessageBody = z.strictObject({
  role,
  content: z.string(),
  // Anything here: the service says what a part is, and how deep one may be, before anybody goes into it.
  parts: z.array(z.unknown()).exactOptional(),
  replyTo: z.string().exactOptional(),
  respond: z.boolean().exactOptional(),
});

export function toConversationBody(conversation: Conversation): object {
  const { id, tenantId, ownerId, sessionId, title, forkedFrom, messageCount, version, createdAt, updatedAt } =
    conversation;
  return {
    ...{ id, tenantId, ownerId, sessionId, title, forkedFrom },
    ...{ messageCount, version, createdAt, updatedAt },
  };
}

export function toMessageBody(message: Message): object {
  const { id, tenantId, conversationId, sequence, role: speaker, authorId, content, parts } = message;
  const { replyTo, status, streamId, error, usage, version, createdAt, updatedAt } = message;
  return {
    ...{ id, tenantId, conversationId, sequence, role: speaker, authorId, content, parts },
    ...{ replyTo, status, streamId, error, usage, version, createdAt, updatedAt },
  };
}

/** A message that a model answers: with the id of the answer, and the stream in which it is said. */
export function toAskedBody({ message, answer }: Asked): object {
  return { ...toMessageBody(message), answerId: answer.id, streamId: answer.streamId };
}
