import type { SessionId, UserId } from '../kernel/index.js';
import type { RelatedSession, RelationReason, Session } from './session.js';

/**
 * How much each reason says that two sessions belong together. A fork is a copy, a common source is the same project, a
 * common language is a hint. Several reasons add up, and never past 1.
 */
const WEIGHTS: Readonly<Record<RelationReason, number>> = {
  fork: 0.6,
  'same-source': 0.5,
  'shared-files': 0.3,
  'shared-members': 0.2,
  'same-languages': 0.1,
};

/** Who is in rooms, beside the one who asks. */
export type Companions = ReadonlyMap<SessionId, readonly UserId[]>;

/** What sessions have in common that they do not say themselves. */
export interface Commons {
  readonly companions: Companions;
  /** Those that have a stored file of the session. */
  readonly sharing: ReadonlySet<SessionId>;
}

/** The sessions of `others` that have something in common with `session`, the closest first. */
export function rankRelated(
  session: Session,
  others: readonly Session[],
  { companions, sharing }: Commons,
): readonly RelatedSession[] {
  const own = new Set(companions.get(session.id));
  const isShared = ({ id }: Session) => companions.get(id)?.some((user) => own.has(user)) ?? false;
  return others
    .filter((other) => other.id !== session.id)
    .map((other) =>
      toRelated(other, [
        ...reasonsFor(session, other),
        ...(sharing.has(other.id) ? SHARED_FILES : []),
        ...(isShared(other) ? SHARED_MEMBERS : []),
      ]),
    )
    .filter(({ reasons }) => reasons.length > 0)
    .sort((one, other) => other.score - one.score || (one.session.id < other.session.id ? 1 : -1));
}

const SHARED_FILES: readonly RelationReason[] = ['shared-files'];
const SHARED_MEMBERS: readonly RelationReason[] = ['shared-members'];

function toRelated(session: Session, reasons: readonly RelationReason[]): RelatedSession {
  const score = Math.min(
    1,
    reasons.reduce((sum, reason) => sum + WEIGHTS[reason], 0),
  );
  return { session, score: Math.round(score * 100) / 100, reasons };
}

function reasonsFor(session: Session, other: Session): readonly RelationReason[] {
  const reasons: RelationReason[] = [];
  if (isFork(session, other)) reasons.push('fork');
  if (session.source !== undefined && session.source.gitUrl === other.source?.gitUrl) reasons.push('same-source');
  if (session.languages.some((language) => other.languages.includes(language))) reasons.push('same-languages');
  return reasons;
}

function isFork(session: Session, other: Session): boolean {
  if (session.forkedFrom === other.id || other.forkedFrom === session.id) return true;
  return session.forkedFrom !== undefined && session.forkedFrom === other.forkedFrom;
}
