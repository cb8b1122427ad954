import type { WorkspaceExplanation } from '@carrel/core/workspaces';
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
  /** Of a closed set; docs/lifecycle.md has them. */
  cause: z.string(),
  because: z.string(),
  leases: z.array(
    z.strictObject({
      name: z.string(),
      holder: z.string(),
      reason: z.string(),
      acquiredAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
    }),
  ),
  next: z
    .strictObject({
      action: z.enum(['look', 'warn', 'stop']),
      reason: z.enum(['idle', 'max-lifetime']).exactOptional(),
      at: z.iso.datetime(),
    })
    .nullable(),
});

export function toExplanationBody({ workspace, cause, because, leases, next }: WorkspaceExplanation) {
  const held = leases.map(({ name, holder, reason, acquiredAt, expiresAt }) => ({
    ...{ name, holder, reason, acquiredAt, expiresAt },
  }));
  return { ...workspace, cause, because, leases: held, next };
}
