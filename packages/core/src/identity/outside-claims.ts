import type { TenantRole, Tier } from '../kernel/index.js';
import { tenantId, userId } from '../kernel/index.js';
import { derivedId } from './derived-id.js';
import { isScopes, isTenantRole, isTier } from './token-claims.js';
import type { VerifiedToken } from './token-verifier.js';

/** The name of a claim, or the way to it through objects. */
export type ClaimPath = string | readonly string[];

/** Where an outside issuer's tokens say what. */
export interface ClaimMapping {
  /** @default one tenant for the whole issuer */
  readonly tenantId?: ClaimPath;
  /** @default 'sub' */
  readonly userId?: ClaimPath;
  /** Its value is one of our roles, or one that `roles` translates. @default everybody has `defaultRole` */
  readonly role?: ClaimPath;
  /** @default everybody has `defaultTier` */
  readonly tier?: ClaimPath;
  /** A list, or words separated by blanks. A token without it has no scopes. @default everybody has `*` */
  readonly scopes?: ClaimPath;
}

/** What reading the claims of one issuer depends on. */
export interface ClaimOptions {
  readonly issuer: string;
  readonly claims: ClaimMapping;
  readonly roles: Readonly<Record<string, TenantRole>>;
  readonly defaultRole: TenantRole;
  readonly defaultTier: Tier;
  readonly ids: 'derived' | 'verbatim';
  readonly clockToleranceMs: number;
}

type Payload = Readonly<Record<string, unknown>>;

/** What the payload of a genuine token says in our words, or `null` when it lacks something or names an unknown role or tier. */
export function readOutsideClaims(payload: Payload, options: ClaimOptions): VerifiedToken | null {
  const { claims, issuer, ids } = options;
  const user = textAt(payload, claims.userId ?? 'sub');
  const tenant = claims.tenantId === undefined ? issuer : textAt(payload, claims.tenantId);
  const role = roleOf(payload, options);
  const tier = claims.tier === undefined ? options.defaultTier : valueAt(payload, claims.tier);
  if (user === null || tenant === null || role === null || !isTier(tier)) return null;
  const [own, ownTenant] =
    ids === 'derived'
      ? [derivedId(userId, issuer, user), derivedId(tenantId, issuer, tenant)]
      : [userId.is(user) ? user : null, tenantId.is(tenant) ? tenant : null];
  if (own === null || ownTenant === null) return null;
  const expiresAt = Number(payload['exp']) * 1_000 + options.clockToleranceMs;
  return { tenantId: ownTenant, userId: own, role, tier, scopes: scopesOf(payload, options), expiresAt };
}

function roleOf(payload: Payload, { claims, roles, defaultRole }: ClaimOptions): TenantRole | null {
  if (claims.role === undefined) return defaultRole;
  const named = textAt(payload, claims.role);
  if (named === null) return defaultRole;
  const translated = Object.hasOwn(roles, named) ? roles[named] : named;
  return isTenantRole(translated) ? translated : null;
}

function scopesOf(payload: Payload, { claims }: ClaimOptions): readonly string[] {
  if (claims.scopes === undefined) return ['*'];
  const value = valueAt(payload, claims.scopes);
  if (isScopes(value)) return value;
  return typeof value === 'string' ? value.split(' ').filter((scope) => scope !== '') : [];
}

function textAt(payload: Payload, path: ClaimPath): string | null {
  const value = valueAt(payload, path);
  return typeof value === 'string' && value !== '' ? value : null;
}

function valueAt(payload: Payload, path: ClaimPath): unknown {
  const names = typeof path === 'string' ? [path] : path;
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
    payload,
  );
}
