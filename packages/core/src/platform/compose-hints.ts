import { processHolder } from '../leases/index.js';
import type { AccessFeed, SessionEnvironment } from '../sessions/index.js';
import type { PlatformContext } from './platform-context.js';
import { ReplicaHints, type ReplicaHint } from './replica-hints.js';

/** What this replica tells the others, and hears of them. */
export function composeHints(
  { clock, ids, logger, shared: { bus } }: PlatformContext,
  hear: (hint: ReplicaHint) => void,
): ReplicaHints {
  return new ReplicaHints({ bus, clock, logger, hear, replica: processHolder(ids) });
}

/** The same environment; whoever follows something of a session is told when the session ends, in every replica. */
export function withHints<E>(environment: SessionEnvironment<E>, feed: AccessFeed): SessionEnvironment<E> {
  return {
    end: (session, reason) =>
      environment.end(session, reason).map(() => {
        feed.publish(session.id);
      }),
    copyFiles: (caller, from, to) => environment.copyFiles(caller, from, to),
  };
}
