import { posix } from 'node:path';
import { isAtOrBelow } from '../files-of-session.js';
import type { ModuleName } from './imports.js';
import { isPython, stemOf, type PythonModules, type Stem } from './modules.js';

/** What is moved, and where to: paths of a file or a directory. */
export interface PythonMove {
  readonly path: string;
  readonly to: string;
}

/** The modules as they were, and what becomes of each. */
export class MovedModules {
  readonly modules: PythonModules;

  constructor(
    modules: PythonModules,
    private readonly move: PythonMove,
    /** Whether its package has something else of its name, which `from … import` finds first. */
    private readonly isNameTaken: boolean,
  ) {
    this.modules = modules;
  }

  /** The module that is moved, its name, and the file of the package that it leaves, where that has one. */
  get what(): { readonly stem: Stem; readonly name: string; readonly leftPackage: string | null } {
    const stem = stemOf(this.move.path);
    return { stem, name: posix.basename(stem), leftPackage: this.modules.packageFile(posix.dirname(stem)) };
  }

  isHidden(stem: Stem): boolean {
    return this.isNameTaken && stem === stemOf(this.move.path);
  }

  pathOf(path: string): string {
    return isAtOrBelow(path, this.move.path) ? `${this.move.to}${path.slice(this.move.path.length)}` : path;
  }

  /** The module as it will be; itself where it stays. */
  stemOf(stem: Stem): Stem {
    const [from, to] = [stemOf(this.move.path), stemOf(this.move.to)];
    return isAtOrBelow(stem, from) && this.isMoved(stem, from) ? `${to}${stem.slice(from.length)}` : stem;
  }

  find(importer: string, name: Pick<ModuleName, 'level' | 'parts'>) {
    return this.modules.find(importer, name);
  }

  /** A module of one file has nothing below it, though a directory of its name may be beside it. */
  private isMoved(stem: Stem, from: Stem): boolean {
    return !isPython(this.move.path) || stem === from;
  }
}
