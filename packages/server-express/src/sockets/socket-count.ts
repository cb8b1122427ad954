import type { Caller } from '@carrel/core/kernel';

/** How many sockets each user has open. */
export class SocketCount {
  private readonly byUser = new Map<string, number>();

  constructor(private readonly maxPerUser: number) {}

  /** Counts one more; `false` when that would be too many. */
  enter({ tenantId, userId }: Caller): boolean {
    const key = `${tenantId} ${userId}`;
    const open = this.byUser.get(key) ?? 0;
    if (open >= this.maxPerUser) return false;
    this.byUser.set(key, open + 1);
    return true;
  }

  leave({ tenantId, userId }: Caller): void {
    const key = `${tenantId} ${userId}`;
    const open = this.byUser.get(key) ?? 0;
    if (open <= 1) this.byUser.delete(key);
    else this.byUser.set(key, open - 1);
  }
}
