import { aborted, err, isAborted, ok, type Clock, type InvalidInput, type Result } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { CommandError, CommandEvent, CommandService, ReachError, WorkspaceTarget } from '../workspaces/index.js';
import type { InstallResult, StartedInstall } from './install.js';
import { OutputTail } from './output-tail.js';

export interface FollowInstallDeps {
  readonly commands: CommandService;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Failure = CommandError | ReachError | InvalidInput;

/** How much of the end of its output the result of an installation has. */
const TAIL_BYTES = 64 * 1024;

/** How the installation ends, from now on. When the signal fires it is killed, and the result is `request/aborted`. */
export async function followInstall(
  { commands, clock, logger }: FollowInstallDeps,
  { caller, sessionId, signal }: WorkspaceTarget,
  started: StartedInstall,
): Promise<Result<InstallResult, Failure>> {
  const startedAt = clock.now();
  const ref = { sessionId, id: started.commandId };
  const kill = () => {
    void commands.kill(caller, ref).match(
      () => undefined,
      (error) => {
        logger.debug({ error }, 'installation not killed');
      },
    );
  };
  signal?.addEventListener('abort', kill, { once: true });
  if (isAborted(signal)) kill();
  const events = await commands.output(caller, ref);
  const result = events.isErr() ? err(events.error) : await readToEnd(events.value, started);
  signal?.removeEventListener('abort', kill);
  if (isAborted(signal)) return err(aborted('installation'));
  return result.map((end) => ({ ...end, durationMs: clock.now() - startedAt }));
}

async function readToEnd(
  events: AsyncIterable<CommandEvent>,
  { hint, ...started }: StartedInstall,
): Promise<Result<Omit<InstallResult, 'durationMs'>, Failure>> {
  const tail = new OutputTail(TAIL_BYTES);
  for await (const event of events) {
    if (event.type === 'output') tail.push(event.data);
    else if (event.type === 'gap') tail.skip();
    else if (event.type === 'failed') return err(event.error);
    else {
      const { code: exitCode, signal, reason } = event.exit;
      const { text: output, truncated } = tail.read();
      const shown = hint === undefined || exitCode === 0 ? {} : { hint };
      return ok({ ...started, ...shown, exitCode, signal, reason, output, truncated: truncated || event.truncated });
    }
  }
  return err(aborted('installation'));
}
