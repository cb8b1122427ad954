import type { Logger } from '../telemetry/index.js';
import type { CommandEnd, ProcessEnds, Workspace } from '../workspaces/index.js';
import { endedEntry } from './terminal-entries.js';
import type { TerminalRepository } from './terminal-repository.js';

/** Writes down how terminals ended with their workspace, as it told before it was stopped. */
export class TerminalEndings implements ProcessEnds {
  constructor(
    private readonly repository: TerminalRepository,
    private readonly logger: Logger,
  ) {}

  async record(
    { tenantId, sessionId, incarnation }: Workspace,
    ends: ReadonlyMap<string, CommandEnd | null>,
  ): Promise<void> {
    const recorded = await this.repository.list({ tenantId, sessionId });
    for (const terminal of recorded.unwrapOr([])) {
      const end = terminal.incarnation === incarnation && terminal.state === 'running' ? ends.get(terminal.id) : null;
      if (end === undefined || end === null) continue;
      const { exit, endedAt, outputEnd } = end;
      const known = { exit, endedAt, outputEnd };
      const written = await this.repository.end(terminal, known, endedEntry(terminal, known));
      if (written.isErr()) this.logger.warn({ terminal: terminal.id, error: written.error }, 'end not recorded');
    }
  }
}
