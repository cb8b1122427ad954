import type { SessionId, TenantId, UserId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

export type SessionKind = 'solo' | 'room';
export type SessionStorage = 'none' | 'database' | 'local' | 'object';
export type SessionStatus = 'active' | 'archived';
/** Whether the session's user wants a workspace to run. */
export type DesiredState = 'running' | 'stopped';

export interface SessionSource {
  readonly gitUrl: string;
  readonly ref?: string;
}

/** The durable thing a user works in; it outlives every workspace. */
export interface Session extends Entity {
  readonly id: SessionId;
  readonly tenantId: TenantId;
  readonly ownerId: UserId;
  readonly kind: SessionKind;
  readonly name: string;
  /** Ids of the catalogue. */
  readonly languages: readonly string[];
  readonly framework?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly source?: SessionSource;
  readonly storage: SessionStorage;
  readonly desired: DesiredState;
  readonly status: SessionStatus;
  readonly expiresAt?: string;
  readonly forkedFrom?: SessionId;
}

export interface CreateSession {
  readonly kind: SessionKind;
  /** 1 to 200 characters. @default a name made of the kind and the languages */
  readonly name?: string;
  /** Ids or aliases of the catalogue, at least one. */
  readonly languages: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly source?: SessionSource;
  /** @default the first storage of the installation for a room; 'none' for a solo session, and where there is no storage */
  readonly storage?: SessionStorage;
}

export interface UpdateSession {
  readonly name?: string;
  readonly languages?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** In the future; `null` takes the expiry away. */
  readonly expiresAt?: string | null;
  readonly status?: SessionStatus;
}

export interface SessionFilter {
  readonly kind?: SessionKind;
  readonly status?: SessionStatus;
  /** Only sessions that carry all of these. */
  readonly labels?: Readonly<Record<string, string>>;
}

export type RelationReason = 'same-source' | 'fork' | 'shared-members' | 'shared-files' | 'same-languages';

export interface RelatedSession {
  readonly session: Session;
  /** Above 0, at most 1; higher is closer. */
  readonly score: number;
  readonly reasons: readonly RelationReason[];
}
