import {
  err,
  invalidInput,
  ok,
  timeDigits,
  type InvalidInput,
  type PageRequest,
  type Result,
} from '../kernel/index.js';
import type { ScanOptions } from '../store/index.js';
import type { AuditRecord } from './audit-record.js';

/** Which records are wanted; all of what is given must hold. */
export interface AuditFilter {
  /** Exactly this action, such as `user.created`. */
  readonly action?: string | undefined;
  /** Done by this user, by itself or by an agent for it; or by this agent; or, for `system`, by the installation. */
  readonly actor?: string | undefined;
  readonly outcome?: AuditRecord['outcome'] | undefined;
  /** At this instant or later, in RFC 3339. */
  readonly from?: string | undefined;
  /** Before this instant, in RFC 3339. */
  readonly to?: string | undefined;
}

export type AuditListRequest = PageRequest & AuditFilter;

const MAX_TIME_MS = 32 ** 9;

export function matches(record: AuditRecord, { action, actor, outcome }: AuditFilter): boolean {
  if (action !== undefined && record.action !== action) return false;
  if (outcome !== undefined && record.outcome !== outcome) return false;
  return actor === undefined || actorNames(record.actor).includes(actor);
}

/** The part of the order of ids, which is that of time, that has the records of the filter's time. */
export function idRange({ from, to }: AuditFilter): Result<Pick<ScanOptions, 'start' | 'end'>, InvalidInput> {
  const start = toBound('from', from);
  if (start.isErr()) return err(start.error);
  return toBound('to', to).map((end) => ({
    ...(start.value === null ? {} : { start: [start.value] }),
    ...(end === null ? {} : { end: [end] }),
  }));
}

function toBound(path: string, text: string | undefined): Result<string | null, InvalidInput> {
  if (text === undefined) return ok(null);
  const time = Date.parse(text);
  if (time >= 0 && time < MAX_TIME_MS) return ok(`aud_${timeDigits(time)}`);
  return err(invalidInput([{ path, message: 'expected an instant, such as 2030-01-31T12:00:00Z' }]));
}

function actorNames(actor: AuditRecord['actor']): readonly string[] {
  switch (actor.type) {
    case 'user':
      return [actor.id];
    case 'agent':
      return [actor.id, actor.userId];
    case 'system':
      return ['system'];
    default:
      return actor satisfies never;
  }
}
