import { z } from 'zod';

const texts = z.record(z.string(), z.string());

/** What making a sandbox takes. What a Carrel has no say in, such as limits of resources, is taken and not looked at. */
export const createBody = z.object({
  image: z.object({ uri: z.string().min(1).max(256), auth: z.unknown().optional() }).optional(),
  snapshotId: z.string().nullish(),
  entrypoint: z.array(z.string()).optional(),
  platform: z.object({ os: z.string() }).nullish(),
  secureAccess: z.boolean().optional(),
  timeout: z.int().min(1).nullish(),
  env: texts.optional(),
  metadata: texts.optional(),
  networkPolicy: z.unknown().optional(),
  credentialProxy: z.unknown().optional(),
  volumes: z.array(z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});
export type CreateBody = z.infer<typeof createBody>;

export const renewBody = z.object({ expiresAt: z.iso.datetime({ offset: true }) });
export const metadataBody = z.record(z.string(), z.string().nullable());

/** One text, or several where a name came more than once. */
export const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const page = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'expected a whole number from 1')
  .transform(Number);
export const listQuery = z.object({
  state: several.optional(),
  metadata: z.string().max(4_096).optional(),
  page: page.default(1),
  pageSize: page.default(20),
});

/** The times of commands are in milliseconds. */
export const commandBody = z.object({
  command: z.string().min(1),
  cwd: z.string().optional(),
  background: z.boolean().optional(),
  timeout: z.int().min(0).optional(),
  uid: z.int().nullish(),
  gid: z.int().nullish(),
  envs: texts.optional(),
});

/** Whether a client said anything: SDKs write null for what they leave out. */
export function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null;
}
