import { z } from 'zod';

export const takeSnapshotBody = z.strictObject({ label: z.string().min(1).max(200).exactOptional() });

/** A snapshot as answers show it; the service's view has the same shape. */
export const snapshotBody = z.strictObject({
  id: z.string(),
  sessionId: z.string(),
  state: z.enum(['taking', 'ready']),
  label: z.string().exactOptional(),
  incarnation: z.int().min(1),
  runtime: z.string(),
  createdAt: z.iso.datetime(),
});
