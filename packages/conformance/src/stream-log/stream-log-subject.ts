import type { StreamLog } from '@carrel/core/streams';
import type { CasesOptions, CaseSubject } from '../cases.js';

/** What can happen to what a log keeps its streams in. */
export interface StreamLogFaults {
  /** Kills the backend, as by `kill -9`; whoever uses it finds out. */
  readonly stop: () => Promise<void>;
  /** Starts it again, with all that it had acknowledged. */
  readonly start: () => Promise<void>;
}

/** A log to be proven, with what is needed to look at it from other sides. */
export interface StreamLogSubject extends CaseSubject {
  /** A log that was not opened, over a place that is empty and nobody else's. */
  readonly subject: StreamLog;
  /** Another log over the same place, not opened, as another process would use it. */
  readonly another?: () => Promise<StreamLog> | StreamLog;
  /** Lets time pass for the streams. @default waits */
  readonly advance?: (ms: number) => Promise<void>;
  readonly faults?: StreamLogFaults;
}

/** What a subject may not offer: `another` log over the same place; `faults` of its backend. */
export type StreamLogTrait = 'another' | 'faults';

export interface StreamLogKitOptions extends CasesOptions<StreamLogSubject> {
  /** What the subject cannot offer, and why; cases that need it are skipped with the reason. @default nothing */
  readonly lacks?: Partial<Readonly<Record<StreamLogTrait, string>>>;
  /** The time to live of streams that are to expire, in milliseconds; much more than an operation takes. @default 1000 */
  readonly shortTtlMs?: number;
}

/** Whether the subject offers all of `traits`; what it lacks otherwise. */
export function offers(
  { lacks = {} }: StreamLogKitOptions,
  ...traits: readonly StreamLogTrait[]
): { readonly has: boolean; readonly lacks: string } {
  const missing = traits.find((trait) => lacks[trait] !== undefined);
  return { has: missing === undefined, lacks: missing === undefined ? '' : (lacks[missing] ?? '') };
}
