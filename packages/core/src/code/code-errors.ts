import { errorMaker, type CarrelError } from '../kernel/index.js';
import type { CodePlanStatus } from './code-plan.js';
import type { CodeQueryType } from './code-query.js';
import type { RefactoringType } from './refactoring.js';

/** What an engine may offer for a language; `connect` is a line for editors. */
export type CodeCapability = CodeQueryType | RefactoringType | 'connect';

/** No server of this language offers that, and the engine cannot do it soundly by itself. */
export interface CodeUnsupported extends CarrelError<'code/unsupported'> {
  /** What is missing. */
  readonly capability: CodeCapability;
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

export function codeUnsupported(capability: CodeCapability, language: string | null): CodeUnsupported {
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

/** This installation has no code intelligence. */
export type CodeUnavailable = CarrelError<'code/unavailable'>;
/** There is no such plan in the session, or its time is over. */
export type CodePlanNotFound = CarrelError<'code/plan-not-found'>;
/** Another plan of this session is being applied or undone. */
export type CodePlanBusy = CarrelError<'code/plan-busy'>;
/** The plan is not in a state for that: only one that is applied can be undone, and one that is not can be applied. */
export interface CodePlanState extends CarrelError<'code/plan-state'> {
  readonly status: CodePlanStatus;
}
/** Files are not what they were when the plan was made, or when it was applied. None was changed. */
export interface CodeStalePlan extends CarrelError<'code/stale-plan'> {
  /** The files that are others by now, or that are where none should be. */
  readonly paths: readonly string[];
}
/** It was stopped in the middle, and not all that was done could be taken back. */
export interface CodePartlyApplied extends CarrelError<'code/partly-applied'> {
  /** The files that may be neither as before nor as after. */
  readonly paths: readonly string[];
}
/** There would be more than may be. */
export interface CodeLimit extends CarrelError<'code/limit'> {
  readonly scope: 'plans' | 'files' | 'bytes';
  readonly limit: number;
}

/** What plans fail with. */
export type CodePlanError =
  CodeUnavailable | CodePlanNotFound | CodePlanBusy | CodePlanState | CodeStalePlan | CodePartlyApplied | CodeLimit;

export const codeUnavailable = errorMaker(
  'code/unavailable',
  'This installation has no code intelligence: no engine was given.',
  false,
);
export const codePlanNotFound = errorMaker('code/plan-not-found', 'There is no such plan, or its time is over.', false);
export const codePlanBusy = errorMaker(
  'code/plan-busy',
  'Another plan of this session is being applied or undone; try again.',
  true,
  1_000,
);

export function codePlanState(status: CodePlanStatus): CodePlanState {
  return {
    type: 'code/plan-state',
    message: `The plan is ${status}, which does not allow that.`,
    retryable: false,
    status,
  };
}

export function codeStalePlan(paths: readonly string[]): CodeStalePlan {
  const message = 'Files have changed since, so nothing was done; make a new plan.';
  return { type: 'code/stale-plan', message, retryable: false, paths };
}

/** @param retryable whether what is left is taken back later, as soon as the files can be reached. */
export function codePartlyApplied(paths: readonly string[], retryable: boolean, cause?: unknown): CodePartlyApplied {
  const message = retryable
    ? 'It was stopped in the middle, and files could not be reached; it is finished or taken back when they can.'
    : 'It was stopped in the middle, and somebody else changed files meanwhile, which were left as they are.';
  return { type: 'code/partly-applied', message, retryable, paths, ...(cause === undefined ? {} : { cause }) };
}

const LIMITED: Readonly<Record<CodeLimit['scope'], (limit: number) => string>> = {
  plans: (limit) => `A session has at most ${limit} plans; remove one.`,
  files: (limit) => `A plan changes at most ${limit} files; do less at once.`,
  bytes: (limit) => `A plan holds at most ${limit} bytes of files; do less at once.`,
};

export function codeLimit(scope: CodeLimit['scope'], limit: number): CodeLimit {
  return { type: 'code/limit', message: LIMITED[scope](limit), retryable: false, scope, limit };
}
