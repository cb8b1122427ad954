import { observedPort, type Metrics, type Wrapper } from '../telemetry/index.js';
import type { RateAnswer, RateLimiter } from './rate-limiter.js';
import type { RateLimiterError } from './rate-limit-errors.js';
import type { ResultAsync } from '../kernel/index.js';

/** The most kinds that are told apart; keys are whatever a host makes of them. */
const MAX_KINDS = 20;

const KIND = /^([a-z][a-z-]{0,30}):/;

/**
 * `limiter` with its answers counted as `carrel_rate_limit_answers_total`, by the kind of the key, which is what stands before its
 * first colon, and the outcome: `allowed`, `refused` or `failed`.
 */
export function observedRateLimiter(limiter: RateLimiter, metrics: Metrics): RateLimiter {
  const answers = metrics.counter('carrel_rate_limit_answers_total', {
    help: 'Answers of the rate limiter.',
    labels: ['kind', 'outcome'],
  });
  const kinds = new Set<string>();
  const kindOf = (key: string): string => {
    const kind = KIND.exec(key)?.[1];
    if (kind === undefined || (!kinds.has(kind) && kinds.size >= MAX_KINDS)) return 'other';
    kinds.add(kind);
    return kind;
  };
  const wrap: Wrapper =
    (call) =>
    (...given) => {
      const kind = kindOf(String(given[0]));
      const count = (outcome: 'allowed' | 'refused' | 'failed') => {
        answers.add(1, { kind, outcome });
      };
      return (call(...given) as ResultAsync<RateAnswer, RateLimiterError>)
        .map((answer) => {
          count(answer.allowed ? 'allowed' : 'refused');
          return answer;
        })
        .mapErr((error) => {
          count('failed');
          return error;
        });
    };
  return observedPort(limiter, wrap, ['open', 'health', 'dispose']);
}
