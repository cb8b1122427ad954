import type { ZodType } from 'zod';
import { invalidInput, type InvalidInput } from './error.js';
import { err, ok, type Result } from './result.js';

/** The input with its defaults, when it fits `schema`; otherwise `request/invalid` with every problem and its path. */
export function parseInput<T>(schema: ZodType<T>, input: unknown): Result<T, InvalidInput> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  return err(invalidInput(issues));
}
