import type { Clock } from '../kernel/index.js';
import type { Session } from '../sessions/index.js';
import type { WorkspaceEvent } from './workspace.js';

type Warning = Extract<WorkspaceEvent, { reason: 'session-expires' }>;

/** What one reader is told of the end of a session, once for each time that it is set to. */
export class ExpiryWarnings {
  private told: string | undefined;

  constructor(private readonly deps: { readonly clock: Clock; readonly expiryWarningMs: number }) {}

  /** The warning that is due now, if any. */
  due(session: Session | null): readonly Warning[] {
    const { clock, expiryWarningMs } = this.deps;
    const expiresAt = session?.status === 'active' ? session.expiresAt : undefined;
    if (expiresAt === undefined || expiresAt === this.told) return [];
    const left = Date.parse(expiresAt) - clock.now();
    if (left <= 0 || left > expiryWarningMs) return [];
    this.told = expiresAt;
    return [{ type: 'warning', reason: 'session-expires', at: expiresAt }];
  }
}
