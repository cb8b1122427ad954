import { abortable, type Aborted, ResultAsync, type Result } from '../kernel/index.js';
import type { WorkspaceKey } from './workspace-repository.js';

/** Who waits for the start of one session, and only wants it while waiting. */
interface Callers {
  count: number;
  /** Somebody else wants the start anyway. */
  kept: boolean;
}

/** What becomes of a waiting start when the last of those is gone. */
export interface WhenGone {
  abandon(key: WorkspaceKey): Promise<void>;
  keep(key: WorkspaceKey): Promise<void>;
}

/** The callers of this replica who want a start only while they wait for it. */
export class WaitingCallers {
  private readonly sessions = new Map<string, Callers>();

  constructor(private readonly whenGone: WhenGone) {}

  /** Somebody wants the start of the session whether or not they wait. */
  keep({ sessionId }: WorkspaceKey): void {
    const callers = this.sessions.get(sessionId);
    if (callers !== undefined) callers.kept = true;
  }

  /** `work`, or `request/aborted` once `signal` fired and the start was given up, unless somebody else wants it. */
  waitFor<T, E>(key: WorkspaceKey, work: () => ResultAsync<T, E>, signal: AbortSignal): ResultAsync<T, E | Aborted> {
    return new ResultAsync(this.wait(key, work, signal));
  }

  private async wait<T, E>(
    key: WorkspaceKey,
    work: () => ResultAsync<T, E>,
    signal: AbortSignal,
  ): Promise<Result<T, E | Aborted>> {
    const callers = this.sessions.get(key.sessionId) ?? { count: 0, kept: false };
    this.sessions.set(key.sessionId, callers);
    callers.count += 1;
    const done = await abortable('workspace start', work(), signal);
    callers.count -= 1;
    if (callers.count > 0) return done;
    this.sessions.delete(key.sessionId);
    if (!signal.aborted) return done;
    await (callers.kept ? this.whenGone.keep(key) : this.whenGone.abandon(key));
    return done;
  }
}
