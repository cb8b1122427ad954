import { posix } from 'node:path';
import type { ModuleName } from './imports.js';

/**
 * A module by its path without its ending: `pkg/sums` of `pkg/sums.py`, and `pkg` of `pkg/__init__.py` and of a directory without that.
 */
export type Stem = string;

/** Where a name of a module led: the directory that it was looked for in, and the module. */
export interface FoundModule {
  readonly root: string;
  readonly stem: Stem;
}

/** Where modules are looked for besides the directory of the importing file, as Pyright does. */
const ROOTS = ['', 'src'] as const;

/** The modules of a session. */
export class PythonModules {
  private readonly files: ReadonlySet<string>;
  private readonly directories = new Set<string>();

  constructor(paths: readonly string[]) {
    this.files = new Set(paths.filter(isPython));
    for (const path of this.files) {
      for (let at = posix.dirname(path); at !== '.'; at = posix.dirname(at)) this.directories.add(at);
    }
  }

  has(stem: Stem): boolean {
    return this.isFile(stem) || this.directories.has(stem);
  }

  /** Whether it is one file, rather than a package. */
  isFile(stem: Stem): boolean {
    return this.files.has(`${stem}.py`) || this.files.has(`${stem}.pyi`);
  }

  /** The file that says what a package has of its own, where it has one. */
  packageFile(stem: Stem): string | null {
    const path = `${stem}/__init__.py`;
    return this.files.has(path) ? path : null;
  }

  /** `null` for a module that is none of the session. */
  find(importer: string, { level, parts }: Pick<ModuleName, 'level' | 'parts'>): FoundModule | null {
    const directory = directoryOf(importer);
    if (level > 0) {
      const base = upwards(directory, level - 1);
      const stem = base === null ? null : join(base, parts);
      return base !== null && stem !== null && (stem === base || this.has(stem)) ? { root: base, stem } : null;
    }
    for (const root of new Set([...ROOTS, directory])) {
      const stem = join(root, parts);
      if (this.has(stem)) return { root, stem };
    }
    return null;
  }

  /** The dotted name by which `importer` reaches a module from anywhere; `null` where its path has no such name. */
  absoluteName(importer: string, stem: Stem, preferred: string): string | null {
    for (const root of new Set([preferred, ...[...ROOTS].reverse(), directoryOf(importer)])) {
      const rest = root === '' ? stem : stem.startsWith(`${root}/`) ? stem.slice(root.length + 1) : null;
      if (rest !== null) return rest.split('/').join('.');
    }
    return null;
  }
}

/** The name with dots in front by which `importer` reaches a module; `null` where that would lead out of all packages. */
export function relativeName(importer: string, stem: Stem): string | null {
  const base = directoryOf(importer).split('/');
  const target = stem.split('/');
  let shared = 0;
  while (shared < base.length && shared < target.length && base[shared] === target[shared]) shared += 1;
  const common = base.slice(0, shared).join('/');
  if (common === '' || (ROOTS as readonly string[]).includes(common)) return null;
  return '.'.repeat(base.length - shared + 1) + target.slice(shared).join('.');
}

export function isPython(path: string): boolean {
  return path.endsWith('.py') || path.endsWith('.pyi');
}

export function stemOf(path: string): Stem {
  return path.replace(/(?:\/__init__)?\.pyi?$/u, '');
}

function directoryOf(path: string): string {
  const directory = posix.dirname(path);
  return directory === '.' ? '' : directory;
}

function upwards(directory: string, levels: number): string | null {
  const parts = directory === '' ? [] : directory.split('/');
  return levels > parts.length ? null : parts.slice(0, parts.length - levels).join('/');
}

function join(base: string, parts: readonly string[]): string {
  return [...(base === '' ? [] : [base]), ...parts].join('/');
}
