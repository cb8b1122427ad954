import type { Caller, Forbidden, Page, PageRequest, TenantRole } from '../kernel/index.js';
import {
  administers,
  err,
  errAsync,
  forbidden,
  invitationId,
  ok,
  parseInput,
  safeTry,
  type ResultAsync,
} from '../kernel/index.js';
import type { ReadView, Transaction } from '../store/index.js';
import { administratorRole, type Administration } from './caller-standing.js';
import type { IdentityContext } from './identity-context.js';
import {
  invitationNotFound,
  registrationClosed,
  type InviteError,
  type ListError,
  type RemoveInvitationError,
} from './identity-errors.js';
import type { InviteInput } from './identity-input.js';
import { byCaller } from './identity-journal.js';
import { insertInvitation } from './insert-invitation.js';
import { newInvitation, toPublicInvitation, type CreatedInvitation, type PublicInvitation } from './invitation.js';
import { managesRole } from './user.js';

const READING: Administration = { action: 'see the invitations of this tenant', scope: 'invitations:read' };
const WRITING: Administration = { action: 'manage the invitations of this tenant', scope: 'invitations:write' };

/**
 * How owners and admins let people into their tenant who choose their own passwords: with a token that registers one user, once.
 * `auth/forbidden` for everybody else and for a token without the scope `invitations:read` or `invitations:write`.
 */
export class InvitationService {
  constructor(private readonly context: IdentityContext) {}

  /** The tenant's invitations that were not used, in the order of their creation; some may have expired. */
  list(caller: Caller, request: PageRequest = {}): ResultAsync<Page<PublicInvitation>, ListError> {
    const { store, users, invitations } = this.context;
    return store.read((view) =>
      administratorRole(view, caller, { users, administration: READING })
        .andThen(() => invitations.list(view, caller.tenantId, request))
        .map(({ items, nextCursor }) => ({ items: items.map(toPublicInvitation), nextCursor })),
    );
  }

  /**
   * A new invitation, and its token, which is shown this once. It ends with its use, at its time, when it is removed, and when who
   * made it may no longer give its role. `auth/forbidden` for a role that the caller does not manage;
   * `identity/registration-closed` where the tenants of this installation may invite nobody; `invitation/limit-reached` while
   * `maxInvitationsPerTenant` are open.
   */
  create(caller: Caller, input: InviteInput): ResultAsync<CreatedInvitation, InviteError> {
    const { store, ids, clock, admission } = this.context;
    if (!administers(caller, WRITING.scope)) return errAsync(forbidden(WRITING.action));
    const parsed = parseInput(this.context.input.invite, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    if (!admission.takes({ issuer: 'tenant' })) return errAsync(registrationClosed());
    const { tenantId, userId } = caller;
    const wanted = { ...parsed.value, tenantId, issuer: 'tenant', invitedBy: userId } as const;
    const { record, token } = newInvitation(wanted, ids, clock.now());
    return store
      .transact((tx) =>
        this.permit(tx, caller, record.role).andThen(() =>
          insertInvitation(this.context, tx, { record, by: byCaller(caller) }),
        ),
      )
      .map((invitation) => ({ invitation: toPublicInvitation(invitation), token }));
  }

  /** The invitation lets nobody in when ok. `invitation/not-found` when it was used before. */
  remove(caller: Caller, id: string): ResultAsync<void, RemoveInvitationError> {
    return this.context.store.transact((tx) => this.erase(tx, caller, id));
  }

  private erase(tx: Transaction, caller: Caller, id: string): ResultAsync<void, RemoveInvitationError> {
    const { invitations, journal } = this.context;
    const permit = (role: TenantRole) => this.permit(tx, caller, role);
    return safeTry<void, RemoveInvitationError>(async function* () {
      yield* permit('member');
      const found = invitationId.is(id) ? yield* invitations.get(tx, caller.tenantId, id) : null;
      if (found === null) return err(invitationNotFound());
      yield* permit(found.role);
      yield* invitations.erase(tx, found.tenantId, found.id);
      const event = { action: 'invitation.removed', subject: found.id, outcome: 'success' } as const;
      yield* journal.append(tx, { ...byCaller(caller), ...event });
      return ok(undefined);
    });
  }

  /** Whether the caller may let in, or keep out, somebody of this role. */
  private permit(view: ReadView, caller: Caller, role: TenantRole): ResultAsync<void, Forbidden | ListError> {
    return administratorRole(view, caller, { users: this.context.users, administration: WRITING }).andThen((own) =>
      managesRole(own, role) ? ok(undefined) : err(forbidden(`invite an ${role} of this tenant`)),
    );
  }
}
