import { errorMaker, type Aborted, type CarrelError } from '../kernel/index.js';

/** The model cannot be reached, is at fault, or broke off; what it had said before stands. */
export type ModelUnavailable = CarrelError<'model/unavailable'>;
/** It was asked too often. */
export type ModelRateLimited = CarrelError<'model/rate-limited'>;
/** It does not accept the key. */
export type ModelUnauthorized = CarrelError<'model/unauthorized'>;
/** It will not answer this, or does not understand the request. */
export type ModelRefused = CarrelError<'model/refused'>;
/** What was said so far is longer than it takes. */
export type ModelContextTooLong = CarrelError<'model/context-too-long'>;
/** What it said makes no sense, such as input of a tool that is no JSON. */
export type ModelAnswerInvalid = CarrelError<'model/answer-invalid'>;

export type ModelError =
  | ModelUnavailable
  | ModelRateLimited
  | ModelUnauthorized
  | ModelRefused
  | ModelContextTooLong
  | ModelAnswerInvalid
  | Aborted;

export const modelUnavailable = errorMaker(
  'model/unavailable',
  'The model does not answer, or broke off.',
  true,
  5_000,
);
export const modelUnauthorized = errorMaker(
  'model/unauthorized',
  'The model does not accept the key of this installation.',
  false,
);
export const modelRefused = errorMaker('model/refused', 'The model will not answer this.', false);
export const modelContextTooLong = errorMaker(
  'model/context-too-long',
  'What was said so far is longer than the model takes; begin another conversation.',
  false,
);
export const modelAnswerInvalid = errorMaker('model/answer-invalid', 'What the model said makes no sense.', true);

/** @param retryAfterMs when it may be asked again, as it says itself. */
export function modelRateLimited(retryAfterMs = 10_000, cause?: unknown): ModelRateLimited {
  return errorMaker('model/rate-limited', 'The model was asked too often; wait.', true, retryAfterMs)(cause);
}
