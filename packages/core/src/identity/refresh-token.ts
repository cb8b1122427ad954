import { createHmac } from 'node:crypto';
import { authSessionId, tenantId, type AuthSessionId, type IdSource, type TenantId } from '../kernel/index.js';
import { isSameDigest } from './secret-digest.js';

const PREFIX = 'crt_';
const ID_BODY = 26;
const FAMILY_BYTES = 16;
const FAMILY_LENGTH = 22;
const GENERATION_LENGTH = 7;
const SEAL_LENGTH = 43;
const SHAPE = new RegExp(
  `^${PREFIX}[0-9a-z]{${2 * ID_BODY}}[\\w-]{${FAMILY_LENGTH}}[0-9a-z]{${GENERATION_LENGTH}}[\\w-]{${SEAL_LENGTH}}$`,
);

/**
 * A refresh token taken apart.
 *
 * The family secret is the same in every token of one login and only its holder has it; the chain key lies in the store and is
 * given to nobody. Both together seal the number of the token, so neither a copy of the store nor a stolen token is enough to
 * make another, and every token that was ever given out is known for genuine without being kept.
 */
export interface RefreshToken {
  readonly tenantId: TenantId;
  readonly authSessionId: AuthSessionId;
  readonly familySecret: string;
  /** How many tokens of the login came before this one. */
  readonly generation: number;
  readonly seal: string;
  /** The whole text, as the client holds it. */
  readonly text: string;
}

/** The login that a token is of. */
export interface RefreshTokenFamily extends Pick<RefreshToken, 'tenantId' | 'authSessionId' | 'familySecret'> {
  readonly chainKey: string;
}

export function newFamilySecret(ids: IdSource): string {
  return ids.nextSecret(FAMILY_BYTES);
}

/** The token of the family with this number; always the same one. */
export function refreshTokenOf(family: RefreshTokenFamily, generation: number): RefreshToken {
  const { tenantId, authSessionId, familySecret } = family;
  const seal = sealOf(family, generation);
  const parts = [bodyOf(tenantId), bodyOf(authSessionId), familySecret, numberOf(generation), seal];
  return { tenantId, authSessionId, familySecret, generation, seal, text: `${PREFIX}${parts.join('')}` };
}

/** The parts of a well-formed token, whether or not it is genuine; `null` for any other text. */
export function parseRefreshToken(text: string): RefreshToken | null {
  if (!SHAPE.test(text)) return null;
  let at = PREFIX.length;
  const take = (length: number) => text.slice(at, (at += length));
  const tenant = tenantId.parse(`${tenantId.prefix}_${take(ID_BODY)}`);
  const login = authSessionId.parse(`${authSessionId.prefix}_${take(ID_BODY)}`);
  if (tenant.isErr() || login.isErr()) return null;
  const familySecret = take(FAMILY_LENGTH);
  const generation = parseInt(take(GENERATION_LENGTH), 36);
  return {
    tenantId: tenant.value,
    authSessionId: login.value,
    familySecret,
    generation,
    seal: take(SEAL_LENGTH),
    text,
  };
}

/** Whether the login with this chain key once gave the token out, or will. */
export function isSealed(token: RefreshToken, chainKey: string): boolean {
  return isSameDigest(sealOf({ ...token, chainKey }, token.generation), token.seal);
}

function sealOf({ authSessionId, familySecret, chainKey }: RefreshTokenFamily, generation: number): string {
  return createHmac('sha256', `${chainKey}.${familySecret}`)
    .update(`${authSessionId}.${generation}`)
    .digest('base64url');
}

function numberOf(generation: number): string {
  return generation.toString(36).padStart(GENERATION_LENGTH, '0');
}

function bodyOf(id: string): string {
  return id.slice(-ID_BODY);
}
