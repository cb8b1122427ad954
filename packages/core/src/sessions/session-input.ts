import { z } from 'zod';
import { hasUnseen, nameSchema } from '../kernel/index.js';
import { gitUrlProblem } from './git-url.js';
import type { CreateSession, UpdateSession } from './session.js';

/** What sessions are held to. */
export interface SessionLimits {
  /** How many sessions one user may have. @default 1,000 */
  readonly maxPerUser: number;
  /** How many languages one session may have. @default 32 */
  readonly maxLanguages: number;
  /** How many labels one session may carry. @default 32 */
  readonly maxLabels: number;
  /** How many members a room may have, its owner included. At most 1,000. @default 100 */
  readonly maxMembers: number;
  /** How long before it expires those who follow a session's workspace are warned. @default 300,000 */
  readonly expiryWarningMs: number;
}

export const defaultSessionLimits: SessionLimits = {
  maxPerUser: 1_000,
  maxLanguages: 32,
  maxLabels: 32,
  maxMembers: 100,
  expiryWarningMs: 300_000,
};

/** What creating and updating a session take, for these limits. */
export interface SessionSchemas {
  readonly create: z.ZodType<CreateSession>;
  readonly update: z.ZodType<UpdateSession>;
}

export function createSessionSchemas(limits: SessionLimits): SessionSchemas {
  const name = nameSchema(z, MAX_NAME_LENGTH);
  const languages = z.array(z.string().min(1).max(64)).min(1).max(limits.maxLanguages);
  const labels = z
    .record(z.string().regex(LABEL_KEY, 'expected 1 to 63 of A-Z a-z 0-9 . _ / -'), labelValue)
    .refine((all) => Object.keys(all).length <= limits.maxLabels, `expected at most ${limits.maxLabels} labels`);
  const create = z.strictObject({
    kind: z.enum(['solo', 'room']),
    name: name.exactOptional(),
    languages,
    labels: labels.exactOptional(),
    source: source.exactOptional(),
    storage: z.enum(['none', 'database', 'local', 'object']).exactOptional(),
  });
  const update = z.strictObject({
    name: name.exactOptional(),
    languages: languages.exactOptional(),
    labels: labels.exactOptional(),
    expiresAt: z.iso.datetime({ offset: true }).nullable().exactOptional(),
    status: z.enum(['active', 'archived']).exactOptional(),
  });
  return { create, update };
}

/** The most characters of the name of a session. */
export const MAX_NAME_LENGTH = 200;

const LABEL_KEY = /^[A-Za-z0-9._/-]{1,63}$/;

const labelValue = z
  .string()
  .max(256)
  .refine((value) => !hasUnseen(value), 'expected characters that can be seen');

const source = z.strictObject({
  gitUrl: z
    .string()
    .max(2_048)
    .superRefine((url, context) => {
      const message = gitUrlProblem(url);
      if (message !== null) context.addIssue({ code: 'custom', message });
    }),
  ref: z
    .string()
    .max(256)
    .regex(/^[^\s-]\S*$/, 'expected a name without blanks that does not begin with a hyphen')
    .refine((ref) => !hasUnseen(ref), 'expected characters that can be seen')
    .exactOptional(),
});
