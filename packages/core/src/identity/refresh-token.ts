import { authSessionId, tenantId, type AuthSessionId, type IdSource, type TenantId } from '../kernel/index.js';

const PREFIX = 'crt_';
const ID_BODY = 26;
const FAMILY_BYTES = 16;
const FAMILY_LENGTH = 22;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const SHAPE = new RegExp(`^${PREFIX}[0-9a-z]{${2 * ID_BODY}}[\\w-]{${FAMILY_LENGTH + SECRET_LENGTH}}$`);

/**
 * A refresh token taken apart.
 *
 * The family secret is the same in every token of one login and is given to nobody else. So a token that has it but is not the
 * current one was once genuine, however long ago, and nobody can pretend a reuse to end the login of another.
 */
export interface RefreshToken {
  readonly tenantId: TenantId;
  readonly authSessionId: AuthSessionId;
  readonly familySecret: string;
  /** The whole text, as the client holds it. */
  readonly text: string;
}

/** Names the login that a token is of. */
export type RefreshTokenFamily = Omit<RefreshToken, 'text'>;

export function newFamilySecret(ids: IdSource): string {
  return ids.nextSecret(FAMILY_BYTES);
}

/** A new token of the family. */
export function newRefreshToken(family: RefreshTokenFamily, ids: IdSource): RefreshToken {
  const bodies = [bodyOf(family.tenantId), bodyOf(family.authSessionId)].join('');
  return { ...family, text: `${PREFIX}${bodies}${family.familySecret}${ids.nextSecret(SECRET_BYTES)}` };
}

/** The parts of a well-formed token, whether or not it is genuine; `null` for any other text. */
export function parseRefreshToken(text: string): RefreshToken | null {
  if (!SHAPE.test(text)) return null;
  const [loginStart, familyStart] = [PREFIX.length + ID_BODY, PREFIX.length + 2 * ID_BODY];
  const tenant = tenantId.parse(`${tenantId.prefix}_${text.slice(PREFIX.length, loginStart)}`);
  const login = authSessionId.parse(`${authSessionId.prefix}_${text.slice(loginStart, familyStart)}`);
  if (tenant.isErr() || login.isErr()) return null;
  const familySecret = text.slice(familyStart, familyStart + FAMILY_LENGTH);
  return { tenantId: tenant.value, authSessionId: login.value, familySecret, text };
}

function bodyOf(id: string): string {
  return id.slice(-ID_BODY);
}
