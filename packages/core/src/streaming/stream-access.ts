import {
  err,
  errAsync,
  ok,
  okAsync,
  type Caller,
  type Clock,
  type ResultAsync,
  type StreamId,
} from '../kernel/index.js';
import {
  authorize,
  sessionArchived,
  sessionNotFound,
  asOf,
  type AccessError,
  type AccessFeed,
  type SessionAction,
  type SessionArchived,
  type SessionForUser,
  type SessionNotFound,
  type SessionRepository,
} from '../sessions/index.js';
import type { StoreError } from '../store/index.js';
import { streamNotFound, type StreamNotFound } from '../streams/index.js';
import { Lifetime, whileAllowed } from '../workspaces/index.js';
import { toTimestamp, type SessionId } from '../kernel/index.js';
import type { StreamRecord, StreamRepository } from './stream-repository.js';

export interface StreamAccessDeps {
  readonly repository: StreamRepository;
  readonly sessions: Pick<SessionRepository, 'getFor'>;
  readonly accessFeed: AccessFeed;
  readonly clock: Clock;
}

/** What somebody wants to do with streams. */
export type StreamAction = Extract<SessionAction, `streams.${string}`>;

export type StreamAccessError = StreamNotFound | AccessError | StoreError;

/** A stream that the caller may do something with. */
export interface FoundStream {
  readonly stream: StreamRecord;
  /** Whether what allows it may end: whoever reads is to be looked after. */
  readonly isRoom: boolean;
}

/** Who may do what with a stream: by the role in its session, or as its owner where it has none. */
export class StreamAccess {
  constructor(private readonly deps: StreamAccessDeps) {}

  /** The stream, for somebody who may do `action`. `stream/not-found` for who may not know of it, `session/forbidden` for too small a role. */
  find(caller: Caller, id: StreamId, action: StreamAction): ResultAsync<FoundStream, StreamAccessError> {
    return this.deps.repository.get({ tenantId: caller.tenantId, id }).andThen((stream) => {
      if (stream === null) return errAsync(streamNotFound());
      if (stream.sessionId === undefined)
        return stream.ownerId === caller.userId ? okAsync({ stream, isRoom: false }) : errAsync(streamNotFound());
      return this.roleIn(caller, stream.sessionId)
        .mapErr((error) => (error.type === 'session/not-found' ? streamNotFound() : error))
        .andThen(({ role, session }) =>
          authorize(role, action).map(() => ({ stream, isRoom: session.kind === 'room' })),
        );
    });
  }

  /** Ok for somebody who may write streams in the session. */
  inSession(caller: Caller, sessionId: SessionId): ResultAsync<null, AccessError | SessionArchived | StoreError> {
    return this.roleIn(caller, sessionId).andThen(({ role, session }) =>
      authorize(role, 'streams.write').andThen(() =>
        session.status === 'archived' ? err(sessionArchived()) : ok(null),
      ),
    );
  }

  /** What the caller reads, for as long as the caller may; then `toEvent` of why it ends. `open` gets a signal that fires when it is over. */
  follow<T, E>(
    caller: Caller,
    { stream, isRoom }: FoundStream,
    signal: AbortSignal | undefined,
    {
      open,
      toEvent,
    }: {
      readonly open: (signal: AbortSignal | undefined) => ResultAsync<AsyncIterable<T>, E>;
      readonly toEvent: (error: AccessError) => T;
    },
  ): ResultAsync<AsyncIterable<T>, E> {
    const { sessionId } = stream;
    if (!isRoom || sessionId === undefined) return open(signal);
    const lifetime = new Lifetime(signal);
    const guard = {
      check: () => this.whyNot(caller, sessionId),
      watch: (wake: () => void) => this.deps.accessFeed.watch(sessionId, wake),
      clock: this.deps.clock,
      toEvent,
    };
    return open(lifetime.signal).map((events) => whileAllowed(events, lifetime, guard));
  }

  /** Why the caller may not read on; `null` while nothing is known against it. */
  private async whyNot(caller: Caller, sessionId: SessionId): Promise<AccessError | null> {
    const found = await this.deps.sessions.getFor(caller, sessionId);
    if (found.isErr()) return null;
    const allowed = authorize(found.value?.role ?? null, 'streams.read');
    return allowed.isErr() ? allowed.error : null;
  }

  private roleIn(caller: Caller, sessionId: SessionId): ResultAsync<SessionForUser, SessionNotFound | StoreError> {
    const now = toTimestamp(this.deps.clock.now());
    return this.deps.sessions.getFor(caller, sessionId).andThen((found) => {
      if (found === null || found.role === null) return err(sessionNotFound());
      return ok({ session: asOf(found.session, now), role: found.role });
    });
  }
}
