import type { CarrelError, InvalidInput } from '../kernel/index.js';
import type { WriteError } from '../store/index.js';
import type { Lease } from './lease.js';

/** Somebody else holds the lease; `until` is when it ends if it is not renewed. */
export interface LeaseHeld extends CarrelError<'lease/held'> {
  readonly holder: string;
  readonly until: string;
}

/** The lease ended or went to another holder. What it stood for must stop. */
export type LeaseLost = CarrelError<'lease/lost'>;

export type AcquireError = LeaseHeld | InvalidInput | WriteError;
export type RenewError = LeaseLost | InvalidInput | WriteError;

export function leaseHeld(lease: Lease, nowMs: number): LeaseHeld {
  return {
    type: 'lease/held',
    message: `The lease ${lease.name} is held by ${lease.holder} until ${lease.expiresAt}.`,
    retryable: true,
    retryAfterMs: Math.max(0, Date.parse(lease.expiresAt) - nowMs),
    holder: lease.holder,
    until: lease.expiresAt,
  };
}

export function leaseLost(name: string): LeaseLost {
  return { type: 'lease/lost', message: `The lease ${name} is not held any more.`, retryable: false };
}
