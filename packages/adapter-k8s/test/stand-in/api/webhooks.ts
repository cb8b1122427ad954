import { ApiError, internalError } from '../store/status.js';
import { isMatch, type RequestMatch } from './request-faults.js';
import type { ResourceRequest } from './request-info.js';

export interface Denial {
  /** As the cluster's owner named it. */
  readonly name: string;
  /** What the webhook says; absent where it says nothing. */
  readonly message?: string;
  /** Default: 400, which the API gives where the webhook names none. */
  readonly code?: number;
}

const READS = ['get', 'list', 'watch'];

/** Admission webhooks of the cluster's owner, asked about each write that is let in. */
export class Webhooks {
  private readonly rules = new Set<{ match: RequestMatch; refusal: ApiError }>();

  /** Matching writes are denied. Returns what takes it back. */
  deny(match: RequestMatch, { name, message, code = 400 }: Denial): () => void {
    const why = message === undefined ? ' without explanation' : `: ${message}`;
    const reason = code === 403 ? 'Forbidden' : 'BadRequest';
    return this.add(match, new ApiError(code, reason, `admission webhook "${name}" denied the request${why}`));
  }

  /** The webhook for matching writes does not answer, and nothing is let past it. Returns what takes it back. */
  fail(match: RequestMatch, name: string): () => void {
    const call = `failed to call webhook: Post "https://${name}/": context deadline exceeded`;
    return this.add(match, internalError(`failed calling webhook "${name}": ${call}`));
  }

  /** @throws ApiError of the first that refuses. */
  check(info: ResourceRequest): void {
    if (READS.includes(info.verb)) return;
    for (const { match, refusal } of this.rules) if (isMatch(match, info)) throw refusal;
  }

  private add(match: RequestMatch, refusal: ApiError): () => void {
    const rule = { match, refusal };
    this.rules.add(rule);
    return () => this.rules.delete(rule);
  }
}
