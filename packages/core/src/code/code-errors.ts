import { errorMaker, type CarrelError } from '../kernel/index.js';
import type { CodeQueryType } from './code-query.js';
import type { RefactoringType } from './refactoring.js';

/** No server of this language offers that, and the engine cannot do it soundly by itself. */
export interface CodeUnsupported extends CarrelError<'code/unsupported'> {
  /** What is missing. */
  readonly capability: CodeQueryType | RefactoringType;
  /** `null` where the path is of no language that the engine knows. */
  readonly language: string | null;
}
/** It cannot be done there: nothing that has a name, a range that is no expression, a name that is taken. `message` says which. */
export type CodeRefused = CarrelError<'code/refused'>;
/** The server of the language ended, and did again when it was started anew; the next try starts it once more. */
export type CodeServerFailed = CarrelError<'code/server-failed'>;
/** The server did not answer in the time that it has. */
export type CodeTimedOut = CarrelError<'code/timed-out'>;
/** As many servers or queries as may be are busy. */
export type CodeBusy = CarrelError<'code/busy'>;
/** The files of the session are more, or larger, than code intelligence takes. `message` says what. */
export type CodeTooLarge = CarrelError<'code/too-large'>;
/** A file changed while it was looked at; ask again. */
export type CodeChanged = CarrelError<'code/changed'>;

/** What a code engine fails with. */
export type CodeEngineError =
  CodeUnsupported | CodeRefused | CodeServerFailed | CodeTimedOut | CodeBusy | CodeTooLarge | CodeChanged;

export function codeUnsupported(capability: CodeQueryType | RefactoringType, language: string | null): CodeUnsupported {
  const message =
    language === null
      ? `No language of code intelligence is known for that file, so "${capability}" is not offered.`
      : `"${capability}" is not offered for ${language}.`;
  return { type: 'code/unsupported', message, retryable: false, capability, language };
}

/** @param why a sentence for a person, without what a server said word for word unless that is meant for one. */
export function codeRefused(why: string): CodeRefused {
  return { type: 'code/refused', message: why, retryable: false };
}

export function codeTooLarge(why: string): CodeTooLarge {
  return { type: 'code/too-large', message: why, retryable: false };
}

export const codeServerFailed = errorMaker('code/server-failed', 'The language server ended before it answered.', true);
export const codeTimedOut = errorMaker('code/timed-out', 'The language server did not answer in time.', true);
export const codeBusy = errorMaker(
  'code/busy',
  'As many language servers as may run are busy; try again.',
  true,
  1_000,
);
export const codeChanged = errorMaker('code/changed', 'The files changed while they were looked at; ask again.', true);
