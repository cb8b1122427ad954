import type { ApiError } from '../http/api-error.js';
import type { HttpReply } from '../http/http-reply.js';
import { problemHeaders, toProblem } from '../http/problem.js';
import { noticePage, pageHeaders, type Notice } from './waiting-page.js';

export interface PageParts {
  readonly requestId: string;
  /** The headers that every answer to this request carries. */
  readonly common: Readonly<Record<string, string>>;
  /** As `pageHeaders` has it. */
  readonly framedBy: readonly string[];
}

/** What a person is told of an error, with what its problem details say. */
export function noticeOf(error: ApiError, requestId: string): Notice {
  const { detail, retryable, status, title } = toProblem(error, requestId);
  if (status === 401) return NO_PASS;
  return { title, message: detail, again: retryable || AGAIN.has(error.type) };
}

/** The answer that tells a person of the error. */
export function errorPage(error: ApiError, { common, framedBy, requestId }: PageParts): HttpReply {
  const { status } = toProblem(error, requestId);
  const text = noticePage(noticeOf(error, requestId));
  const headers = { ...common, ...problemHeaders(error), ...pageHeaders(framedBy) };
  return {
    status,
    headers: { ...headers, 'Content-Length': String(Buffer.byteLength(text)) },
    body: { kind: 'text', text },
  };
}

/** Something else may have changed since. */
const AGAIN: ReadonlySet<ApiError['type']> = new Set(['port/refused', 'port/reset', 'workspace/not-running']);

/** Also where a link was used up: nothing of a ticket is told. */
const NO_PASS: Notice = {
  title: 'Open it again',
  message:
    'This browser has no pass for this port, or none that is good any more. Open the port anew from where you had its link.',
  again: false,
};
