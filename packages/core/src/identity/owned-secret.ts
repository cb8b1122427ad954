import { tenantId, type Id, type IdKind, type IdSource, type TenantId } from '../kernel/index.js';

const ID_BODY = 26;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;

/** Names the record that a secret is of. */
export interface SecretOwner<Prefix extends string> {
  readonly tenantId: TenantId;
  readonly id: Id<Prefix>;
}

/** A kind of secret that says whose it is, so that its record is found without a search. */
export interface OwnedSecret<Prefix extends string> {
  create(owner: SecretOwner<Prefix>, ids: IdSource): string;
  /** Whose secret a well-formed one says it is; `null` for any other text. */
  ownerOf(secret: string): SecretOwner<Prefix> | null;
}

export function ownedSecret<Prefix extends string>(start: string, kind: IdKind<Prefix>): OwnedSecret<Prefix> {
  const shape = new RegExp(`^${start}[0-9a-z]{${2 * ID_BODY}}[\\w-]{${SECRET_LENGTH}}$`);
  return {
    create: (owner, ids) =>
      `${start}${owner.tenantId.slice(-ID_BODY)}${owner.id.slice(-ID_BODY)}${ids.nextSecret(SECRET_BYTES)}`,
    ownerOf(secret) {
      if (!shape.test(secret)) return null;
      const idStart = start.length + ID_BODY;
      const tenant = tenantId.parse(`${tenantId.prefix}_${secret.slice(start.length, idStart)}`);
      const owned = kind.parse(`${kind.prefix}_${secret.slice(idStart, idStart + ID_BODY)}`);
      return tenant.isOk() && owned.isOk() ? { tenantId: tenant.value, id: owned.value } : null;
    },
  };
}
