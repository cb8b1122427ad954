import type { SessionId, StreamId, TaskId, TenantId, UserId } from '../kernel/index.js';
import type { StreamEnd } from '../streams/index.js';

/** Which stream, of which tenant. */
export interface StreamKey {
  readonly tenantId: TenantId;
  readonly id: StreamId;
}

/** What is known of a stream beside its chunks. Times are RFC 3339 UTC strings. */
export interface Stream extends StreamKey {
  /** On whose behalf it is written. */
  readonly ownerId: UserId;
  /** The session that it belongs to: who is in it reads it. Without one only its owner does. */
  readonly sessionId?: SessionId;
  /** For people: what it is about. */
  readonly purpose: string;
  /** The task that tells of itself in it: who cancels the stream cancels the task. */
  readonly taskId?: TaskId;
  /** How it ended; absent while it goes on. */
  readonly end?: StreamEnd;
  /** When it was asked to stop; its end follows. */
  readonly cancelledAt?: string;
  readonly createdAt: string;
  /** When it is gone, once it ended; before, when it is ended at the latest. */
  readonly expiresAt: string;
}

/** What a stream is made of. */
export interface NewStream {
  readonly sessionId?: SessionId;
  /** 1 to 64 visible characters. */
  readonly purpose: string;
  /** A task that tells of itself in it. Cancelling the stream is cancelling that task, by who may. @default none */
  readonly taskId?: TaskId;
}

/** The stream, as one that ended. */
export function endedStream<S extends Stream>(stream: S, end: StreamEnd, expiresAt: string): S {
  return { ...stream, end, expiresAt };
}

/** What a log names the stream by. */
export function keyInLog({ tenantId, id }: StreamKey): string {
  return `${tenantId}/${id}`;
}
