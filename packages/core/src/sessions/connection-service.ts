import { err, type Caller, type Clock, type IdSource, type Result, type ResultAsync } from '../kernel/index.js';
import type { SessionId, UserId } from '../kernel/index.js';
import { connectionState, type PresenceError, type PresenceStore, type PresentMember } from '../presence/index.js';
import type { StoreError } from '../store/index.js';
import { authorize, type AccessError } from './session-access.js';
import { sessionNotFound } from './session-errors.js';
import type { SessionRepository } from './session-repository.js';

export interface ConnectionServiceDeps {
  readonly presence: PresenceStore;
  readonly sessions: Pick<SessionRepository, 'getFor'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A connection that somebody has open, such as a WebSocket. */
export interface OpenConnection {
  readonly id: string;
  /** It is about this session, whose members see from now on that its user is there. */
  enter(sessionId: SessionId): void;
  /** It is over. Idempotent. */
  close(): void;
}

/** Somebody who has a connection to a session. */
export interface PresentConnection {
  readonly id: string;
  readonly userId: UserId;
  /** What it is for, such as `/ws/terminals/:tid`. */
  readonly what: string;
  /** Milliseconds since the Unix epoch. */
  readonly openedAt: number;
}

/** For how long a connection is seen in its session after its replica was last heard of, in milliseconds. */
const SEEN_MS = 90_000;
/** How often what is open is told again, in milliseconds. */
const PULSE_MS = 30_000;
/** How long to wait before a store that does not answer is tried again, in milliseconds. */
const RETRY_MS = 1_000;

interface Entry extends Omit<PresentConnection, 'id'> {
  readonly tenantId: string;
  sessionId?: SessionId;
}

/**
 * Who is connected, in all replicas that share the presence store. Being seen keeps no workspace alive and costs no call anything: what
 * cannot be told while the store is down is told when it is back, and what a replica that died had told is gone by itself.
 */
export class ConnectionService {
  private readonly open = new Map<string, Entry>();
  private cancel: () => void = () => undefined;
  private isOver = false;

  constructor(private readonly deps: ConnectionServiceDeps) {
    void this.pulse();
  }

  /** Makes it known that the caller has a connection. Never waits, and never fails. */
  begin(caller: Caller, what: string): OpenConnection {
    const id = `con_${this.deps.ids.nextBody()}`;
    const { tenantId, userId } = caller;
    const entry: Entry = { tenantId, userId, what, openedAt: this.deps.clock.now() };
    this.open.set(id, entry);
    void this.tell(id, entry);
    return {
      id,
      enter: (sessionId) => {
        if (!this.open.has(id)) return;
        entry.sessionId = sessionId;
        void this.tell(id, entry);
      },
      close: () => {
        if (this.open.delete(id)) void this.forget(id, entry);
      },
    };
  }

  /**
   * Who has a connection to the session, by the ids of the connections. `session/not-found` for who may not know of it,
   * `presence/unavailable` while the presence store does not answer.
   */
  list(
    caller: Caller,
    sessionId: SessionId,
  ): ResultAsync<readonly PresentConnection[], AccessError | PresenceError | StoreError> {
    const { presence, sessions } = this.deps;
    return sessions
      .getFor(caller, sessionId)
      .andThen((found): Result<unknown, AccessError> =>
        found === null ? err(sessionNotFound()) : authorize(found.role, 'session.read'),
      )
      .andThen(() => presence.list(placeOf(caller.tenantId, sessionId)))
      .map((all) => all.map(toConnection));
  }

  /** What is open is not told any more; it is forgotten with the process. */
  async dispose(): Promise<void> {
    this.isOver = true;
    this.cancel();
    await Promise.all([...this.open].map(([id, entry]) => this.forget(id, entry)));
    this.open.clear();
  }

  /** Tells all that is open, now and again. */
  private async pulse(): Promise<void> {
    const opened = await this.deps.presence.open();
    if (opened.isOk()) for (const [id, entry] of this.open) await this.tell(id, entry);
    else if (opened.error.type === 'presence/closed') return;
    if (!this.isOver)
      this.cancel = this.deps.clock.setTimer(opened.isOk() ? PULSE_MS : RETRY_MS, () => void this.pulse());
  }

  private async tell(id: string, entry: Entry): Promise<void> {
    const { presence } = this.deps;
    const { tenantId, sessionId, ...value } = entry;
    const text = JSON.stringify(value);
    await presence.note(connectionState, id, JSON.stringify(entry)).unwrapOr(undefined);
    if (sessionId !== undefined && this.open.has(id))
      await presence
        .enter(placeOf(tenantId, sessionId), { member: id, value: text, ttlMs: SEEN_MS })
        .unwrapOr(undefined);
    // It was closed meanwhile.
    if (!this.open.has(id)) await this.forget(id, entry);
  }

  private async forget(id: string, { tenantId, sessionId }: Entry): Promise<void> {
    const { presence } = this.deps;
    await presence.forget(connectionState, id).unwrapOr(undefined);
    if (sessionId !== undefined) await presence.leave(placeOf(tenantId, sessionId), id).unwrapOr(undefined);
  }
}

function placeOf(tenantId: string, sessionId: SessionId): string {
  return `${tenantId}/${sessionId}`;
}

function toConnection({ member, value }: PresentMember): PresentConnection {
  return { id: member, ...(JSON.parse(value) as Omit<PresentConnection, 'id'>) };
}
