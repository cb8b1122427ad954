import type { Caller } from '@carrel/core/kernel';

/** How many things may be open at once: streams of events, or WebSockets. */
export interface OpenLimits {
  readonly maxPerUser: number;
  readonly maxPerTenant: number;
}

/** Why one more would be too many. */
export interface OpenRefusal {
  /** Such as `A user`. */
  readonly who: string;
  readonly limit: number;
}

/** How many things each user and each tenant has open. */
export class OpenCount {
  private readonly open = new Map<string, number>();

  constructor(private readonly limits: OpenLimits) {}

  /** Counts one more, or says why that would be too many. */
  enter({ tenantId, userId }: Caller): OpenRefusal | null {
    const { maxPerTenant, maxPerUser } = this.limits;
    const user = `${tenantId} ${userId}`;
    const [ofUser, ofTenant] = [this.open.get(user) ?? 0, this.open.get(tenantId) ?? 0];
    if (ofUser >= maxPerUser) return { who: 'A user', limit: maxPerUser };
    if (ofTenant >= maxPerTenant) return { who: 'A tenant', limit: maxPerTenant };
    this.open.set(user, ofUser + 1).set(tenantId, ofTenant + 1);
    return null;
  }

  leave({ tenantId, userId }: Caller): void {
    for (const key of [`${tenantId} ${userId}`, tenantId]) {
      const open = this.open.get(key) ?? 0;
      if (open <= 1) this.open.delete(key);
      else this.open.set(key, open - 1);
    }
  }
}
