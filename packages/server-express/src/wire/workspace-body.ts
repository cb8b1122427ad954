import { z } from 'zod';

/** A workspace as answers show it; the service's view has the same shape. */
export const workspaceBody = z.strictObject({
  state: z.enum(['none', 'queued', 'creating', 'ready', 'stopping', 'stopped', 'failed']),
  incarnation: z.int().min(0),
  runtime: z.string(),
  reason: z.string().exactOptional(),
  queuePosition: z.int().exactOptional(),
  queueEstimateMs: z.int().exactOptional(),
  createdAt: z.iso.datetime().exactOptional(),
  readyAt: z.iso.datetime().exactOptional(),
  idleAt: z.iso.datetime().exactOptional(),
  expiresAt: z.iso.datetime().exactOptional(),
});

export const explanationBody = workspaceBody.extend({
  because: z.string(),
  leases: z.array(
    z.strictObject({ name: z.string(), holder: z.string(), reason: z.string(), expiresAt: z.iso.datetime() }),
  ),
});
