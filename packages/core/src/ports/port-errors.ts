import type { CarrelError } from '../kernel/index.js';
import type { HoldError, ReachError } from '../workspaces/index.js';

/** As many streams to ports are open as may be. */
export interface PortLimit extends CarrelError<'port/limit'> {
  readonly scope: 'session' | 'user';
  readonly limit: number;
}

/** Everything that can keep a caller from a port of a session's workspace; `port/refused` and the like among it. */
export type PortFailure = PortLimit | ReachError | HoldError;

const LIMITED: Readonly<Record<PortLimit['scope'], (limit: number) => string>> = {
  session: (limit) => `A session has at most ${limit} open connections to its ports; try again when one has ended.`,
  user: (limit) => `A user has at most ${limit} open connections to ports; try again when one has ended.`,
};

export function portLimit(scope: PortLimit['scope'], limit: number): PortLimit {
  return { type: 'port/limit', message: LIMITED[scope](limit), retryable: true, retryAfterMs: 500, scope, limit };
}
