import type { Carrel } from '@carrel/core';
import {
  err,
  forbidden,
  hasScope,
  ok,
  type Caller,
  type Clock,
  type Result,
  type ResultAsync,
} from '@carrel/core/kernel';
import type { ApiError } from './api-error.js';
import { authenticate } from './authenticate.js';
import type { Exchange } from './exchange.js';
import { guardedEvents, type EventGuard } from './guarded-events.js';
import { requestTimedOut } from './http-errors.js';
import { takeFromBudget } from './rate-gate.js';
import type { ResolvedHttpOptions } from './http-options.js';
import type { Reply } from './reply.js';
import type { Route } from './route.js';

export interface AnswerDeps {
  readonly carrel: Carrel;
  readonly clock: Clock;
  readonly options: ResolvedHttpOptions;
}

/** Who asks, whether they may, and then what the route makes of it, in its time. */
export function answerRoute(route: Route, exchange: Exchange, deps: AnswerDeps): PromiseLike<Result<Reply, ApiError>> {
  const { clock, options } = deps;
  const work = run(route, exchange, deps);
  switch (route.wait) {
    case 'request':
      return within(work, { exchange, clock, timeoutMs: options.requestTimeoutMs });
    case 'work':
      return within(work, { exchange, clock, timeoutMs: options.workTimeoutMs });
    case 'stream':
      return work;
    default:
      return route.wait satisfies never;
  }
}

function run(route: Route, exchange: Exchange, { carrel, clock, options }: AnswerDeps): ResultAsync<Reply, ApiError> {
  if (route.auth === 'none') return route.answer(exchange, carrel);
  const { scope } = route;
  const admit = (): ResultAsync<Caller, ApiError> =>
    authenticate(exchange, carrel).andThen((caller) =>
      scope === null || hasScope(caller, scope) ? ok(caller) : err(forbidden(`use ${scope}`)),
    );
  const { requestId } = exchange;
  const guard = { check: admit, stop: () => exchange.giveUp(), clock, intervalMs: options.streamRecheckMs, requestId };
  const budget = { limiter: carrel.rateLimiter, options: options.rateLimit };
  const isLimited = options.rateLimit.pointsPerUser > 0;
  return admit().andThen((caller) => {
    exchange.seen.by(caller);
    const answer = () =>
      route.answer(exchange, carrel, caller).map((reply) => {
        const watch = (wake: () => void) => carrel.identity.watch(caller, wake);
        return guarded(reply, { ...guard, watch });
      });
    if (!isLimited) return answer();
    return takeFromBudget(caller, route.cost, budget).andThen((headers) =>
      answer().map((reply) => ({ ...reply, headers: { ...headers, ...reply.headers } })),
    );
  });
}

function guarded(reply: Reply, guard: EventGuard): Reply {
  const { body } = reply;
  return body.kind === 'events' ? { ...reply, body: { ...body, events: guardedEvents(body.events, guard) } } : reply;
}

function within(
  work: ResultAsync<Reply, ApiError>,
  limit: { readonly exchange: Exchange; readonly clock: Clock; readonly timeoutMs: number },
): Promise<Result<Reply, ApiError>> {
  const { exchange, clock, timeoutMs } = limit;
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(timeoutMs, () => {
      exchange.giveUp();
      resolve(err(requestTimedOut(timeoutMs)));
    });
    work.then(
      (answer) => {
        cancel();
        resolve(answer);
      },
      (cause: unknown) => {
        cancel();
        reject(cause instanceof Error ? cause : new Error('The route threw', { cause }));
      },
    );
  });
}
