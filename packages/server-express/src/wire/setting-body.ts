import { z } from 'zod';

/** A setting as answers show it; the service's view has the same shape. */
export const settingBody = z.strictObject({
  category: z.string(),
  key: z.string(),
  value: z.unknown(),
  updatedAt: z.iso.datetime(),
});

/** Any JSON value; the service bounds its depth and size. */
export const putSettingBody = z
  .strictObject({ value: z.unknown() })
  .refine((body) => 'value' in body, { path: ['value'], message: 'expected a value' });
