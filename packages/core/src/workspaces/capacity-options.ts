import type { CapacityLimits } from './capacity.js';

/** How much may run at once. A start beyond it waits in the queue. 0 is no limit. */
export interface CapacityOptions {
  /** The most workspaces of all users together. @default 0 */
  readonly max?: number;
  /** The most workspaces of one tenant. @default 0 */
  readonly maxPerTenant?: number;
  /** The most workspaces of sessions of one user. @default 0 */
  readonly maxPerUser?: number;
  /** The most memory of all workspaces together, by their limits, in bytes. @default 0 */
  readonly maxMemoryBytes?: number;
  /** The same of one tenant. @default 0 */
  readonly maxMemoryBytesPerTenant?: number;
  /** The same of one user. @default 0 */
  readonly maxMemoryBytesPerUser?: number;
  /** The most processors of all workspaces together, by their limits, in steps of a thousandth. @default 0 */
  readonly maxCpus?: number;
  /** The same of one tenant. @default 0 */
  readonly maxCpusPerTenant?: number;
  /** The same of one user. @default 0 */
  readonly maxCpusPerUser?: number;
}

/** How starts wait that there is no room for yet. */
export interface QueueOptions {
  /** How many starts may wait; with 0 a start that there is no room for is refused at once. @default 1,000 */
  readonly maxLength?: number;
  /** How many starts of one user may wait. @default 100 */
  readonly maxPerUser?: number;
  /** How long a start may wait before its workspace fails with `queue-timed-out`; 0 is for ever. @default 0 */
  readonly maxWaitMs?: number;
  /** What a start costs its user in the order of the queue, where the tier of its session is `low`. @default 1 */
  readonly lowWeight?: number;
  /** The same for `medium`. @default 2 */
  readonly mediumWeight?: number;
  /** The same for `high`. @default 4 */
  readonly highWeight?: number;
}

export type ResolvedCapacityOptions = Required<CapacityOptions>;
export type ResolvedQueueOptions = Required<QueueOptions>;

export const defaultCapacityOptions: ResolvedCapacityOptions = {
  max: 0,
  maxPerTenant: 0,
  maxPerUser: 0,
  maxMemoryBytes: 0,
  maxMemoryBytesPerTenant: 0,
  maxMemoryBytesPerUser: 0,
  maxCpus: 0,
  maxCpusPerTenant: 0,
  maxCpusPerUser: 0,
};

export const defaultQueueOptions: ResolvedQueueOptions = {
  maxLength: 1_000,
  maxPerUser: 100,
  maxWaitMs: 0,
  lowWeight: 1,
  mediumWeight: 2,
  highWeight: 4,
};

export function toCapacityLimits(options: ResolvedCapacityOptions): CapacityLimits {
  return {
    installation: { count: options.max, memoryBytes: options.maxMemoryBytes, cpus: options.maxCpus },
    tenant: {
      count: options.maxPerTenant,
      memoryBytes: options.maxMemoryBytesPerTenant,
      cpus: options.maxCpusPerTenant,
    },
    user: { count: options.maxPerUser, memoryBytes: options.maxMemoryBytesPerUser, cpus: options.maxCpusPerUser },
  };
}
