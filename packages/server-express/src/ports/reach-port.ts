import type { Duplex } from 'node:stream';
import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import { shuttingDown } from '@carrel/core/workspaces';
import type { ApiError } from '../http/api-error.js';
import { requestTimedOut, serviceFailed, targetTooLong } from '../http/http-errors.js';
import type { HttpApi } from '../http/http-api.js';
import { inScope } from '../http/in-scope.js';
import { takeForPort } from '../http/rate-gate.js';
import type { Admitted } from './port-credentials.js';
import type { NamedPort } from './port-host.js';
import { placeOf, type PortTarget } from './port-target.js';

/** The scope that a token must allow. */
export const PORT_SCOPE = 'ports:write';

/** A port of a workspace that somebody may use now, and a stream to it. */
export interface ReachedPort extends Admitted, NamedPort {
  readonly stream: Duplex;
}

export interface Reaching {
  readonly api: HttpApi;
  /** As it was sent. */
  readonly target: string;
  readonly place: PortTarget;
  readonly authenticate: () => ResultAsync<Admitted, ApiError>;
  /** How much of the caller's budget it takes. */
  readonly cost: number;
  readonly timeoutMs: number;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/**
 * Who asks, whether they may, and then a stream to the port, which is the caller's to destroy. Never rejects. What is opened
 * after nobody waits for it any more is broken off.
 */
export function reachPort(reaching: Reaching): Promise<Result<ReachedPort, ApiError>> {
  const { api, signal, timeoutMs } = reaching;
  const late = new AbortController();
  return new Promise((resolve) => {
    const cancel = api.clock.setTimer(timeoutMs, () => {
      late.abort();
      resolve(err(requestTimedOut(timeoutMs)));
    });
    const settle = (reached: Result<ReachedPort, ApiError>) => {
      cancel();
      if (reached.isOk() && (late.signal.aborted || signal.aborted)) reached.value.stream.destroy();
      resolve(reached);
    };
    open(reaching, AbortSignal.any([signal, late.signal])).then(settle, (cause: unknown) => {
      settle(err(serviceFailed(cause)));
    });
  });
}

async function open(
  { api, target, place, authenticate, cost }: Reaching,
  signal: AbortSignal,
): Promise<Result<ReachedPort, ApiError>> {
  const { carrel, drain, options } = api;
  if (drain.active) return err(shuttingDown());
  if (target.length > options.maxTargetBytes) return err(targetTooLong(options.maxTargetBytes));
  const admitted = await authenticate()
    .andThen((by) => inScope(by.caller, { scope: PORT_SCOPE, call: 'ports.open' }, carrel).map(() => by))
    .andThen((by) =>
      takeForPort(by.caller, cost, { limiter: carrel.rateLimiter, options: options.rateLimit }).map(() => by),
    );
  if (admitted.isErr()) return err(admitted.error);
  const named = placeOf(place);
  if (named.isErr()) return err(named.error);
  const stream = await carrel.ports.open(admitted.value.caller, named.value, { signal });
  if (stream.isErr()) return err(stream.error);
  // Before anybody listens to it.
  stream.value.on('error', () => undefined);
  return ok({ ...named.value, ...admitted.value, stream: stream.value });
}
