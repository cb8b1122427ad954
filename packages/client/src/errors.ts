import type { components } from './generated/api.js';
import type { ProblemType } from './generated/problem-type.js';

type Wire = components['schemas']['Problem'];

/**
 * What the server says is wrong. `type` is stable across releases; a server that is newer than this client may have others, so
 * let a `switch` have a `default`. `detail` is for people.
 */
export type Problem = Omit<Wire, 'type'> & { readonly type: ProblemType };

interface Fault<Type extends string> {
  readonly type: Type;
  readonly title: string;
  readonly detail: string;
  /** Whether the same call may succeed later without the caller changing anything. */
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** Of the answer, where there was one. */
  readonly status?: number;
  readonly requestId?: string;
  /** For logs. */
  readonly cause?: unknown;
}

/** No answer came, or one that a proxy gave for a server that it did not reach. Whether the call was done is not known. */
export type Unreachable = Fault<'client/unreachable'>;
/** Not done within `requestTimeoutMs`, retries included. Whether it was done is not known. */
export type TimedOut = Fault<'client/timed-out'>;
/** The caller's `signal` fired. Whether the call was done is not known. */
export type ClientAborted = Fault<'client/aborted'>;
/** What came is not what a Carrel says, or more than is taken. */
export type ProtocolFault = Fault<'client/protocol'>;
/** More input waits than is kept for a terminal. None of this was taken. */
export type InputLimit = Fault<'client/input-limit'>;
/** The attachment is over. */
export type Detached = Fault<'client/detached'>;

/** The token store that was given threw; `cause` is what. */
export type TokenStoreFailed = Fault<'client/token-store'>;

/** Everything that a call can fail with. */
export type ClientError =
  Problem | Unreachable | TimedOut | ClientAborted | ProtocolFault | InputLimit | Detached | TokenStoreFailed;

export function unreachable(more: Partial<Fault<string>> = {}): Unreachable {
  const detail = 'The server cannot be reached.';
  return { detail, ...more, type: 'client/unreachable', title: 'Not reachable', retryable: true };
}

export function timedOut(requestTimeoutMs: number): TimedOut {
  const detail = `Not done within ${String(requestTimeoutMs)} ms.`;
  return { type: 'client/timed-out', title: 'Timed out', detail, retryable: true };
}

export function clientAborted(): ClientAborted {
  return { type: 'client/aborted', title: 'Cancelled', detail: 'Cancelled by its caller.', retryable: false };
}

export function protocolFault(detail: string, more: Partial<Fault<string>> = {}): ProtocolFault {
  return { ...more, type: 'client/protocol', title: 'Unexpected answer', detail, retryable: false };
}

export function inputLimit(maxBytes: number): InputLimit {
  const detail = `More than ${String(maxBytes)} bytes of input wait for the terminal.`;
  return { type: 'client/input-limit', title: 'Too much input waits', detail, retryable: true };
}

export function detached(): Detached {
  return { type: 'client/detached', title: 'Not attached', detail: 'The attachment is over.', retryable: false };
}

export function tokenStoreFailed(cause: unknown): TokenStoreFailed {
  const detail = 'The tokens cannot be read or kept.';
  return { type: 'client/token-store', title: 'No token store', detail, retryable: false, cause };
}

/** What an answer that is no success says; `text` is its body. */
export function failureOf(response: Response, text: string): ClientError {
  const { status, headers } = response;
  const retryAfterMs = retryAfter(headers.get('Retry-After'));
  const hint = retryAfterMs === undefined ? {} : { retryAfterMs };
  const problem = problemIn(text);
  if (problem !== null) return { ...hint, ...problem };
  const requestId = headers.get('X-Request-Id');
  const more = { status, ...hint, ...(requestId === null ? {} : { requestId }) };
  if (status === 429 || (status >= 502 && status <= 504)) {
    return unreachable({ ...more, detail: `Something before the server answered with ${String(status)}.` });
  }
  return protocolFault(`The answer is ${String(status)} and not a problem that a Carrel tells.`, more);
}

export function toProblem(value: unknown): Problem | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, title, status, retryable } = value as Partial<Problem>;
  const isProblem =
    typeof type === 'string' &&
    typeof title === 'string' &&
    typeof status === 'number' &&
    typeof retryable === 'boolean';
  return isProblem ? (value as Problem) : null;
}

function problemIn(text: string): Problem | null {
  try {
    return toProblem(JSON.parse(text));
  } catch {
    return null;
  }
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function retryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
