import { errorMaker, type CarrelError } from '../kernel/index.js';

/** This installation has no model. */
export type ModelNotConfigured = CarrelError<'model/not-configured'>;
/** A model says an answer in this conversation: wait for it, or cancel its stream. */
export type ConversationBusy = CarrelError<'conversation/busy'>;
/** The replica that said the answer is gone. */
export type AnswerLost = CarrelError<'answer/lost'>;
/** The answer reached a limit of this installation, or of the one who asked. */
export interface AnswerLimit extends CarrelError<'answer/limit'> {
  readonly limit: 'steps' | 'tokens' | 'tool-calls' | 'bytes' | 'time';
}

export const modelNotConfigured = errorMaker(
  'model/not-configured',
  'This installation has no language model; configure one.',
  false,
);
export const conversationBusy = errorMaker(
  'conversation/busy',
  'A model answers in this conversation; wait for its end, or cancel it.',
  true,
  1_000,
);
export const answerLost = errorMaker('answer/lost', 'What said the answer is gone; ask again.', false);

/** @param what the limit that was reached, for people. */
export function answerLimit(limit: AnswerLimit['limit'], what: string): AnswerLimit {
  return { ...errorMaker('answer/limit', `The answer was ended at a limit: ${what}.`, false)(), limit };
}

/** What goes wrong between a question and its answer. */
export type AnswerError = ModelNotConfigured | ConversationBusy | AnswerLost | AnswerLimit;
