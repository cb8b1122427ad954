import { codeTooLarge, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';

/** The files that a session has, as its servers see them. */
export interface FilesOfSession {
  readonly paths: readonly string[];
  /** As they are in the file, whatever an editor has that is unsaved; `null` where there is no such file. */
  bytesOf(path: string): Promise<Uint8Array | null>;
}

/** What one refactoring may change at most. */
export interface RefactoringLimits {
  /** @default 2,000 */
  readonly maxFiles?: number | undefined;
  /** Of all that is written, together. @default 64 MiB */
  readonly maxBytes?: number | undefined;
}

const DEFAULT_MAX_FILES = 2_000;
const DEFAULT_MAX_BYTES = 64 * 1_024 * 1_024;

export function checkLimits(
  files: number,
  bytes: number,
  { maxFiles = DEFAULT_MAX_FILES, maxBytes = DEFAULT_MAX_BYTES }: RefactoringLimits,
): Result<void, CodeEngineError> {
  if (files > maxFiles) return err(codeTooLarge(`It would change more than ${maxFiles} files.`));
  if (bytes > maxBytes) return err(codeTooLarge(`It would write more than ${maxBytes} bytes.`));
  return ok(undefined);
}

/** Whether `path` is `at`, or below it where that is a directory. */
export function isAtOrBelow(path: string, at: string): boolean {
  return path === at || path.startsWith(`${at}/`);
}
