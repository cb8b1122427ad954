import { isJsonObject } from './api-objects.js';
import { ruleNameOf, type KubeCall } from './kube-resource.js';

/** What the API server says of a call that it refused, as far as it says so. */
export interface ApiStatus {
  /** The HTTP status. */
  readonly code: number;
  /** Such as `AlreadyExists`. */
  readonly reason: string;
  readonly message: string;
  /** What kind of object it is about, such as `namespaces`. */
  readonly kind: string;
  readonly causes: readonly ApiCause[];
  /** How long to wait before the call is tried again; `null` where it does not say. */
  readonly retryAfterMs: number | null;
}

export interface ApiCause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** A call that the API server answered with a refusal. Its text is the server's: it is for `cause` alone. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';

  constructor(
    readonly call: KubeCall,
    readonly status: ApiStatus,
  ) {
    super(`${call.verb} ${ruleNameOf(call).resource}: ${status.code} ${status.reason}: ${status.message}`);
  }
}

/** @param body what came with the status: a `Status` object, or whatever a proxy on the way says. */
export function apiStatusOf(code: number, body: string, retryAfter: string | undefined): ApiStatus {
  const said = parsed(body);
  const details = isJsonObject(said['details']) ? said['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isJsonObject) : [];
  return {
    code,
    reason: textIn(said, 'reason'),
    message: textIn(said, 'message') || (said['kind'] === undefined ? body.slice(0, 512) : ''),
    kind: textIn(details, 'kind'),
    causes: causes.map((cause) => ({
      reason: textIn(cause, 'reason'),
      field: textIn(cause, 'field'),
      message: textIn(cause, 'message'),
    })),
    retryAfterMs: retryAfterMsOf(retryAfter) ?? secondsIn(details),
  };
}

/** The HTTP status of a refusal; `undefined` for any other error. */
function codeOf(cause: unknown): number | undefined {
  return cause instanceof ApiFailure ? cause.status.code : undefined;
}

/** Whether the object is not there, and not because its namespace is missing. */
export function isMissing(cause: unknown): boolean {
  return codeOf(cause) === 404 && !isNamespaceMissing(cause);
}

export function isNamespaceMissing(cause: unknown): boolean {
  return (
    cause instanceof ApiFailure &&
    cause.status.code === 404 &&
    cause.status.kind === 'namespaces' &&
    cause.call.resource !== 'namespaces'
  );
}

export function isThereAlready(cause: unknown): boolean {
  return cause instanceof ApiFailure && cause.status.code === 409 && cause.status.reason === 'AlreadyExists';
}

/**
 * Whether something could not be made since its namespace is not whole yet: its service account is still to come, or its quota to be
 * counted, or was counted for another at the same time.
 */
export function isUnsettled(cause: unknown): boolean {
  if (!(cause instanceof ApiFailure) || cause.call.verb !== 'create') return false;
  const { code, message } = cause.status;
  if (code === 403) return /error looking up service account|status unknown for quota/i.test(message);
  return isConflict(cause);
}

/** Whether what was to be changed is not any more as it was seen. */
export function isConflict(cause: unknown): boolean {
  return codeOf(cause) === 409 && !isThereAlready(cause);
}

/** Whether the version that a watch was to go on from is forgotten. */
export function isExpired(cause: unknown): boolean {
  return codeOf(cause) === 410 || (cause instanceof ApiFailure && cause.status.reason === 'Expired');
}

function retryAfterMsOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(at - Date.now(), 0);
}

function secondsIn(details: Readonly<Record<string, unknown>>): number | null {
  const seconds = details['retryAfterSeconds'];
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : null;
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function textIn(object: Readonly<Record<string, unknown>>, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}
