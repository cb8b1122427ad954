import type { MessagePart } from '@carrel/core/conversations';
import { errAsync, ok, type MessageId, type ResultAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import type { Carrel } from '@carrel/core';
import type { ErrorOf } from '../http/error-of.js';
import { jsonBody, noBody } from '../http/body-spec.js';
import { conversationParam, messageParam, sessionParam } from '../http/path-param.js';
import { emptyReply, jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import {
  addMessageBody,
  conversationBody,
  createConversationBody,
  messageBody,
  toAskedBody,
  toConversationBody,
  toMessageBody,
  updateConversationBody,
} from '../wire/conversation-body.js';
import { pageBody } from '../wire/page.js';
import { idempotencyKey } from './idempotency-key.js';

const createConversation = bearerRoute({
  method: 'POST',
  path: '/conversations',
  summary: 'Begins a conversation, of a session or of the caller alone.',
  scope: 'conversations:write',
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(createConversationBody, { optional: true }),
  responses: { 201: conversationBody },
  handle: ({ basePath, body, headers }, carrel, caller) => {
    const key = idempotencyKey(headers);
    if (key.isErr()) return errAsync(key.error);
    const { sessionId: text, ...rest } = body;
    const within = text === undefined ? ok({}) : sessionParam(text).map((sessionId) => ({ sessionId }));
    return within
      .asyncAndThen((session) =>
        carrel.conversations.create(caller, { ...rest, ...session }, { idempotencyKey: key.value }),
      )
      .map((made) => jsonReply(201, toConversationBody(made), { Location: `${basePath}/conversations/${made.id}` }));
  },
});

const listConversations = bearerRoute({
  method: 'GET',
  path: '/conversations',
  summary: 'The conversations of a session, or those of the caller that have none, the newest first.',
  scope: 'conversations:read',
  cost: 1,
  wait: 'request',
  params: {},
  query: z.object({ ...pageQuery, sessionId: z.string().exactOptional() }),
  body: noBody,
  responses: { 200: pageBody(conversationBody) },
  handle: ({ query: { sessionId: text, ...page } }, carrel, caller) => {
    const within = text === undefined ? ok({}) : sessionParam(text).map((sessionId) => ({ sessionId }));
    return within
      .asyncAndThen((session) => carrel.conversations.list(caller, { ...page, ...session }))
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toConversationBody), nextCursor }));
  },
});

const getConversation = bearerRoute({
  method: 'GET',
  path: '/conversations/:id',
  summary: 'One conversation.',
  scope: 'conversations:read',
  cost: 1,
  wait: 'request',
  params: { id: conversationParam },
  query: noQuery,
  body: noBody,
  responses: { 200: conversationBody },
  handle: ({ params }, carrel, caller) =>
    carrel.conversations.get(caller, params.id).map((found) => jsonReply(200, toConversationBody(found))),
});

const updateConversation = bearerRoute({
  method: 'PUT',
  path: '/conversations/:id',
  summary: 'Gives a conversation another title, or takes it away.',
  scope: 'conversations:write',
  cost: 1,
  wait: 'request',
  params: { id: conversationParam },
  query: noQuery,
  body: jsonBody(updateConversationBody),
  responses: { 200: conversationBody },
  handle: ({ params, body }, carrel, caller) =>
    carrel.conversations.update(caller, params.id, body).map((changed) => jsonReply(200, toConversationBody(changed))),
});

const removeConversation = bearerRoute({
  method: 'DELETE',
  path: '/conversations/:id',
  summary: 'Deletes a conversation with its messages.',
  scope: 'conversations:write',
  cost: 1,
  wait: 'request',
  params: { id: conversationParam },
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params }, carrel, caller) => carrel.conversations.remove(caller, params.id).map(() => emptyReply()),
});

const addMessage = bearerRoute({
  method: 'POST',
  path: '/conversations/:id/messages',
  summary:
    'Adds a message at the end of a conversation; with `respond`, the model answers it in the stream `streamId`.',
  scope: 'conversations:write',
  cost: 1,
  wait: 'request',
  params: { id: conversationParam },
  query: noQuery,
  body: jsonBody(addMessageBody),
  responses: { 201: messageBody },
  handle: ({ basePath, params: { id }, body, headers }, carrel, caller) => {
    const key = idempotencyKey(headers);
    if (key.isErr()) return errAsync(key.error);
    const { replyTo: text, parts, respond = false, ...rest } = body;
    const reply = text === undefined ? ok({}) : messageParam(text).map((replyTo) => ({ replyTo }));
    const pieces = parts === undefined ? {} : { parts: parts as readonly MessagePart[] };
    const once = { idempotencyKey: key.value };
    const { conversations } = carrel;
    return reply
      .map((to) => ({ ...rest, ...pieces, ...to }))
      .asyncAndThen((message): ResultAsync<{ readonly id: MessageId; readonly said: object }, AddError> => {
        if (respond) {
          const asked = conversations.ask(caller, id, message, once);
          return asked.map((both) => ({ id: both.message.id, said: toAskedBody(both) }));
        }
        return conversations
          .addMessage(caller, id, message, once)
          .map((added) => ({ id: added.id, said: toMessageBody(added) }));
      })
      .map(({ id: added, said }) =>
        jsonReply(201, said, { Location: `${basePath}/conversations/${id}/messages/${added}` }),
      );
  },
});

const listMessages = bearerRoute({
  method: 'GET',
  path: '/conversations/:id/messages',
  summary: 'The messages of a conversation in their order, or from the latest with `order=desc`.',
  scope: 'conversations:read',
  cost: 1,
  wait: 'request',
  params: { id: conversationParam },
  query: z.object({ ...pageQuery, order: z.enum(['asc', 'desc']).exactOptional() }),
  body: noBody,
  responses: { 200: pageBody(messageBody) },
  handle: ({ params, query }, carrel, caller) =>
    carrel.conversations
      .messages(caller, params.id, query)
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toMessageBody), nextCursor })),
});

const getMessage = bearerRoute({
  method: 'GET',
  path: '/conversations/:id/messages/:mid',
  summary: 'One message of a conversation.',
  scope: 'conversations:read',
  cost: 1,
  wait: 'request',
  params: { id: conversationParam, mid: messageParam },
  query: noQuery,
  body: noBody,
  responses: { 200: messageBody },
  handle: ({ params: { id: conversationId, mid: id } }, carrel, caller) =>
    carrel.conversations.message(caller, { conversationId, id }).map((found) => jsonReply(200, toMessageBody(found))),
});

const removeMessage = bearerRoute({
  method: 'DELETE',
  path: '/conversations/:id/messages/:mid',
  summary: 'Takes a message out of a conversation.',
  scope: 'conversations:write',
  cost: 1,
  wait: 'request',
  params: { id: conversationParam, mid: messageParam },
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: conversationId, mid: id } }, carrel, caller) =>
    carrel.conversations.removeMessage(caller, { conversationId, id }).map(() => emptyReply()),
});

type AddError = ErrorOf<Carrel['conversations']['ask']>;

export const conversationRoutes: readonly Route[] = [
  createConversation,
  listConversations,
  getConversation,
  updateConversation,
  removeConversation,
  addMessage,
  listMessages,
  getMessage,
  removeMessage,
];
