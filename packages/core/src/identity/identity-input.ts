import { z } from 'zod';
import { hasUnseen, nameSchema } from '../kernel/index.js';
import { isEmail, normalizeEmail } from './email.js';
import type { ResolvedIdentityOptions } from './identity-options.js';

/** Normalising may lengthen a text by as much, or shorten it; what is longer still is not looked at. */
const MAX_RAW_FACTOR = 4;

/** The most characters of what a ticket names as its resource: more than any path of the interface. */
const MAX_RESOURCE_LENGTH = 1_024;
const SCOPE = /^(\*|[a-z][a-z-]{0,31}:(\*|[a-z][a-z-]{0,31}))$/;

const roles = z.enum(['owner', 'admin', 'member']);

/** The shapes of what identity is given; unknown keys are refused everywhere. */
export function identityInput(options: ResolvedIdentityOptions) {
  const name = nameSchema(z, options.maxNameLength);
  const email = emailSchema(options.maxEmailBytes);
  const newPassword = passwordSchema(options.minPasswordBytes, options.maxPasswordBytes);
  // The rules for new passwords may have become stricter since this one was chosen.
  const knownPassword = passwordSchema(1, options.maxPasswordBytes);
  const role = roles;
  const tier = z.enum(['low', 'medium', 'high']);
  return {
    register: z.strictObject({
      email,
      password: newPassword,
      displayName: name.optional(),
      tenantName: name.optional(),
      invitation: z.string().max(options.maxTokenBytes).optional(),
    }),
    ...invitationInput(options, { email, name, role, newPassword }),
    login: z.strictObject({
      email: z.string().max(options.maxEmailBytes * MAX_RAW_FACTOR).transform(normalizeEmail), // prettier-ignore
      password: knownPassword,
    }),
    refreshToken: z.strictObject({ refreshToken: z.string().max(options.maxTokenBytes) }),
    profile: z.strictObject({ displayName: name }),
    password: z.strictObject({ currentPassword: knownPassword, newPassword }),
    createUser: z.strictObject({
      email,
      password: newPassword,
      displayName: name.optional(),
      role: role.default('member'),
      tier: tier.default(options.defaultTier),
    }),
    updateUser: z.strictObject({
      displayName: name.optional(),
      role: role.optional(),
      tier: tier.optional(),
      password: newPassword.optional(),
    }),
    createAgent: z.strictObject({
      name,
      scopes: z.array(z.string().regex(SCOPE, 'expected `*`, `resource:*` or `resource:action`')).min(1).max(options.maxScopesPerAgent), // prettier-ignore
      userId: z.string().max(64).optional(),
      expiresInMs: z.int().min(1).max(options.maxAgentKeyTtlMs).default(options.agentKeyTtlMs),
    }),
    ticket: z.strictObject({
      purpose: z.enum(['port', 'websocket']),
      resource: z
        .string()
        .min(1)
        .max(MAX_RESOURCE_LENGTH)
        .refine((resource) => !hasUnseen(resource), { message: 'expected characters that can be seen' }),
    }),
  };
}

/** What those give who let others in. */
function invitationInput<E extends z.ZodType<string, string>, N extends z.ZodType<string, string>>(
  { invitationTtlMs, maxInvitationTtlMs }: ResolvedIdentityOptions,
  parts: {
    readonly email: E;
    readonly name: N;
    readonly newPassword: z.ZodType<string, string>;
    readonly role: typeof roles;
  },
) {
  const { email, name, newPassword, role } = parts;
  const expiresInMs = z.int().min(1).max(maxInvitationTtlMs).default(invitationTtlMs);
  return {
    invite: z.strictObject({ role: role.default('member'), email: email.optional(), expiresInMs }),
    operatorUser: z.strictObject({
      tenant: name,
      email,
      password: newPassword,
      displayName: name.optional(),
      role: role.default('owner'),
    }),
    operatorInvite: z.strictObject({ tenant: name, email: email.optional(), role: role.default('owner'), expiresInMs }),
  };
}

export type IdentityInput = ReturnType<typeof identityInput>;

export type RegisterInput = z.input<IdentityInput['register']>;
export type LoginInput = z.input<IdentityInput['login']>;
export type RefreshTokenInput = z.input<IdentityInput['refreshToken']>;
export type ProfileInput = z.input<IdentityInput['profile']>;
export type PasswordInput = z.input<IdentityInput['password']>;
export type CreateUserInput = z.input<IdentityInput['createUser']>;
export type UpdateUserInput = z.input<IdentityInput['updateUser']>;
export type TicketInput = z.input<IdentityInput['ticket']>;
export type InviteInput = z.input<IdentityInput['invite']>;
export type OperatorUserInput = z.input<IdentityInput['operatorUser']>;
export type OperatorInviteInput = z.input<IdentityInput['operatorInvite']>;
export type CreateAgentInput = z.input<IdentityInput['createAgent']>;

function emailSchema(maxBytes: number) {
  return z
    .string()
    .max(maxBytes * MAX_RAW_FACTOR)
    .transform(normalizeEmail)
    .refine((email) => isEmail(email) && Buffer.byteLength(email) <= maxBytes, {
      message: `expected an email address of at most ${maxBytes} bytes`,
    });
}

function passwordSchema(minBytes: number, maxBytes: number) {
  return z
    .string()
    .max(maxBytes)
    .refine((password) => Buffer.byteLength(password) >= minBytes && Buffer.byteLength(password) <= maxBytes, {
      message: `expected ${minBytes} to ${maxBytes} bytes`,
    });
}
