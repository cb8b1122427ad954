import type { IdSource, TenantId, TenantRole, Tier, UserId } from '../kernel/index.js';
import { userId } from '../kernel/index.js';
import type { Entity, EntityRecord } from '../store/index.js';

/** A person in one tenant. */
export interface User extends Entity {
  readonly tenantId: TenantId;
  readonly id: UserId;
  /** Normalised. */
  readonly email: string;
  /** The email while the user can log in with it; `null` after the removal, so that somebody else can have it. */
  readonly loginEmail: string | null;
  readonly displayName: string;
  readonly role: TenantRole;
  readonly tier: Tier;
  /** In PHC format: names the algorithm and its parameters. Leaves the domain in no view. */
  readonly passwordHash: string;
}

/** What somebody decides about a user who begins. */
export type UserTraits = Pick<User, 'tenantId' | 'email' | 'displayName' | 'role' | 'tier' | 'passwordHash'>;

export function newUser(traits: UserTraits, ids: IdSource, now: string): EntityRecord<User> {
  return { ...traits, id: userId.create(ids), loginEmail: traits.email, createdAt: now, updatedAt: now };
}

/** What a user is called who gave no name: the part of the email before the `@`. */
export function defaultDisplayName(email: string, maxLength: number): string {
  return email.slice(0, Math.min(email.indexOf('@'), maxLength));
}

/** What changes of a user; what is absent stays. */
export interface UserChange {
  readonly displayName?: string | undefined;
  readonly role?: TenantRole | undefined;
  readonly tier?: Tier | undefined;
  readonly passwordHash?: string | undefined;
}

export function changedUser(user: User, change: UserChange, now: string): User {
  return {
    ...user,
    displayName: change.displayName ?? user.displayName,
    role: change.role ?? user.role,
    tier: change.tier ?? user.tier,
    passwordHash: change.passwordHash ?? user.passwordHash,
    updatedAt: now,
  };
}

/** The user as it stays after its removal: without a way to log in, and with its email free for others. */
export function removedUser(user: User, now: string): User {
  return { ...user, loginEmail: null, passwordHash: '', updatedAt: now, deletedAt: now };
}

/** A user as the API shows it. */
export type PublicUser = Pick<
  User,
  'id' | 'tenantId' | 'email' | 'displayName' | 'role' | 'tier' | 'createdAt' | 'updatedAt'
>;

export function toPublicUser(user: User): PublicUser {
  const { id, tenantId, email, displayName, role, tier, createdAt, updatedAt } = user;
  return { id, tenantId, email, displayName, role, tier, createdAt, updatedAt };
}

const RANKS: Readonly<Record<TenantRole, number>> = { member: 0, admin: 1, owner: 2 };

/** Whether somebody of role `actor` may manage, or give, the role `target`: admins all but owners, members none. */
export function managesRole(actor: TenantRole, target: TenantRole): boolean {
  return actor !== 'member' && RANKS[actor] >= RANKS[target];
}

/** The lesser of two standings. */
export function lowerRole(one: TenantRole, other: TenantRole): TenantRole {
  return RANKS[one] <= RANKS[other] ? one : other;
}
