import { z } from 'zod';
import { messageId, nameSchema, sessionId, type MessageId, type SessionId } from '../kernel/index.js';
import type { JsonValue } from '../models/index.js';
import { workspacePath } from '../runtime/index.js';
import type { CreateConversation, UpdateConversation } from './conversation.js';
import type { ResolvedConversationOptions } from './conversation-options.js';
import { isShallowJson, MAX_JSON_DEPTH } from './json-depth.js';
import type { MessagePart } from './message-part.js';
import { MESSAGE_ROLES, type AddMessage } from './message.js';

/** What conversations and messages take, for these options. */
export interface ConversationSchemas {
  readonly create: z.ZodType<CreateConversation>;
  readonly update: z.ZodType<UpdateConversation>;
  readonly message: z.ZodType<AddMessage>;
}

export function createConversationSchemas({ maxParts }: ResolvedConversationOptions): ConversationSchemas {
  const title = nameSchema(z, MAX_TITLE_LENGTH);
  return {
    create: z.strictObject({ sessionId: aSession.exactOptional(), title: title.exactOptional() }),
    update: z.strictObject({ title: title.nullable() }),
    message: z.strictObject({
      role: z.enum(MESSAGE_ROLES),
      content: z.string(),
      parts: z.array(part).max(maxParts).exactOptional(),
      replyTo: aMessage.exactOptional(),
    }),
  };
}

/** The most characters of a title. */
export const MAX_TITLE_LENGTH = 200;

const aSession = z.custom<SessionId>((value) => sessionId.is(value), 'expected the id of a session');
const aMessage = z.custom<MessageId>((value) => messageId.is(value), 'expected the id of a message');

const json = z.custom<JsonValue>(isShallowJson, `expected JSON that is nested at most ${MAX_JSON_DEPTH} deep`);
const toolCallId = z.string().min(1).max(256);
const toolName = z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'expected 1 to 128 of A-Z a-z 0-9 _ . -');
const path = z.string().refine((text) => workspacePath(text).isOk(), 'expected a path inside the workspace');

const part: z.ZodType<MessagePart> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('reasoning'), text: z.string() }),
  z.strictObject({ type: z.literal('tool-call'), toolCallId, toolName, input: json }),
  z.strictObject({
    type: z.literal('tool-result'),
    toolCallId,
    toolName,
    output: json,
    isError: z.boolean().exactOptional(),
  }),
  z.strictObject({ type: z.literal('file'), path, mediaType: z.string().min(1).max(255).exactOptional() }),
]);
