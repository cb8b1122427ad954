import { collection } from '../store/index.js';
import type { Amounts } from './capacity.js';
import type { WaitingStart } from './fair-queue.js';

/** What the active workspaces of one scope take together. There is none where nothing is taken. */
export interface CapacityCounter extends Amounts {
  /** Empty for the installation. */
  readonly tenantId: string;
  /** Empty for the installation and for a tenant. */
  readonly userId: string;
}

/** What the queue knows beside those who wait. One record. */
export interface QueueState {
  readonly name: typeof QUEUE_NAME;
  readonly virtualTime: number;
  readonly nextNumber: number;
  /** How many wait. */
  readonly length: number;
  /** Counts the changes of the queue. */
  readonly revision: number;
  /** When the latest ones had their turns since the queue was empty, in milliseconds, the oldest first. */
  readonly admittedAt: readonly number[];
}

export const QUEUE_NAME = 'starts';

export const capacityCounters = collection<CapacityCounter>()('workspace_capacity', { key: ['tenantId', 'userId'] });
export const waitingStarts = collection<WaitingStart>()('workspace_queue', { key: ['tenantId', 'sessionId'] });
export const queueStates = collection<QueueState>()('workspace_queue_state', { key: ['name'] });

/** What the store keeps of capacity and of the queue. */
export const capacityCollections = [capacityCounters, waitingStarts, queueStates];
