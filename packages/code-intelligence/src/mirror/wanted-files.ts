import { codeTooLarge, type CodeTooLarge, type SourceEntry } from '@carrel/core/code';
import { err, ok, type Result } from '@carrel/core/kernel';
import { servedFile, type ServerDefinition } from '../servers/server-definition.js';
import { isMirrorPath } from './mirror-path.js';

export interface MirrorLimits {
  /** How many files of a session are looked at, without those of its dependencies. */
  readonly maxFiles: number;
  /** A larger file is left out. */
  readonly maxFileBytes: number;
  /** What all of them may hold together. Dependencies are left out as far as they do not fit. */
  readonly maxBytes: number;
}

export interface WantedFiles {
  /** By their paths. */
  readonly wanted: ReadonlyMap<string, SourceEntry>;
  /** Those that would be wanted if they were smaller. */
  readonly tooLarge: ReadonlySet<string>;
}

const VERSION_CONTROL = ['.git', '.hg', '.svn', '.jj'];
const DEPENDENCIES = 'node_modules';

/**
 * The files of a source that language servers need, by their paths: what one of them speaks, what configures one, and of
 * dependencies what says their types. `code/too-large` where the session's own are too many or too large.
 */
export function wantedFiles(
  entries: readonly SourceEntry[],
  definitions: readonly ServerDefinition[],
  limits: MirrorLimits,
): Result<WantedFiles, CodeTooLarge> {
  const isWanted = wanting(definitions);
  const tooLarge = new Set<string>();
  const own: SourceEntry[] = [];
  const dependencies: SourceEntry[] = [];
  for (const entry of entries) {
    const { path, size } = entry;
    if (!isMirrorPath(path)) continue;
    const names = path.split('/');
    if (names.some((name) => VERSION_CONTROL.includes(name))) continue;
    if (names.includes(DEPENDENCIES)) {
      if (saysTypes(path) && size <= limits.maxFileBytes) dependencies.push(entry);
    } else if (isWanted(path)) {
      if (size > limits.maxFileBytes) tooLarge.add(path);
      else own.push(entry);
    }
  }
  if (own.length > limits.maxFiles) {
    return err(codeTooLarge(`Code intelligence looks at ${limits.maxFiles} files at most; there are ${own.length}.`));
  }
  const wanted = new Map(own.map((entry) => [entry.path, entry]));
  let left = limits.maxBytes - own.reduce((sum, { size }) => sum + size, 0);
  if (left < 0) return err(codeTooLarge(`Code intelligence looks at ${limits.maxBytes} bytes of code at most.`));
  for (const entry of dependencies.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (wanted.size >= 2 * limits.maxFiles || entry.size > left) break;
    wanted.set(entry.path, entry);
    left -= entry.size;
  }
  return ok({ wanted, tooLarge });
}

function wanting(definitions: readonly ServerDefinition[]): (path: string) => boolean {
  const needs = definitions.map((definition) => definition.needs).filter((need) => need !== undefined);
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return servedFile(definitions, path) !== null || needs.some((need) => need.test(name));
  };
}

function saysTypes(path: string): boolean {
  return /(?:\.d\.[cm]?ts|\.d\.[^/.]+\.ts|\/package\.json)$/u.test(path);
}
