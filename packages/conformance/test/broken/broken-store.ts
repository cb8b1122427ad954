import { memoryStore } from '@carrel/core/memory';
import type { RecordStore } from '@carrel/core/store';

/** A store that breaks one promise, and the name of a case that has to find out. */
export interface BrokenStore {
  readonly create: () => RecordStore;
  readonly found: string;
}

/** The time limit of the stores that the variants are made from, in milliseconds. */
export const TRANSACTION_TIMEOUT_MS = 100;

/** How many watches they keep. */
export const MAX_WATCHES = 1_000;

export function memory(): RecordStore {
  return memoryStore({ transactionTimeoutMs: TRANSACTION_TIMEOUT_MS, maxWatches: MAX_WATCHES });
}
