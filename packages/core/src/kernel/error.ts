/**
 * The shape every error of the SDK has: a plain, serialisable object that a `switch` on `type` can exhaust.
 *
 * `message` is written for a person, holds no secret and no vendor text, and says what to do where something can be done.
 * `cause` is for logs alone: no edge may send it to a caller.
 */
export interface CarrelError<Type extends string = string> {
  /** `domain/reason`, stable across releases. */
  readonly type: Type;
  readonly message: string;
  /** Whether the same call may succeed later without the caller changing anything. */
  readonly retryable: boolean;
  /** A hint for when to try again, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** One problem with one place of an input; `path` is dotted (`languages.0`), empty for the input as a whole. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** The input does not have the shape or the range that the operation documents. Nothing was done. */
export interface InvalidInput extends CarrelError<'request/invalid'> {
  readonly issues: readonly Issue[];
}

export function invalidInput(issues: readonly Issue[]): InvalidInput {
  const first = issues[0];
  const message = first === undefined ? 'The input is invalid.' : describe(first);
  return { type: 'request/invalid', message, retryable: false, issues };
}

/** The caller's `AbortSignal` fired before the operation finished; what had become durable stays. */
export type Aborted = CarrelError<'request/aborted'>;

export function aborted(operation: string): Aborted {
  return {
    type: 'request/aborted',
    message: `${operation} was cancelled by its caller.`,
    retryable: false,
  };
}

/** The caller is known, and may not do this: its role or the scopes of its token do not cover it. Nothing was done. */
export type Forbidden = CarrelError<'auth/forbidden'>;

/** @param action what was refused, such as `manage users`. */
export function forbidden(action: string): Forbidden {
  return { type: 'auth/forbidden', message: `You may not ${action}.`, retryable: false };
}

/** What `unwrap` throws: a real `Error` for those who prefer exceptions, with the error value beside it. */
export class CarrelException<E extends CarrelError = CarrelError> extends Error {
  override readonly name = 'CarrelException';

  constructor(readonly error: E) {
    super(`${error.type}: ${error.message}`, { cause: error.cause });
  }
}

function describe({ path, message }: Issue): string {
  return path === '' ? message : `${path}: ${message}`;
}
