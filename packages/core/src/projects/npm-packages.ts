import { createHash } from 'node:crypto';
import type { SharedPackages } from './shared-packages.js';

/** As lock files of npm name what they were made with; SHA-1, which old ones have, can be forged. */
const INTEGRITY = /\bsha512-([A-Za-z0-9+/]{86}==)/g;

/**
 * The archives of packages in the cache of npm, without the index beside them and without what registries said: each is a file
 * named by its SHA-512. npm looks there for what the lock file names by that digest, and checks it again as it unpacks it.
 */
export const npmPackages: SharedPackages = {
  directory: '_cacache/content-v2',
  lockFiles: ['npm-shrinkwrap.json', 'package-lock.json'],
  named: (lockFile) => new Set([...lockFile.matchAll(INTEGRITY)].map(([, digest = '']) => pathOf(digest))),
  check: (path) => {
    const hash = createHash('sha512');
    return {
      update: (chunk) => {
        hash.update(chunk);
      },
      passes: () => path === placeOf(hash.digest('hex')),
    };
  },
};

function pathOf(digest: string): string {
  return placeOf(Buffer.from(digest, 'base64').toString('hex'));
}

function placeOf(hex: string): string {
  return `sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`;
}
