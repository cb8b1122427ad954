import {
  err,
  errAsync,
  invalidInput,
  ok,
  okAsync,
  parseInput,
  safeTry,
  tenantId,
  toTimestamp,
  type ResultAsync,
  type TenantRole,
} from '../kernel/index.js';
import type { ReadView, Transaction } from '../store/index.js';
import type { IdentityContext } from './identity-context.js';
import { tenantNotFound, type OperatorError } from './identity-errors.js';
import type { OperatorInviteInput, OperatorUserInput } from './identity-input.js';
import { insertInvitation } from './insert-invitation.js';
import { toIdentityContext, type IdentityDeps } from './identity-deps.js';
import { KeyOperator } from './key-operator.js';
import { newInvitation, toPublicInvitation, type CreatedInvitation } from './invitation.js';
import { toPublicTenant, type PublicTenant, type Tenant } from './tenant.js';
import { defaultDisplayName, newUser, toPublicUser, type PublicUser } from './user.js';

const SYSTEM = { type: 'system' } as const;

/** What the operator of an installation says in the audit. */
export interface OperatorContext {
  /** Names the act in the audit. */
  readonly requestId: string;
}

/**
 * What whoever operates the installation may do, beside the tenants and past `registration`: the way in for the first
 * administrator. It asks nobody's leave; give it to no caller.
 *
 * A tenant is named by its id, when it is there, or by the name of one that is made then: names of tenants are not unique.
 */
export class OperatorService {
  /** The signing keys. */
  readonly keys: KeyOperator;
  private readonly context: IdentityContext;

  constructor(deps: IdentityDeps) {
    this.context = toIdentityContext(deps, () => undefined);
    this.keys = new KeyOperator({ ...this.context, times: this.context.options });
  }

  /**
   * A new user who can log in, of a new tenant or one that is there. `tenant/not-found` for an id of none; `user/email-taken` when
   * a user of any tenant has the email; `request/invalid` for a role in a new tenant that is not `owner`.
   */
  createUser(
    input: OperatorUserInput,
    request: OperatorContext,
  ): ResultAsync<{ readonly user: PublicUser; readonly tenant: PublicTenant }, OperatorError> {
    const { context } = this;
    const tenantOf = (tx: Transaction, name: string, role: TenantRole) => this.tenantOf(tx, name, role);
    const check = (view: ReadView, name: string) => this.find(view, name);
    return safeTry(async function* () {
      const wanted = yield* parseInput(context.input.operatorUser, input);
      const { email, role } = wanted;
      yield* context.store.read((view) => check(view, wanted.tenant));
      const passwordHash = yield* context.hasher.hash(wanted.password);
      const displayName = wanted.displayName ?? defaultDisplayName(email, context.options.maxNameLength);
      const made = yield* context.store.transact((tx) =>
        safeTry<{ readonly user: PublicUser; readonly tenant: PublicTenant }, OperatorError>(async function* () {
          const tenant = yield* tenantOf(tx, wanted.tenant, role);
          const tier = context.options.defaultTier;
          const traits = { tenantId: tenant.id, email, displayName, role, tier, passwordHash };
          const record = newUser(traits, context.ids, toTimestamp(context.clock.now()));
          const user = yield* context.users.insert(tx, record);
          const event = {
            action: 'user.created',
            subject: user.id,
            outcome: 'success',
            details: { role, tier },
          } as const;
          yield* context.journal.append(tx, { ...request, ...event, tenantId: tenant.id, actor: SYSTEM });
          return ok({ user: toPublicUser(user), tenant: toPublicTenant(tenant) });
        }),
      );
      return ok(made);
    });
  }

  /**
   * An invitation into a new tenant or one that is there, which is good even while registration is closed, and its token, which is
   * shown this once. The errors of `createUser`, and `invitation/limit-reached`.
   */
  invite(
    input: OperatorInviteInput,
    { requestId }: OperatorContext,
  ): ResultAsync<CreatedInvitation & { readonly tenant: PublicTenant }, OperatorError> {
    const { context } = this;
    const parsed = parseInput(context.input.operatorInvite, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const { tenant: name, ...wanted } = parsed.value;
    return context.store.transact((tx) =>
      this.tenantOf(tx, name, wanted.role).andThen((tenant) => {
        const fixed = { tenantId: tenant.id, issuer: 'operator', invitedBy: null } as const;
        const { record, token } = newInvitation({ ...wanted, ...fixed }, context.ids, context.clock.now());
        return insertInvitation(context, tx, { record, by: { actor: SYSTEM, requestId } }).map((invitation) => ({
          invitation: toPublicInvitation(invitation),
          token,
          tenant: toPublicTenant(tenant),
        }));
      }),
    );
  }

  /** The tenant of this id; `null` for the name of one that is to be made. */
  private find(view: ReadView, name: string): ResultAsync<Tenant | null, OperatorError> {
    if (!tenantId.is(name)) return okAsync(null);
    return this.context.tenants
      .get(view, name)
      .andThen((tenant) => (tenant === null ? err(tenantNotFound()) : ok(tenant)));
  }

  private tenantOf(tx: Transaction, name: string, role: TenantRole): ResultAsync<Tenant, OperatorError> {
    const { clock, ids, tenants } = this.context;
    return this.find(tx, name).andThen((found): ResultAsync<Tenant, OperatorError> => {
      if (found !== null) return okAsync(found);
      if (role !== 'owner') return errAsync(mustOwn());
      const now = toTimestamp(clock.now());
      return tenants.insert(tx, { id: tenantId.create(ids), name, createdAt: now, updatedAt: now });
    });
  }
}

function mustOwn() {
  return invalidInput([{ path: 'role', message: 'expected owner for the first user of a new tenant' }]);
}
