import { z } from 'zod';
import { count, durationMs } from './number-kinds.js';

/** A limit that may be none. */
const limit = z.int().min(0).default(0);
const processors = z.number().min(0).multipleOf(0.001).default(0);

/** How many workspaces there may be, and how starts wait for room. */
export const capacityConfig = {
  'workspaces.max': limit.describe('The most workspaces at once; 0 for no limit. Starts beyond it wait in the queue.'),
  'workspaces.maxPerTenant': limit.describe('The most workspaces of one tenant at once; 0 for no limit.'),
  'workspaces.maxPerUser': limit.describe('The most workspaces of one user at once; 0 for no limit.'),
  'workspaces.maxMemoryBytes': limit.describe('The most memory of all workspaces, by their limits; 0 for no limit.'),
  'workspaces.maxMemoryBytesPerTenant': limit.describe('The same of one tenant; 0 for no limit.'),
  'workspaces.maxMemoryBytesPerUser': limit.describe('The same of one user; 0 for no limit.'),
  'workspaces.maxCpus': processors.describe('The most processors of all workspaces, by their limits; 0 for no limit.'),
  'workspaces.maxCpusPerTenant': processors.describe('The same of one tenant; 0 for no limit.'),
  'workspaces.maxCpusPerUser': processors.describe('The same of one user; 0 for no limit.'),
  'queue.maxLength': z.int().min(0).default(1_000).describe('How many starts may wait for room; with 0 none does.'),
  'queue.maxPerUser': count.default(100).describe('How many starts of one user may wait for room.'),
  'queue.maxWaitMs': durationMs.default(0).describe('How long a start may wait before it fails; 0 for ever.'),
  'queue.lowWeight': count
    .default(1)
    .describe('What a start of the tier `low` costs its user in the order of the queue.'),
  'queue.mediumWeight': count.default(2).describe('The same for the tier `medium`.'),
  'queue.highWeight': count.default(4).describe('The same for the tier `high`.'),
};
