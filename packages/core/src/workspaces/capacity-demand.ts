import type { Tier } from '../kernel/index.js';
import type { Language, LanguageCatalogue, LanguageLimits } from '../languages/index.js';
import type { Session } from '../sessions/index.js';
import type { ResolvedQueueOptions } from './capacity-options.js';
import type { Reservation } from './capacity.js';

/** The largest of each limit among the languages of a session. */
export function largestLimits(languages: readonly Language[]): Pick<LanguageLimits, 'memoryBytes' | 'cpus' | 'pids'> {
  const largest = (limit: keyof LanguageLimits) => Math.max(...languages.map(({ limits }) => limits[limit]));
  return { memoryBytes: largest('memoryBytes'), cpus: largest('cpus'), pids: largest('pids') };
}

/** What a workspace of the session takes: the limits that its box gets, and the weight of the highest tier of its languages. */
export function demandOf(session: Session, catalogue: LanguageCatalogue, queue: ResolvedQueueOptions): Reservation {
  const weights: Readonly<Record<Tier, number>> = {
    low: queue.lowWeight,
    medium: queue.mediumWeight,
    high: queue.highWeight,
  };
  const languages = session.languages.flatMap((id) =>
    catalogue
      .get(id)
      .map((language) => [language])
      .unwrapOr([]),
  );
  const { memoryBytes, cpus } = largestLimits(languages);
  return {
    userId: session.ownerId,
    count: 1,
    // Of a session whose languages are all gone from the catalogue nothing is known.
    memoryBytes: Math.max(0, memoryBytes),
    cpus: Math.max(0, cpus),
    weight: Math.max(1, ...languages.map(({ tier }) => weights[tier])),
  };
}
