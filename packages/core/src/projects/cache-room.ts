import type { CachedPackages } from './cached-packages.js';
import type { ResolvedProjectOptions } from './project-options.js';

export type CacheLimits = Pick<ResolvedProjectOptions, 'cacheMaxBytes' | 'cacheMaxEntries'>;

/**
 * Which of a tenant's must go so that `wanted` fits with the rest: those whose time is over, and of the others as few as will do,
 * the least recently used first. `null` when it does not fit, since what is being saved never goes.
 */
export function withRoomFor(
  wanted: CachedPackages,
  all: readonly CachedPackages[],
  { cacheMaxBytes, cacheMaxEntries }: CacheLimits,
): readonly CachedPackages[] | null {
  const isOver = ({ expiresAt }: CachedPackages) => expiresAt <= wanted.createdAt;
  const removed = all.filter(isOver);
  const kept = all.filter((one) => !isOver(one));
  const leaving = kept.filter(({ state }) => state === 'ready').sort((one, other) => one.usedAt - other.usedAt);
  let bytes = kept.reduce((sum, one) => sum + one.bytes, wanted.bytes);
  let entries = kept.length + 1;
  for (const one of leaving) {
    if (bytes <= cacheMaxBytes && entries <= cacheMaxEntries) break;
    removed.push(one);
    bytes -= one.bytes;
    entries -= 1;
  }
  return bytes <= cacheMaxBytes && entries <= cacheMaxEntries ? removed : null;
}
