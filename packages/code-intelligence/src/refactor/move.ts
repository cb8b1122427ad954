import type { Refactoring } from '@carrel/core/code';
import { err, ok } from 'neverthrow';
import { checkMove, isScript, moveInTypeScript } from './move-file.js';
import { followMove } from './python/move-module.js';
import { isPython } from './python/modules.js';
import type { Work, Working } from './work.js';

/** Moves a file or a directory; what imports it, or is imported by it, follows in each of the languages that it has. */
export async function moveFiles(work: Work, move: Extract<Refactoring, { type: 'move-file' }>): Working {
  const checked = checkMove(work, move);
  if (checked.isErr()) return err(checked.error);
  const below = work.draft.below(move.path);
  const hasPython = below.some(isPython);
  const scripts =
    hasPython && !below.some(isScript)
      ? work.draft.move(move.path, move.to).map(() => ({ confidence: 'likely' as const, warnings: [] as string[] }))
      : await moveInTypeScript(work, move);
  if (scripts.isErr()) return err(scripts.error);
  if (!hasPython) return ok(scripts.value);
  const python = await followMove(work, move);
  return python.map((outcome) => ({ ...outcome, warnings: [...scripts.value.warnings, ...outcome.warnings] }));
}
