import { z } from 'zod';

/** A workspace as the administrators of its tenant see it; the service's view has the same shape. */
export const containerBody = z.strictObject({
  sessionId: z.string(),
  sessionName: z.string().nullable(),
  ownerId: z.string().nullable(),
  state: z.enum(['queued', 'creating', 'ready', 'stopping']),
  incarnation: z.int().min(1),
  runtime: z.string(),
  image: z.string().nullable(),
  reason: z.string().exactOptional(),
  createdAt: z.iso.datetime(),
  readyAt: z.iso.datetime().exactOptional(),
  limits: z
    .strictObject({
      memoryBytes: z.int().min(0),
      cpus: z.number().min(0),
      pids: z.int().min(0),
      diskBytes: z.int().min(0).exactOptional(),
    })
    .nullable(),
  stats: z
    .strictObject({
      memoryBytes: z.number().min(0),
      cpuMs: z.number().min(0),
      processes: z.int().min(0),
      uptimeMs: z.number().min(0),
    })
    .nullable(),
  /** Only where `stats` is null. */
  statsReason: z.enum(['not-ready', 'not-running', 'timed-out', 'unavailable']).exactOptional(),
});
