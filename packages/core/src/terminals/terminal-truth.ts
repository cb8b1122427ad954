import type { ResultAsync } from '../kernel/index.js';
import { errAsync, okAsync, toTimestamp, type Clock } from '../kernel/index.js';
import type { ProcessInfo } from '../runtime/index.js';
import type { ReachError, WorkspaceAccess, WorkspaceRepository } from '../workspaces/index.js';
import { endedEntry } from './terminal-entries.js';
import type { TerminalRepository } from './terminal-repository.js';
import type { Terminal, TerminalCloseReason, TerminalEnd } from './terminal.js';

export interface TerminalTruthDeps {
  readonly access: WorkspaceAccess;
  readonly repository: TerminalRepository;
  readonly workspaces: Pick<WorkspaceRepository, 'get'>;
  readonly clock: Clock;
}

/** How long a terminal that is on record may take to appear in its workspace. */
const STARTING_MS = 60_000;

/** Finds out what became of terminals, and has their records say it. */
export class TerminalTruth {
  constructor(private readonly deps: TerminalTruthDeps) {}

  /** The terminal with the end that its workspace reports, or that the end of its workspace implies. */
  settle(terminal: Terminal): ResultAsync<Terminal, ReachError> {
    if (terminal.state === 'exited') return okAsync(terminal);
    return this.deps.access
      .life(terminal)
      .andThen(({ connection }) => connection.processes.get(terminal.id))
      .andThen((info) => this.ended(terminal, toEnd(info, this.deps.clock)))
      .orElse((error) => {
        if (error.type === 'workspace/replaced') return this.ended(terminal, this.lost(0));
        if (error.type !== 'process/not-found') return errAsync(error);
        const isStarting = this.deps.clock.now() < Date.parse(terminal.createdAt) + STARTING_MS;
        return isStarting ? okAsync(terminal) : this.ended(terminal, this.lost(0));
      });
  }

  /** The terminal with that end on record, unless it has one already. */
  ended(terminal: Terminal, end: TerminalEnd | null): ResultAsync<Terminal, ReachError> {
    if (end === null) return okAsync(terminal);
    return this.deps.repository
      .end(terminal, end, endedEntry(terminal, end))
      .map((written) => written ?? { ...terminal, ...end, state: 'exited' as const });
  }

  /** Nobody can tell how it ended, nor how much it wrote after `outputEnd`. */
  lost(outputEnd: number): TerminalEnd {
    const exit = { code: null, signal: null, reason: 'lost' } as const;
    return { exit, outputEnd, endedAt: toTimestamp(this.deps.clock.now()) };
  }

  /** Why a terminal that ended did: by itself, or with its workspace. */
  async why({ incarnation, ...key }: Terminal): Promise<TerminalCloseReason> {
    const found = await this.deps.workspaces.get(key);
    const workspace = found.unwrapOr(null);
    if (found.isOk() && workspace === null) return 'access-lost';
    if (workspace !== null && workspace.incarnation !== incarnation) return 'replaced';
    return workspace === null || workspace.state === 'ready' ? 'exited' : 'stopped';
  }
}

function toEnd({ exit, endedAt, endOffset }: ProcessInfo, clock: Clock): TerminalEnd | null {
  if (exit === null) return null;
  return { exit, endedAt: toTimestamp(endedAt ?? clock.now()), outputEnd: endOffset };
}
