import { z } from 'zod';
import type { Language } from './language.js';
import { tierLimits } from './language-limits.js';

const PLACEHOLDERS = new Set(['{main}', '{mainName}', '{output}', '{sources}']);

const id = z
  .string()
  .max(32)
  .regex(/^[a-z0-9][a-z0-9+#-]*$/, 'expected lower-case letters, digits, +, # and -');
const name = z.string().min(1).max(64);
const path = z
  .string()
  .regex(/^[^/\0][^\0]*$/, 'expected a relative path')
  .refine((text) => !text.split('/').includes('..'), 'expected a path inside the directory of a run');
const part = z.string().superRefine(refuseUnknownPlaceholders);
const step = z.strictObject({ argv: z.tuple([part.min(1)], part).readonly() });
const files = z.array(z.strictObject({ path, content: z.string() }));
const debianPackage = z
  .string()
  .regex(/^[a-z0-9][a-z0-9+.-]+(=[A-Za-z0-9.+:~-]+)?$/, 'expected the name of a Debian package, or name=version');
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable');
const value = z.string().regex(/^[^\0\r\n]*$/, 'expected one line');

const whole = z.int().positive().exactOptional();
const limits = z.strictObject({
  memoryBytes: whole,
  cpus: z.number().positive().exactOptional(),
  pids: whole,
  timeoutMs: whole,
  compileTimeoutMs: whole,
});

const image = z.strictObject({
  packages: z.array(debianPackage),
  env: z.record(variable, value).default({}),
  sizeMb: z.number().nonnegative(),
  base: z.string().min(1).exactOptional(),
  conflicts: z.array(id).exactOptional(),
});

/** An entry as a host app writes it; what it leaves out comes from the tier, or is empty. */
export const languageSchema = z
  .strictObject({
    id,
    name,
    aliases: z.array(name).default([]),
    tier: z.enum(['low', 'medium', 'high']).default('medium'),
    extensions: z.array(z.string().regex(/^\.[^/\0]+$/, 'expected an extension with its dot')).min(1),
    version: z.string().min(1).nullable().default(null),
    limits: limits.default({}),
    supplied: files.exactOptional(),
    compile: step.exactOptional(),
    run: step,
    versionProbe: step.exactOptional(),
    packageManagers: z.array(z.string().min(1)).default([]),
    frameworks: z.array(z.string().min(1)).default([]),
    image: image.exactOptional(),
    samples: z
      .strictObject({ hello: files.min(1), shout: files.min(1), broken: files.min(1).exactOptional() })
      .exactOptional(),
  })
  .transform((entry): Language => ({ ...entry, limits: { ...tierLimits[entry.tier], ...entry.limits } }));

function refuseUnknownPlaceholders(text: string, context: z.RefinementCtx): void {
  for (const [placeholder] of text.matchAll(/\{\w+\}/g)) {
    if (!PLACEHOLDERS.has(placeholder)) context.addIssue(`expected no placeholder ${placeholder}`);
    if (placeholder === '{sources}' && text !== placeholder) context.addIssue('expected {sources} alone in its place');
  }
}
