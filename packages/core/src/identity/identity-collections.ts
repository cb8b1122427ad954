import { collection, type EntityRecord } from '../store/index.js';
import type { Agent } from './agent.js';
import type { AuthSession } from './auth-session.js';
import type { Invitation } from './invitation.js';
import type { SigningKeyRecord } from './signing-key.js';
import type { Tenant } from './tenant.js';
import type { TicketRecord } from './ticket.js';
import type { User } from './user.js';

export const tenants = collection<EntityRecord<Tenant>>()('tenants', { key: ['id'] });

export const users = collection<EntityRecord<User>>()('users', {
  key: ['tenantId', 'id'],
  indexes: { byRole: ['tenantId', 'role'] },
  unique: { byLoginEmail: ['loginEmail'] },
});

export const authSessions = collection<EntityRecord<AuthSession>>()('auth_sessions', {
  key: ['tenantId', 'id'],
  indexes: { byUser: ['tenantId', 'userId'] },
});

export const agents = collection<EntityRecord<Agent>>()('agents', {
  key: ['tenantId', 'id'],
  indexes: { byUser: ['tenantId', 'userId'] },
});

export const invitations = collection<EntityRecord<Invitation>>()('invitations', { key: ['tenantId', 'id'] });

export const signingKeys = collection<SigningKeyRecord>()('signing_keys', { key: ['kid'] });

export const tickets = collection<TicketRecord>()('tickets', {
  key: ['digest'],
  indexes: { byUser: ['tenantId', 'userId', 'expiresAt'], byExpiry: ['expiresAt'] },
});

/** What the store must be opened with for identity to work. */
export const identityCollections = [tenants, users, authSessions, agents, invitations, signingKeys, tickets] as const;
