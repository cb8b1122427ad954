import type { Issue } from '@carrel/core/kernel';
import type { SessionRole } from '@carrel/core/sessions';
import type { ProjectPlace } from '@carrel/core/projects';
import type { ApiError } from './api-error.js';
import { errorAnswers } from './error-answers.js';
import { rateHeaders } from './rate-headers.js';

/** An error as the wire has it: problem details of RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly issues?: readonly Issue[];
  /** What is lacking, for `runtime/unsupported` and `code/unsupported`. */
  readonly capability?: string;
  /** The projects that could be meant, for `project/ambiguous`. */
  readonly candidates?: readonly ProjectPlace[];
  /** The command that goes on, for `project/install-running`. */
  readonly commandId?: string;
  /** The files that it is about, for `code/stale-plan` and `code/partly-applied`. */
  readonly paths?: readonly string[];
  /** The least role in the session that may, for `session/forbidden`. */
  readonly neededRole?: SessionRole;
}

export const PROBLEM_TYPE = 'application/problem+json';

/**
 * What a client is told of `error`. Its cause stays behind; so does the message where it speaks of the machinery and not of
 * the request.
 */
export function toProblem(error: ApiError, requestId: string): Problem {
  const { status, title, internal } = errorAnswers[error.type];
  return {
    type: error.type,
    title,
    status,
    detail: internal === true ? `${title}.` : error.message,
    requestId,
    retryable: error.retryable,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...('issues' in error ? { issues: error.issues } : {}),
    ...('capability' in error ? { capability: error.capability } : {}),
    ...('candidates' in error ? { candidates: error.candidates } : {}),
    ...('commandId' in error ? { commandId: error.commandId } : {}),
    ...('paths' in error ? { paths: error.paths } : {}),
    ...('neededRole' in error ? { neededRole: error.neededRole } : {}),
  };
}

/** Answers that say when to come again: too much was asked for, or something is down. */
const TOLD_WHEN: ReadonlySet<number> = new Set([429, 503]);
/** When that is, where the error does not know. */
const SOON_MS = 1_000;

/** The headers that go with the problem, beside its type. */
export function problemHeaders(error: ApiError): Record<string, string> {
  const headers: Record<string, string> = { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store' };
  const { status } = errorAnswers[error.type];
  const comesAgain = error.retryable && TOLD_WHEN.has(status);
  const { retryAfterMs = comesAgain ? SOON_MS : undefined } = error;
  if (retryAfterMs !== undefined) headers['Retry-After'] = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  if (status === 401) headers['WWW-Authenticate'] = challenge(error);
  if (error.type === 'request/rate-limited')
    Object.assign(headers, rateHeaders(error.limit, { remaining: 0, resetMs: error.retryAfterMs ?? 0 }));
  // Of which limit is not said: that would tell whether the account or the address is held up.
  if (error.type === 'auth/too-many-attempts')
    Object.assign(headers, { 'RateLimit-Remaining': '0', 'RateLimit-Reset': headers['Retry-After'] });
  if (error.type === 'request/method-not-allowed') headers['Allow'] = error.allowed.join(', ');
  if (error.type === 'request/range-not-satisfiable') headers['Content-Range'] = `bytes */${String(error.size)}`;
  return headers;
}

/** As RFC 6750 asks: a token that was sent and refused is named as the reason. */
function challenge({ type }: ApiError): string {
  const refused = type === 'auth/token-expired' || type === 'auth/token-invalid' || type === 'auth/token-revoked';
  return refused ? 'Bearer error="invalid_token"' : 'Bearer';
}
