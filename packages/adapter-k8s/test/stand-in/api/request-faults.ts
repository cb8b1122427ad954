import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, tooManyRequests } from '../store/status.js';
import type { RequestInfo, ResourceRequest } from './request-info.js';

/** Which requests a fault is for. What is not said matches all. */
export interface RequestMatch {
  readonly verb?: string;
  /** As rules name it: `pods`, `pods/exec`. */
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface Failure {
  /** `cut` breaks the connection without an answer. */
  readonly status: number | 'cut';
  /** Default: that of the status. */
  readonly reason?: string;
  readonly message?: string;
  readonly retryAfterSeconds?: number;
  /** How many requests fail. Default: 1. */
  readonly times?: number;
  /** The request is done, and only its answer is lost. Default: false. */
  readonly afterwards?: boolean;
}

/** The connection is to be broken without an answer. */
export class Cut extends Error {}

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

interface Interference {
  readonly match: RequestMatch;
  left: number;
  readonly task: (info: ResourceRequest) => void;
}

interface Rule {
  readonly match: RequestMatch;
  left: number;
  readonly failure: Failure;
}

/** Faults of single requests, put before what answers them. */
export class RequestFaults {
  private readonly rules = new Set<Rule>();
  private readonly interferences = new Set<Interference>();
  private readonly delays = new Set<{ match: RequestMatch; ms: number }>();
  private throttling: { perSecond: number; burst: number; retryAfterSeconds: number } | undefined;
  private tokens = 0;
  private refilledAt = 0;
  /** How many requests were answered with 429 by `throttle`. */
  throttled = 0;

  /** The next matching requests fail. Returns what takes it back. */
  failNext(match: RequestMatch, failure: Failure): () => void {
    const rule = { match, failure, left: failure.times ?? 1 };
    this.rules.add(rule);
    return () => this.rules.delete(rule);
  }

  /** Something else happens just before the next matching requests are done. Returns what takes it back. */
  interfere(match: RequestMatch, task: (info: ResourceRequest) => void, times: number): () => void {
    const interference = { match, task, left: times };
    this.interferences.add(interference);
    return () => this.interferences.delete(interference);
  }

  /** Matching requests wait before they are done. Returns what takes it back. */
  slow(match: RequestMatch, ms: number): () => void {
    const delay = { match, ms };
    this.delays.add(delay);
    return () => this.delays.delete(delay);
  }

  /** Requests beyond so many a second are answered with 429 and `Retry-After`. Returns what takes it back. */
  throttle(limits: { perSecond: number; burst?: number; retryAfterSeconds?: number }): () => void {
    const { perSecond, burst = perSecond, retryAfterSeconds = 1 } = limits;
    this.throttling = { perSecond, burst, retryAfterSeconds };
    this.tokens = burst;
    this.refilledAt = Date.now();
    return () => {
      this.throttling = undefined;
    };
  }

  /** @throws ApiError or Cut where the request is to fail before it is done. */
  async before(info: RequestInfo): Promise<void> {
    for (const { match, ms } of this.delays) if (isMatch(match, info)) await sleep(ms);
    this.checkRate();
    this.fail(info, false);
    if (info.kind === 'resource') this.disturb(info);
  }

  /** @throws ApiError or Cut where the request is to fail although it is done. */
  after(info: RequestInfo): void {
    this.fail(info, true);
  }

  private fail(info: RequestInfo, afterwards: boolean): void {
    for (const rule of this.rules) {
      if ((rule.failure.afterwards ?? false) !== afterwards || !isMatch(rule.match, info)) continue;
      rule.left -= 1;
      if (rule.left <= 0) this.rules.delete(rule);
      throw toError(rule.failure);
    }
  }

  private disturb(info: ResourceRequest): void {
    for (const interference of this.interferences) {
      if (!isMatch(interference.match, info)) continue;
      interference.left -= 1;
      if (interference.left <= 0) this.interferences.delete(interference);
      interference.task(info);
    }
  }

  private checkRate(): void {
    const limits = this.throttling;
    if (limits === undefined) return;
    const now = Date.now();
    this.tokens = Math.min(limits.burst, this.tokens + ((now - this.refilledAt) / 1000) * limits.perSecond);
    this.refilledAt = now;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return;
    }
    this.throttled += 1;
    throw tooManyRequests(limits.retryAfterSeconds);
  }
}

function toError({ status, reason, message, retryAfterSeconds }: Failure): Error {
  if (status === 'cut') return new Cut('cut by a fault');
  const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new ApiError(
    status,
    reason ?? REASONS[status] ?? 'Unknown',
    message ?? `failed by a fault: ${status}`,
    details,
  );
}

export function isMatch({ verb, resource, namespace, name }: RequestMatch, info: RequestInfo): boolean {
  if (verb !== undefined && verb !== info.verb) return false;
  if (info.kind === 'path') return resource === undefined && namespace === undefined && name === undefined;
  const asked = info.subresource === undefined ? info.plural : `${info.plural}/${info.subresource}`;
  return (
    (resource === undefined || resource === asked) &&
    (namespace === undefined || namespace === info.namespace) &&
    (name === undefined || name === info.name)
  );
}
