import { timeLimit, type Clock } from '../kernel/index.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { Workspace } from './workspace.js';

export interface RunningCommandsDeps {
  readonly links: WorkspaceLinks;
  readonly clock: Clock;
}

/** What a box said of the commands in it. `unknown` when it did not answer. */
export type CommandsSeen =
  | { readonly type: 'running' }
  | { readonly type: 'none'; readonly lastEndedMs: number | null }
  | { readonly type: 'unknown' };

/** How long a box may take to answer. */
const TIMEOUT_MS = 5_000;
/** What the ids of commands begin with; other processes of a box are not commands. */
const COMMAND = 'cmd_';

/** Asks the box of a workspace whether commands run in it, whoever started them. */
export async function seeCommands({ clock, links }: RunningCommandsDeps, workspace: Workspace): Promise<CommandsSeen> {
  const { cancel, signal } = timeLimit(clock, TIMEOUT_MS);
  const listed = await links.to(workspace, { signal }).andThen(({ processes }) => processes.list({ signal }));
  cancel();
  if (listed.isErr()) return { type: 'unknown' };
  const commands = listed.value.filter(({ id }) => id.startsWith(COMMAND));
  if (commands.some(({ exit }) => exit === null)) return { type: 'running' };
  const ends = commands.flatMap(({ endedAt }) => (endedAt === null ? [] : [endedAt]));
  return { type: 'none', lastEndedMs: ends.length === 0 ? null : Math.max(...ends) };
}
