import { errorMaker, type CarrelError } from '../kernel/index.js';

/** There is no such conversation for this caller: it never was, was deleted, went with its session, or is another's. */
export type ConversationNotFound = CarrelError<'conversation/not-found'>;
/** There are as many conversations as allowed, in the session or of the user: delete one. */
export interface ConversationLimit extends CarrelError<'conversation/limit'> {
  readonly limit: number;
}
/** The conversation has no such message, or it was removed. */
export type MessageNotFound = CarrelError<'message/not-found'>;
/** The conversation has as many messages as allowed, removed ones among them: begin another one. */
export interface MessageLimit extends CarrelError<'message/limit'> {
  readonly limit: number;
}
/** The text and the parts of the message have more bytes together than allowed. */
export interface MessageTooLarge extends CarrelError<'message/too-large'> {
  readonly bytes: number;
  readonly maxBytes: number;
}

export type ConversationError =
  ConversationNotFound | ConversationLimit | MessageNotFound | MessageLimit | MessageTooLarge;

export const conversationNotFound = errorMaker('conversation/not-found', 'There is no such conversation.', false);
export const messageNotFound = errorMaker('message/not-found', 'The conversation has no such message.', false);

export function conversationLimit(limit: number): ConversationLimit {
  return {
    type: 'conversation/limit',
    message: `There may be ${limit} conversations here; delete one first.`,
    retryable: false,
    limit,
  };
}

export function messageLimit(limit: number): MessageLimit {
  return {
    type: 'message/limit',
    message: `A conversation may have ${limit} messages; begin another one.`,
    retryable: false,
    limit,
  };
}

export function messageTooLarge(bytes: number, maxBytes: number): MessageTooLarge {
  return {
    type: 'message/too-large',
    message: `A message of ${bytes} bytes is over the ${maxBytes} bytes that one may have; split it, or refer to a file.`,
    retryable: false,
    bytes,
    maxBytes,
  };
}
