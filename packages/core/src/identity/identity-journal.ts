import { okAsync, type AgentId, type Caller, type ResultAsync, type TenantId, type UserId } from '../kernel/index.js';
import type { Transaction, WriteError } from '../store/index.js';

/** Something that happened to a tenant's users, logins or agents. */
export interface IdentityEvent {
  readonly tenantId: TenantId;
  /** `noun.fact`, such as `user.created`. */
  readonly action: string;
  readonly actor:
    | { readonly type: 'user'; readonly id: UserId }
    | { readonly type: 'agent'; readonly id: AgentId; readonly userId: UserId }
    /** Nobody who is known, or whoever operates the installation, by its command line. */
    | { readonly type: 'system' };
  readonly requestId: string;
  /** Where the request came from; absent where nobody knows. */
  readonly address?: string;
  /** The id of what it happened to. */
  readonly subject: string;
  readonly outcome: 'success' | 'denied';
  /** Never a secret. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where identity tells what happened; the audit service is one. */
export interface IdentityJournal {
  /** Kept exactly when the transaction commits. */
  append(tx: Transaction, event: IdentityEvent): ResultAsync<unknown, WriteError>;
  /** Kept and durable when ok; what happens again and again may be counted in one. */
  note(event: IdentityEvent): ResultAsync<unknown, WriteError>;
}

/** Keeps nothing. */
export const noJournal: IdentityJournal = { append: () => okAsync(undefined), note: () => okAsync(undefined) };

/** What an event says of its actor, when a caller did it. */
export function byCaller(caller: Caller): Pick<IdentityEvent, 'tenantId' | 'actor' | 'requestId' | 'address'> {
  const { tenantId, userId, agentId } = caller;
  const actor =
    agentId === undefined ? ({ type: 'user', id: userId } as const) : ({ type: 'agent', id: agentId, userId } as const);
  return { tenantId, actor, ...ofRequest(caller) };
}

/** What an event says of the request that it happened in. */
export function ofRequest({
  requestId,
  address,
}: Pick<Caller, 'requestId' | 'address'>): Pick<IdentityEvent, 'requestId' | 'address'> {
  return address === undefined ? { requestId } : { requestId, address };
}
