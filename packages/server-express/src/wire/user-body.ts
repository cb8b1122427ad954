import { z } from 'zod';
import { pageQuery } from '../http/request-query.js';

const role = z.enum(['owner', 'admin', 'member']);
const tier = z.enum(['low', 'medium', 'high']);

// What answers show. The views of the identity service have these shapes.

export const userBody = z.strictObject({
  id: z.string(),
  tenantId: z.string(),
  email: z.string(),
  displayName: z.string(),
  role,
  tier,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

const tenantBody = z.strictObject({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

const tokensBody = z.strictObject({
  tokenType: z.literal('Bearer'),
  accessToken: z.string(),
  expiresInMs: z.int(),
  refreshToken: z.string(),
});

export const signedInBody = z.strictObject({ user: userBody, tenant: tenantBody, tokens: tokensBody });
export const refreshedBody = z.strictObject({ tokens: tokensBody });

const actor = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('user'), id: z.string() }),
  z.strictObject({ type: z.literal('agent'), id: z.string(), userId: z.string() }),
  z.strictObject({ type: z.literal('system') }),
]);

export const auditBody = z.strictObject({
  id: z.string(),
  tenantId: z.string(),
  at: z.iso.datetime(),
  action: z.string(),
  actor,
  requestId: z.string(),
  address: z.string().optional(),
  subject: z.string(),
  outcome: z.enum(['success', 'denied', 'failed']),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  count: z.int().min(2).optional(),
  lastAt: z.iso.datetime().optional(),
  sequence: z.int().min(1).optional(),
  previousHash: z.string().optional(),
  chainKey: z.string().optional(),
  hash: z.string().optional(),
});

/** Which records of the audit are wanted. */
export const auditQuery = z.object({
  ...pageQuery,
  action: z.string().min(1).max(500).optional(),
  actor: z.string().min(1).max(100).optional(),
  outcome: z.enum(['success', 'denied', 'failed']).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

export const agentBody = z.strictObject({
  id: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  role,
  expiresAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const createdAgentBody = z.strictObject({ agent: agentBody, key: z.string() });

export const invitationBody = z.strictObject({
  id: z.string(),
  tenantId: z.string(),
  role,
  email: z.string().nullable(),
  issuer: z.enum(['tenant', 'operator']),
  invitedBy: z.string().nullable(),
  expiresAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const createdInvitationBody = z.strictObject({ invitation: invitationBody, token: z.string() });

export const issuedTicketBody = z.strictObject({ ticket: z.string(), expiresAt: z.iso.datetime() });

export const jwksBody = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });

// What requests take. Lengths, and what an email or a password must be, are the service's matter.

export const registerBody = z.strictObject({
  email: z.string(),
  password: z.string(),
  displayName: z.string().exactOptional(),
  tenantName: z.string().exactOptional(),
  invitation: z.string().exactOptional(),
});

export const loginBody = z.strictObject({ email: z.string(), password: z.string() });
export const refreshBody = z.strictObject({ refreshToken: z.string() });
export const ticketBody = z.strictObject({ purpose: z.literal('websocket'), resource: z.string() });
export const profileBody = z.strictObject({ displayName: z.string() });
export const passwordBody = z.strictObject({ currentPassword: z.string(), newPassword: z.string() });

export const createUserBody = z.strictObject({
  email: z.string(),
  password: z.string(),
  displayName: z.string().exactOptional(),
  role: role.exactOptional(),
  tier: tier.exactOptional(),
});

export const updateUserBody = z.strictObject({
  displayName: z.string().exactOptional(),
  role: role.exactOptional(),
  tier: tier.exactOptional(),
  password: z.string().exactOptional(),
});

export const inviteBody = z.strictObject({
  role: role.exactOptional(),
  email: z.string().exactOptional(),
  expiresInMs: z.int().exactOptional(),
});

export const createAgentBody = z.strictObject({
  name: z.string(),
  scopes: z.array(z.string()),
  userId: z.string().exactOptional(),
  expiresInMs: z.int().exactOptional(),
});
