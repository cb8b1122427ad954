import type { ContentCheck } from '../workspaces/index.js';

/**
 * The part of a program's cache that sessions of a tenant can have in common: packages that are files named by a digest of what
 * they hold, and that the program takes only for a lock file which names the same digest. So neither a name nor what is beside
 * them has to be believed: a file that is another package than its name says is found out by its bytes.
 */
export interface SharedPackages {
  /** Where the files are, from the cache of the program. */
  readonly directory: string;
  /** The names of the lock files that it writes beside a manifest; of several, the first one counts. */
  readonly lockFiles: readonly string[];
  /** The paths from `directory` of all packages that the lock file names by a digest that is safe to rely on. */
  readonly named: (lockFile: string) => ReadonlySet<string>;
  /** Tells whether bytes are those of the package at that path, one of those that `named` gives. */
  readonly check: (path: string) => ContentCheck;
}
