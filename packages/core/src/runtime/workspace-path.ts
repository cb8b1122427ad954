import { err, ok, type Result } from '../kernel/index.js';
import { pathBytes, pathText } from './path-text.js';
import { fileInvalidPath, fileOutsideRoot, type FileInvalidPath, type FileOutsideRoot } from './runtime-errors.js';

/** The kernel's bounds on one name (NAME_MAX) and on a path (PATH_MAX, which counts a NUL), in bytes. */
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4_095;

/**
 * The path as entries show it, by the names alone: without empty and `.` components, and each `..` takes away the name before
 * it, whatever that name is. Every operation of a `FileConnection` begins with it, so that all read a path the same way.
 */
export function workspacePath(path: string): Result<string, FileInvalidPath | FileOutsideRoot> {
  if (path.includes('\0') || /\p{Surrogate}/u.test(path)) return err(fileInvalidPath(path));
  if (path.startsWith('/')) return err(fileOutsideRoot(path));
  const names: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && names.pop() === undefined) return err(fileOutsideRoot(path));
    if (part !== '' && part !== '.' && part !== '..') names.push(part);
  }
  const bytes = pathBytes(names.join('/'));
  const tooLong = bytes.length > MAX_PATH_BYTES || names.some((name) => pathBytes(name).length > MAX_NAME_BYTES);
  return tooLong ? err(fileInvalidPath(path)) : ok(pathText(bytes));
}
