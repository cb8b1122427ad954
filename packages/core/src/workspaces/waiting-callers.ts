import { aborted, abortable, err, ResultAsync, type Aborted, type Result } from '../kernel/index.js';
import type { WorkspaceKey } from './workspace-repository.js';

/** Those who wait for the start of one session, and want it only while they do. */
interface Callers {
  count: number;
  /** Somebody else wants the start anyway. */
  kept: boolean;
}

/** What becomes of a start when the last of those is gone. */
export interface WhenGone {
  /** Whether it waited, and was given up. */
  abandon(key: WorkspaceKey): Promise<boolean>;
  keep(key: WorkspaceKey): Promise<void>;
  /** Resolves when something became of the workspace, or when it is worth to look again. */
  changed(key: WorkspaceKey): Promise<void>;
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

  /** `work`, or `request/aborted` once `signal` fired; the start is given up with it, unless somebody else wants it. */
  waitFor<T, E>(key: WorkspaceKey, work: () => ResultAsync<T, E>, signal: AbortSignal): ResultAsync<T, E | Aborted> {
    return new ResultAsync(this.wait(key, work, signal));
  }

  private async wait<T, E>(
    key: WorkspaceKey,
    work: () => ResultAsync<T, E>,
    signal: AbortSignal,
  ): Promise<Result<T, E | Aborted>> {
    const operation = 'workspace start';
    if (signal.aborted) return err(aborted(operation));
    const callers = this.sessions.get(key.sessionId) ?? { count: 0, kept: false };
    this.sessions.set(key.sessionId, callers);
    callers.count += 1;
    const start = { over: false };
    const end = () => {
      start.over = true;
    };
    const done = await abortable(operation, work().andTee(end).orTee(end), signal);
    callers.count -= 1;
    if (callers.count > 0) return done;
    if (start.over || (await this.isSettled(key, callers))) this.sessions.delete(key.sessionId);
    else void this.settleLater(key, callers, start);
    return done;
  }

  /** Whether it is decided what becomes of a start that nobody waits for any more. */
  private async isSettled(key: WorkspaceKey, callers: Callers): Promise<boolean> {
    if (!callers.kept) return this.whenGone.abandon(key);
    await this.whenGone.keep(key);
    return true;
  }

  /** The start was not in the queue yet: it is given up when it comes there, unless somebody comes who wants it. */
  private async settleLater(key: WorkspaceKey, callers: Callers, start: { readonly over: boolean }): Promise<void> {
    do await this.whenGone.changed(key);
    while (callers.count === 0 && !start.over && !(await this.isSettled(key, callers)));
    if (callers.count === 0) this.sessions.delete(key.sessionId);
  }
}
