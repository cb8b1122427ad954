import { err, invalidInput, ok, type InvalidInput, type Result } from '../kernel/index.js';

/** Where a reader goes on, when that is a position at all; whether there is anything is for who has it to say. */
export function resumePosition<T extends number | undefined>(from: T): Result<T, InvalidInput> {
  if (from === undefined || (Number.isSafeInteger(from) && from >= 0)) return ok(from);
  return err(invalidInput([{ path: 'from', message: 'expected a whole number, 0 or more' }]));
}
