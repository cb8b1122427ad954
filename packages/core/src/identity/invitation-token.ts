import { invitationId, type IdSource } from '../kernel/index.js';
import { ownedSecret, type SecretOwner } from './owned-secret.js';

const tokens = ownedSecret('civ_', invitationId);

export function newInvitationToken(owner: SecretOwner<'inv'>, ids: IdSource): string {
  return tokens.create(owner, ids);
}

/** Which invitation a well-formed token says it opens; `null` for any other text. */
export function invitationOf(token: string): SecretOwner<'inv'> | null {
  return tokens.ownerOf(token);
}
