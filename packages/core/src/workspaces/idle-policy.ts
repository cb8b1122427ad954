import type { Tier } from '../kernel/index.js';
import type { SessionKind } from '../sessions/index.js';

/** What a policy may decide by. */
export interface LifeFacts {
  readonly kind: SessionKind;
  /** The cost classes of the session's languages, the lowest first, each once. */
  readonly tiers: readonly Tier[];
  /** What the workspace may use. */
  readonly limits: { readonly memoryBytes: number; readonly cpus: number; readonly pids: number };
}

/** How long one life of a workspace lasts, in milliseconds. Whole numbers; 0 stands for no such end. */
export interface LifeTimes {
  /** It is stopped when nothing used it for so long. */
  readonly idleTimeoutMs: number;
  /** It is stopped so long after it became ready, whatever goes on in it. */
  readonly maxLifetimeMs: number;
  /** So long before, a `warning` is told. At most half of the time that it warns of; 0 tells it right before. */
  readonly warnBeforeMs: number;
}

/** Decides how long a workspace lives, when it becomes ready. A plain function without side effects. */
export type LifePolicy = (facts: LifeFacts) => LifeTimes;

/** The same times for every workspace. */
export function sameTimes({ idleTimeoutMs, maxLifetimeMs, warnBeforeMs }: LifeTimes): LifePolicy {
  const times = Object.freeze({ idleTimeoutMs, maxLifetimeMs, warnBeforeMs });
  return () => times;
}

/** The longest time that counts; instants behind it could not be written down. A hundred years. */
const LONGEST_MS = 3_153_600_000_000;

/** The decision of `policy`, or of `fallback` when it throws or gives what is no time. */
export function decideTimes(policy: LifePolicy, facts: LifeFacts, fallback: LifeTimes): LifeTimes {
  try {
    const { idleTimeoutMs, maxLifetimeMs, warnBeforeMs } = policy(facts);
    const times = { idleTimeoutMs, maxLifetimeMs, warnBeforeMs };
    return Object.values(times).every(isTime) ? times : fallback;
  } catch {
    return fallback;
  }
}

function isTime(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LONGEST_MS;
}
