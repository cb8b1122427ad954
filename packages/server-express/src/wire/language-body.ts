import type { Language } from '@carrel/core/languages';
import { z } from 'zod';

const step = z.strictObject({ argv: z.array(z.string()) });

/** An entry of the catalogue as answers show it. */
export const languageBody = z.strictObject({
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  tier: z.enum(['low', 'medium', 'high']),
  extensions: z.array(z.string()),
  version: z.string().nullable(),
  limits: z.strictObject({ memoryBytes: z.int(), cpus: z.number(), pids: z.int(), timeoutMs: z.int() }),
  run: step,
  compile: step.exactOptional(),
  packageManagers: z.array(z.string()),
  frameworks: z.array(z.string()),
});

export function toLanguageBody(language: Language): object {
  const { id, name, aliases, tier, extensions, version, run, compile, packageManagers, frameworks } = language;
  const { memoryBytes, cpus, pids, timeoutMs } = language.limits;
  const limits = { memoryBytes, cpus, pids, timeoutMs };
  return { id, name, aliases, tier, extensions, version, limits, run, compile, packageManagers, frameworks };
}
