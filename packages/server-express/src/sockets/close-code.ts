import type { ApiError } from '../http/api-error.js';
import { errorAnswers } from '../http/error-answers.js';
import type { SocketEnd } from './socket.js';

/** All is well and over. */
export const NORMAL = 1000;
/** A kind of message that is not taken here. */
export const UNSUPPORTED_DATA = 1003;
/** A message that breaks the rules of this socket. */
export const POLICY_VIOLATION = 1008;
export const FAILED = 1011;
/** The server is ending; connect again. */
export const SERVICE_RESTART = 1012;
/** The client reads too slowly, or something is down: connect again later. */
export const TRY_AGAIN_LATER = 1013;

/** The workspace that the socket was about is over, which the wire has one code for whatever the reason. */
const GONE: ReadonlySet<ApiError['type']> = new Set(['workspace/replaced', 'workspace/not-running']);

const MAX_REASON_BYTES = 123;

/**
 * How an error closes a socket. What the caller can do something about has 4000 and its HTTP status, such as 4404; what is down
 * has 1013, and what failed 1011. The reason is the error's type.
 */
export function endOf(error: ApiError, more = ''): SocketEnd {
  return { code: codeOf(error), reason: fitted(more === '' ? error.type : `${error.type} ${more}`) };
}

/** The same for an error of which the type alone is known. */
export function endOfType(type: string): SocketEnd {
  const status = Object.hasOwn(errorAnswers, type) ? errorAnswers[type as ApiError['type']].status : 500;
  return { code: status < 500 ? 4000 + status : FAILED, reason: fitted(type) };
}

/** The reason of a code that tells where to go on. */
export function atOffset(offset: number): string {
  return `offset=${String(offset)}`;
}

/** The same for what is counted in chunks. */
export function atPosition(position: number): string {
  return `position=${String(position)}`;
}

/** The same for what is counted by the clock of a document. */
export function atClock(clock: number): string {
  return `clock=${String(clock)}`;
}

/** As much of the text as a close frame has room for. */
export function fitted(reason: string): string {
  let text = reason;
  while (Buffer.byteLength(text) > MAX_REASON_BYTES) text = text.slice(0, -1);
  return text;
}

function codeOf(error: ApiError): number {
  if (GONE.has(error.type)) return 4410;
  if (error.type === 'service/shutting-down') return SERVICE_RESTART;
  const { status } = errorAnswers[error.type];
  if (status < 500) return 4000 + status;
  return error.retryable ? TRY_AGAIN_LATER : FAILED;
}
