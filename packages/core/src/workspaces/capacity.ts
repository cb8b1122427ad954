import type { TenantId, UserId } from '../kernel/index.js';

/** What workspaces take together, or may take; of limits, 0 is none. */
export interface Amounts {
  readonly count: number;
  readonly memoryBytes: number;
  /** In processors, in steps of a thousandth. */
  readonly cpus: number;
}

/** What one active workspace takes, and of whom. */
export interface Reservation extends Amounts {
  /** The owner of its session when it was started. */
  readonly userId: UserId;
  /** What it costs its user in the order of the queue. */
  readonly weight: number;
}

/** Whose workspaces are counted together. */
export type CapacityScope = 'user' | 'tenant' | 'installation';

export type CapacityLimits = Readonly<Record<CapacityScope, Amounts>>;

/** A limit that a start exceeds. */
export interface LimitPassed {
  readonly scope: CapacityScope;
  readonly resource: keyof Amounts;
  readonly limit: number;
}

export const NOTHING: Amounts = { count: 0, memoryBytes: 0, cpus: 0 };

const RESOURCES = ['count', 'memoryBytes', 'cpus'] as const;
/** From the narrowest, so that a start is said to wait for what its own user can change. */
const SCOPES = ['user', 'tenant', 'installation'] as const;

export function plus(left: Amounts, right: Amounts): Amounts {
  return combine(left, right, 1);
}

/** Never below zero: what was never counted cannot be given back. */
export function minus(left: Amounts, right: Amounts): Amounts {
  return combine(left, right, -1);
}

export function sameAmounts(left: Amounts, right: Amounts): boolean {
  return RESOURCES.every((resource) => left[resource] === right[resource]);
}

/** The first limit that `used` and `wanted` together pass; `null` when they fit. */
export function limitPassed(
  used: Readonly<Record<CapacityScope, Amounts>>,
  wanted: Amounts,
  limits: CapacityLimits,
): LimitPassed | null {
  for (const scope of SCOPES) {
    const total = plus(used[scope], wanted);
    const resource = RESOURCES.find((one) => limits[scope][one] > 0 && total[one] > limits[scope][one]);
    if (resource !== undefined) return { scope, resource, limit: limits[scope][resource] };
  }
  return null;
}

/** The limit that `wanted` passes by itself, so that it can never start; `null` when it can. */
export function neverFits(wanted: Amounts, limits: CapacityLimits): LimitPassed | null {
  return limitPassed({ user: NOTHING, tenant: NOTHING, installation: NOTHING }, wanted, limits);
}

/** The parts of the key of a scope's counter: no tenant and no user for the installation, no user for a tenant. */
export function scopeKey(
  scope: CapacityScope,
  { tenantId, userId }: { readonly tenantId: TenantId; readonly userId: UserId },
): readonly [string, string] {
  if (scope === 'installation') return ['', ''];
  return [tenantId, scope === 'tenant' ? '' : userId];
}

function combine(left: Amounts, right: Amounts, sign: 1 | -1): Amounts {
  const of = (resource: keyof Amounts) => Math.max(0, left[resource] + sign * right[resource]);
  // Rounded, so that no order of additions leaves a rest behind.
  return { count: of('count'), memoryBytes: of('memoryBytes'), cpus: Math.round(of('cpus') * 1_000) / 1_000 };
}
