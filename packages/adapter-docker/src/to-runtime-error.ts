import { aborted } from '@carrel/core/kernel';
import {
  runtimeExhausted,
  runtimeFailed,
  runtimePermissionDenied,
  runtimeTimedOut,
  runtimeUnavailable,
  type RuntimeError,
} from '@carrel/core/runtime';

/** What the engine answered: an HTTP status, and a text that stays in `cause`. */
export function toRuntimeError(cause: unknown): RuntimeError {
  const { code, level, name, statusCode, text } = factsOf(cause);
  if (name === 'AbortError') return aborted('A call to the container engine');
  if (name === 'TimeoutError') return runtimeTimedOut('The container engine did not answer in time.', cause);
  if (
    level === 'client-authentication' ||
    code === 'EACCES' ||
    code === 'EPERM' ||
    statusCode === 401 ||
    statusCode === 403
  ) {
    return runtimePermissionDenied('The container engine may not be used by this process.', cause);
  }
  if (code !== undefined && DISTRUST.test(code)) {
    return runtimePermissionDenied(
      'The container engine and this process do not trust each other: look at its certificate, and at ca, cert and key.',
      cause,
    );
  }
  if (UNREACHABLE.has(code) || level === 'client-timeout') {
    return runtimeUnavailable(
      'The container engine cannot be reached; is it running, and is its address right?',
      cause,
    );
  }
  if (statusCode !== undefined && statusCode >= 500 && ENDING.test(text)) {
    return runtimeUnavailable('The container engine is ending, or has not come up yet.', cause);
  }
  if (/no space left|no such image/i.test(text)) return describedByText(text, cause);
  if (/cannot allocate memory|resource temporarily unavailable/i.test(text)) {
    return runtimeExhausted('The machine of the container engine can start no more processes now.', cause);
  }
  return runtimeFailed('The container engine refused or failed.', cause);
}

/** How TLS ends where one side does not take the certificate of the other. */
const DISTRUST = /^ERR_(SSL|TLS)_.*(CERT|UNKNOWN_CA)|^CERT_|SELF_SIGNED_CERT|^UNABLE_TO_(GET|VERIFY)/;

/** What an engine says whose own parts are gone, while it ends or before it is up. */
const ENDING =
  /transport is closing|database not open|update store|: unavailable|ttrpc: closed|context canceled|containerd\.sock/i;

/** The HTTP status of the engine's refusal. */
export function statusOf(cause: unknown): number | undefined {
  return factsOf(cause).statusCode;
}

const UNREACHABLE = new Set<string | undefined>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

function describedByText(text: string, cause: unknown): RuntimeError {
  return /no space left/i.test(text)
    ? runtimeExhausted('The machine of the container engine has no room left.', cause)
    : runtimeUnavailable('The image is not on the container engine; build or pull it first.', cause);
}

interface ErrorFacts {
  readonly code?: string;
  /** Where an SSH client failed. */
  readonly level?: string;
  readonly name?: string;
  readonly statusCode?: number;
  readonly text: string;
}

function factsOf(cause: unknown): ErrorFacts {
  if (typeof cause !== 'object' || cause === null) return { text: '' };
  return {
    ...('code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {}),
    ...('level' in cause && typeof cause.level === 'string' ? { level: cause.level } : {}),
    ...('name' in cause && typeof cause.name === 'string' ? { name: cause.name } : {}),
    ...('statusCode' in cause && typeof cause.statusCode === 'number' ? { statusCode: cause.statusCode } : {}),
    text: 'message' in cause && typeof cause.message === 'string' ? cause.message : '',
  };
}
