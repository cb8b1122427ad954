import type { TenantId } from '../kernel/index.js';
import type { Entity } from '../store/index.js';

/** An organisation: the boundary that nothing crosses. */
export interface Tenant extends Entity {
  readonly id: TenantId;
  readonly name: string;
}

/** A tenant as its users see it. */
export type PublicTenant = Pick<Tenant, 'id' | 'name' | 'createdAt' | 'updatedAt'>;

export function toPublicTenant({ id, name, createdAt, updatedAt }: Tenant): PublicTenant {
  return { id, name, createdAt, updatedAt };
}
