import type { AgentId, AuthSessionId, Caller, IdSource, TenantId, TenantRole, Tier, UserId } from '../kernel/index.js';
import { toTimestamp } from '../kernel/index.js';
import { secretDigest } from './secret-digest.js';

const PREFIX = 'ctk_';
const SECRET_BYTES = 32;
const SHAPE = new RegExp(`^${PREFIX}[\\w-]{43}$`);

/** What a ticket lets its bearer in to. */
export interface TicketUse {
  /** `websocket` opens one, and `port` lets a browser in to a port of a workspace. */
  readonly purpose: 'port' | 'websocket';
  /** What is opened with it, in the words of whoever redeems it. */
  readonly resource: string;
}

/** A ticket as it is kept: for whom and for what it was given, under its digest. Removed at its use. */
export interface TicketRecord extends TicketUse {
  /** The digest of the ticket; the ticket itself is kept nowhere. */
  readonly digest: string;
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly agentId?: AgentId;
  readonly authSessionId?: AuthSessionId;
  readonly role: TenantRole;
  readonly tier: Tier;
  readonly scopes: readonly string[];
  /** When the token that it was asked for with runs out; the bearer of the ticket is nobody from then on. */
  readonly tokenExpiresAt?: number;
  readonly expiresAt: string;
}

/** A ticket as its owner gets it, this once. */
export interface IssuedTicket {
  readonly ticket: string;
  readonly expiresAt: string;
}

export function newTicket(
  { tenantId, userId, agentId, authSessionId, role, tier, scopes, tokenExpiresAt }: Caller,
  use: TicketUse,
  { ids, expiresAtMs }: { readonly ids: IdSource; readonly expiresAtMs: number },
): { readonly ticket: string; readonly record: TicketRecord } {
  const ticket = `${PREFIX}${ids.nextSecret(SECRET_BYTES)}`;
  const record = {
    ...{ digest: secretDigest(ticket), tenantId, userId, role, tier, scopes },
    ...(agentId === undefined ? {} : { agentId }),
    ...(authSessionId === undefined ? {} : { authSessionId }),
    ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }),
    ...{ purpose: use.purpose, resource: use.resource, expiresAt: toTimestamp(expiresAtMs) },
  };
  return { ticket, record };
}

/** Whether a text can be a ticket at all. */
export function isTicket(text: string): boolean {
  return SHAPE.test(text);
}

/** Whether the ticket is good at `now` for this use. */
export function opens(record: TicketRecord, use: TicketUse, now: string): boolean {
  return record.expiresAt > now && record.purpose === use.purpose && record.resource === use.resource;
}
