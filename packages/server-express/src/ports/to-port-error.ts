import { CarrelException, type CarrelError } from '@carrel/core/kernel';
import { portReset } from '@carrel/core/runtime';
import type { ApiError } from '../http/api-error.js';
import { isApiError } from '../http/error-answers.js';
import { portBadAnswer } from './port-proxy-errors.js';

/** What the failure of a request to a program means. */
export function toPortError(cause: unknown, port: number): ApiError {
  const known = cause instanceof CarrelException ? (cause.error as CarrelError) : undefined;
  if (known !== undefined && isApiError(known)) return known;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE' ? portReset(port) : portBadAnswer(port);
}
