import type { Carrel } from '@carrel/core';
import { err, okAsync, type Caller, type Clock, type Result, type ResultAsync } from '@carrel/core/kernel';
import type { ApiError } from './api-error.js';
import { admit, authenticate } from './authenticate.js';
import type { Exchange } from './exchange.js';
import { countEvents, leavingEvents } from './counted-events.js';
import { guardedEvents, type EventGuard } from './guarded-events.js';
import { requestTimedOut } from './http-errors.js';
import { inScope } from './in-scope.js';
import type { OpenCount } from './open-count.js';
import { takeFromAddress, takeFromBudget } from './rate-gate.js';
import type { ResolvedHttpOptions } from './http-options.js';
import type { Reply, ReplyHeaders } from './reply.js';
import type { Route } from './route.js';

export interface AnswerDeps {
  readonly carrel: Carrel;
  readonly clock: Clock;
  readonly options: ResolvedHttpOptions;
  readonly eventStreams: OpenCount;
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

function run(
  route: Route,
  exchange: Exchange,
  { carrel, clock, options, eventStreams }: AnswerDeps,
): ResultAsync<Reply, ApiError> {
  const counting = { limiter: carrel.rateLimiter, options: options.rateLimit };
  if (route.auth === 'none') {
    const { cost, budget = 'calls' } = route;
    const work = () => route.answer(exchange, carrel);
    return cost === 0 ? work() : withHeaders(takeFromAddress(exchange.from, { cost, budget }, counting), work);
  }
  const { scope } = route;
  const call = `${route.method} ${route.path}`;
  const allowed = (caller: Caller): ResultAsync<Caller, ApiError> =>
    scope === null ? okAsync(caller) : inScope(caller, { scope, call }, carrel);
  const { requestId } = exchange;
  const check = () => authenticate(exchange, carrel).andThen(allowed);
  const guard = { check, stop: () => exchange.giveUp(), clock, intervalMs: options.streamRecheckMs, requestId };
  const isLimited = options.rateLimit.pointsPerUser > 0;
  const admitted = admit(exchange, { carrel, options }).andThen(allowed);
  return admitted.andThen((caller) => {
    exchange.seen.by(caller);
    const plain = () =>
      route.answer(exchange, carrel, caller).map((reply) => {
        const watch = (wake: () => void) => carrel.identity.watch(caller, wake);
        return guarded(reply, { ...guard, watch });
      });
    const answer = () => (route.wait === 'stream' ? counted(plain, { caller, exchange, eventStreams }) : plain());
    if (!isLimited) return answer();
    return withHeaders(takeFromBudget(caller, route.cost, counting), answer);
  });
}

/** What `work` answers, once it may, with the headers of what is left. */
function withHeaders(
  taken: ResultAsync<ReplyHeaders, ApiError>,
  work: () => ResultAsync<Reply, ApiError>,
): ResultAsync<Reply, ApiError> {
  return taken.andThen((headers) => work().map((reply) => ({ ...reply, headers: { ...headers, ...reply.headers } })));
}

/** What `answer` gives, while the caller may have one more stream of events; it is counted until its events end. */
function counted(
  answer: () => ResultAsync<Reply, ApiError>,
  {
    caller,
    exchange,
    eventStreams,
  }: { readonly caller: Caller; readonly exchange: Exchange; readonly eventStreams: OpenCount },
): ResultAsync<Reply, ApiError> {
  return countEvents(eventStreams, caller, exchange).asyncAndThen((leave) =>
    answer()
      .map((reply) => {
        const { body } = reply;
        if (body.kind === 'events') return { ...reply, body: { ...body, events: leavingEvents(body.events, leave) } };
        leave();
        return reply;
      })
      .mapErr((error) => {
        leave();
        return error;
      }),
  );
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
