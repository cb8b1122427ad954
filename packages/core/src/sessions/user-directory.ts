import { okAsync, type ResultAsync, type TenantId, type UserId } from '../kernel/index.js';
import type { ReadView, StoreError } from '../store/index.js';

/** Knows which users a tenant has. */
export interface UserDirectory {
  has(view: ReadView, tenantId: TenantId, id: UserId): ResultAsync<boolean, StoreError>;
}

/**
 * For users whom an issuer outside knows alone: every id could be one's. Whoever gets a token with it for this tenant is the
 * one that was meant; a token of another tenant never opens the room.
 */
export const outsideUsers: UserDirectory = { has: () => okAsync(true) };
