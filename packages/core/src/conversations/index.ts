export * from './answer-errors.js';
export { tellChunk } from './answer-chunk.js';
export type { AnswerChunk } from './answer-chunk.js';
export { historyBefore } from './answer-history.js';
export { defaultAnswerOptions } from './answer-options.js';
export type { AnswerOptions, ResolvedAnswerOptions } from './answer-options.js';
export { AnswerDraft } from './answer-draft.js';
export { AnswerLoop } from './answer-loop.js';
export type { AnswerFailure, AnswerLoopDeps, AnswerRequest } from './answer-loop.js';
export { Answers } from './answers.js';
export type { AnswersDeps, Asked, AskError } from './answers.js';
export { AnswerCommandRecords } from './answer-command-records.js';
export { LeftAnswerCommands } from './left-answer-commands.js';
export { LostAnswers } from './lost-answers.js';
export { toModelMessages } from './model-history.js';
export type { Said } from './model-history.js';
export { namingCommands } from './tool-box.js';
export type { ToolBox, ToolContext } from './tool-box.js';
export type { ConversationAccessError } from './conversation-access.js';
export { ConversationCopies } from './conversation-copies.js';
export * from './conversation-errors.js';
export { defaultConversationOptions } from './conversation-options.js';
export type { ConversationOptions, ResolvedConversationOptions } from './conversation-options.js';
export { conversationCollections } from './conversation-records.js';
export type {
  ConversationCreation,
  ConversationRepository,
  ConversationScope,
  RepeatableRequest,
} from './conversation-repository.js';
export { ConversationPurge } from './conversation-purge.js';
export { ConversationService } from './conversation-service.js';
export type { ConversationFailure, ConversationServiceDeps, RepeatOptions } from './conversation-service.js';
export { ConversationUpkeep } from './conversation-upkeep.js';
export type { Conversation, ConversationKey, CreateConversation, UpdateConversation } from './conversation.js';
export type { MessagePart } from './message-part.js';
export type {
  AddError,
  MessageAddition,
  MessageKey,
  MessagePageRequest,
  MessageRepository,
  NewMessage,
} from './message-repository.js';
export { MESSAGE_ROLES } from './message.js';
export type { AddMessage, Message, MessageBody, MessageRef, MessageRole, MessageStatus } from './message.js';
export { RecordConversationRepository } from './record-conversation-repository.js';
export { RecordMessageRepository } from './record-message-repository.js';
