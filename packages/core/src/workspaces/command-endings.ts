import { setMaxListeners } from 'node:events';
import { isAborted, toTimestamp, type Clock } from '../kernel/index.js';
import type { ProcessConnection, ProcessInfo } from '../runtime/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ResolvedCommandOptions } from './command-options.js';
import type { CommandRepository } from './command-repository.js';
import type { CommandEnd } from './command.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { Workspace } from './workspace.js';

export interface CommandEndingsDeps {
  readonly repository: CommandRepository;
  readonly links: WorkspaceLinks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: Pick<ResolvedWorkspaceOptions, 'stopGraceMs'> & Pick<ResolvedCommandOptions, 'maxRecorded'>;
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
    const giveUp = new AbortController();
    setMaxListeners(0, giveUp.signal);
    const stopTimer = clock.setTimer(options.stopGraceMs + MARGIN_MS, () => {
      giveUp.abort();
    });
    try {
      const link = await links.to(workspace, { signal: giveUp.signal });
      if (link.isErr()) return;
      const listed = await link.value.processes.list({ signal: giveUp.signal });
      if (listed.isErr()) return;
      await this.endEach(workspace, link.value.processes, { infos: listed.value, signal: giveUp.signal });
      // What was on its way to other readers of this link has arrived once a later answer has.
      if (listed.value.some(({ exit }) => exit === null)) {
        await link.value.stats({ signal: giveUp.signal }).unwrapOr(undefined);
      }
    } finally {
      stopTimer();
      if (isAborted(giveUp.signal)) logger.warn({ sessionId: workspace.sessionId }, 'commands not ended in time');
    }
  }

  private async endEach(
    workspace: Workspace,
    processes: ProcessConnection,
    { infos, signal }: { readonly infos: readonly ProcessInfo[]; readonly signal: AbortSignal },
  ): Promise<void> {
    const ends = await Promise.all(
      infos.map(async (info) => [info.id, await this.endOf(processes, info, signal)] as const),
    );
    const known = new Map<string, CommandEnd | null>(ends);
    const { tenantId, sessionId, incarnation } = workspace;
    const recorded = await this.deps.repository.list({ tenantId, sessionId }, this.deps.options.maxRecorded);
    if (recorded.isErr()) return;
    for (const command of recorded.value) {
      const end = known.get(command.id);
      if (end === undefined || end === null || command.state === 'exited' || command.incarnation !== incarnation)
        continue;
      const written = await this.deps.repository.end(command, end);
      if (written.isErr()) this.deps.logger.warn({ command: command.id, error: written.error }, 'end not recorded');
    }
  }

  private async endOf(
    processes: ProcessConnection,
    info: ProcessInfo,
    signal: AbortSignal,
  ): Promise<CommandEnd | null> {
    if (info.exit !== null) return toCommandEnd(info, this.deps.clock);
    const events = await processes.attach(info.id, { from: info.endOffset, signal });
    const killed = await processes.kill(info.id, { signal });
    if (events.isErr() || killed.isErr()) return null;
    for await (const event of events.value) {
      if (event.type !== 'exit') continue;
      const { exit, truncated, end: outputEnd } = event;
      return { exit, truncated, outputEnd, endedAt: toTimestamp(this.deps.clock.now()) };
    }
    return null;
  }
}

export function toCommandEnd({ exit, endedAt, truncated, endOffset }: ProcessInfo, clock: Clock): CommandEnd | null {
  if (exit === null) return null;
  return { exit, truncated, endedAt: toTimestamp(endedAt ?? clock.now()), outputEnd: endOffset };
}
