import type { AgentId, AuthSessionId, TenantId, UserId } from './ids.js';

/** A user's standing in the tenant; `owner` and `admin` administer it. */
export type TenantRole = 'owner' | 'admin' | 'member';

/** The cost class of what a user may run. */
export type Tier = 'low' | 'medium' | 'high';

/** Who is asking. The first argument of every service method; made by the edge that authenticated the request. */
export interface Caller {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  /** Set when a program acts for the user. */
  readonly agentId?: AgentId;
  /** The login the token belongs to. */
  readonly authSessionId?: AuthSessionId;
  readonly role: TenantRole;
  readonly tier: Tier;
  /** What the token allows; `*` allows everything that the role does. */
  readonly scopes: readonly string[];
  /** When the token or key runs out, in milliseconds since the Unix epoch; absent where nobody knows. */
  readonly tokenExpiresAt?: number;
  /** Names this request in logs, audit records and error answers. */
  readonly requestId: string;
  /** Where the request came from, for the audit, as the edge saw it; absent where nobody knows. */
  readonly address?: string;
}
