import {
  modelAnswerInvalid,
  modelContextTooLong,
  modelRateLimited,
  modelRefused,
  modelUnauthorized,
  modelUnavailable,
  type ModelError,
} from '@carrel/core/models';
import { z } from 'zod';

/** What the library says of a request that the service did not answer. */
const refusal = z.object({
  statusCode: z.number().optional(),
  responseHeaders: z.record(z.string(), z.string()).optional(),
  responseBody: z.string().optional(),
});

const TOO_LONG = /context_length_exceeded|maximum context length|context window|prompt is too long|too many tokens/i;
const OVERLOADED = /overloaded|rate_limit|server_error|api_error|unavailable|timeout/i;

/** What went wrong, told without the words of the service, which may hold what was asked, or a key. */
export function toModelError(thrown: unknown): ModelError {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const refused = refusal.safeParse(thrown);
  const { statusCode: status, responseBody = '', responseHeaders = {} } = refused.success ? refused.data : {};
  const cause = { name, ...(status === undefined ? {} : { status }) };
  // What goes wrong after an answer began has the status of its beginning, or none.
  if (status === undefined || status < 400) return inTheMiddle(thrown, name, cause);
  if (status === 401 || status === 403) return modelUnauthorized(cause);
  if (status === 429) return modelRateLimited(retryAfter(responseHeaders), cause);
  if (status === 408 || status >= 500) return modelUnavailable(cause);
  if (status === 413 || TOO_LONG.test(responseBody)) return modelContextTooLong(cause);
  return modelRefused(cause);
}

function inTheMiddle(thrown: unknown, name: string, cause: object): ModelError {
  if (/JSONParse|TypeValidation|InvalidToolInput/.test(name)) return modelAnswerInvalid(cause);
  // In the middle of an answer services send an object, or its text, instead of a status.
  const text = thrown instanceof Error ? thrown.message : (JSON.stringify(thrown) ?? '');
  if (TOO_LONG.test(text)) return modelContextTooLong(cause);
  if (/rate_limit/i.test(text)) return modelRateLimited(undefined, cause);
  if (thrown instanceof Error || OVERLOADED.test(text)) return modelUnavailable(cause);
  return modelRefused(cause);
}

/** In milliseconds, as the service says it: in either unit, or as a date; `undefined` when it does not. */
function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const ms = Number(headers['retry-after-ms']);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const waits = Number(text) * 1_000;
  const until = Number.isFinite(waits) ? waits : Date.parse(text) - Date.now();
  return Number.isFinite(until) && until >= 0 ? until : undefined;
}
