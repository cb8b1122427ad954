import { setMaxListeners } from 'node:events';
import { timeLimit, type Clock } from '../kernel/index.js';
import type { ProcessConnection } from '../runtime/index.js';
import type { Logger } from '../telemetry/index.js';
import type { CommandRepository } from './command-repository.js';
import type { CommandEnd } from './command.js';
import { endProcess } from './process-end.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { Workspace } from './workspace.js';

export interface CommandEndingsDeps {
  readonly repository: CommandRepository;
  readonly links: WorkspaceLinks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: Pick<ResolvedWorkspaceOptions, 'stopGraceMs'>;
  /** Others who have processes on record. */
  readonly others: readonly ProcessEnds[];
}

/** Writes down how processes ended, by their ids; `null` for one of which it is not known. */
export interface ProcessEnds {
  record(workspace: Workspace, ends: ReadonlyMap<string, CommandEnd | null>): Promise<void>;
}

/** How long past its processes' grace a workspace that is being stopped may take to tell their ends. */
const MARGIN_MS = 1_000;

/** Ends the commands of a workspace before the workspace itself, so that their real ends are known. */
export class CommandEndings {
  constructor(private readonly deps: CommandEndingsDeps) {}

  /** Every process of this life was ended, and its end told and written down, as far as the box answered within its time. */
  async endAll(workspace: Workspace): Promise<void> {
    const { clock, links, options, logger } = this.deps;
    if (workspace.handle === undefined) return;
    const limit = timeLimit(clock, options.stopGraceMs + MARGIN_MS);
    setMaxListeners(0, limit.signal);
    try {
      const link = await links.to(workspace, { signal: limit.signal });
      if (link.isOk()) await this.endUntilQuiet(workspace, link.value.processes, limit.signal);
    } finally {
      limit.cancel();
      if (limit.isOver) logger.warn({ sessionId: workspace.sessionId }, 'commands not ended in time');
    }
  }

  /**
   * What was begun while the others ended is ended too. The answer that shows nothing running comes behind all that was on its way
   * to other readers of the link.
   */
  private async endUntilQuiet(workspace: Workspace, processes: ProcessConnection, signal: AbortSignal): Promise<void> {
    for (;;) {
      const listed = await processes.list({ signal });
      if (listed.isErr()) return;
      const { clock, options } = this.deps;
      const how = { clock, signal, graceMs: options.stopGraceMs };
      const ends = await Promise.all(listed.value.map((info) => endProcess(processes, info, how)));
      const known = new Map(listed.value.map(({ id }, index) => [id, ends[index] ?? null]));
      await this.record(workspace, known);
      for (const other of this.deps.others) await other.record(workspace, known);
      if (listed.value.every(({ exit }) => exit !== null) || ends.includes(null)) return;
    }
  }

  private async record(
    { tenantId, sessionId, incarnation }: Workspace,
    ends: ReadonlyMap<string, CommandEnd | null>,
  ): Promise<void> {
    const { logger, repository } = this.deps;
    const recorded = await repository.list({ tenantId, sessionId }, 0);
    if (recorded.isErr()) return;
    for (const command of recorded.value) {
      const end = command.incarnation === incarnation ? ends.get(command.id) : null;
      if (end === undefined || end === null) continue;
      const written = await repository.end(command, end);
      if (written.isErr()) logger.warn({ command: command.id, error: written.error }, 'end not recorded');
    }
  }
}
