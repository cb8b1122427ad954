import type { Clock, Result } from '../kernel/index.js';
import { err, errAsync, ok, okAsync, ResultAsync } from '../kernel/index.js';
import type { ConnectionError, Exit, ProcessEvent, WorkspaceConnection } from '../runtime/index.js';
import { gitArgv, gitEnvironment } from './source-command.js';
import { workspaceSourceFailed, type WorkspaceSourceFailed } from './source-errors.js';
import type { SourceCredentials } from './source-options.js';
import { failureOf } from './source-output.js';

export type SourceError = WorkspaceSourceFailed | ConnectionError;

export interface SourceGitParts {
  readonly connection: WorkspaceConnection;
  readonly clock: Clock;
  readonly url: URL;
  /** Unique among what runs in the workspace. */
  readonly name: string;
  readonly credentials: SourceCredentials | null;
  readonly maxBytes: number;
  /** When all of it has to be over. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

export interface GitCall {
  /** Whether it speaks with the source, and may need credentials. @default false */
  readonly remote?: boolean;
  /** Gets what it writes on standard output; `false` is enough of it. @default it is dropped */
  readonly onOutput?: (data: Uint8Array) => boolean;
  /** Gets what it writes on standard error. @default it is dropped */
  readonly onMessages?: (text: string) => void;
}

/** How much of the last messages of git tells why it failed. */
const SAID_CHARACTERS = 8_192;
/** Past this, something is wrong with a source that is within its other bounds. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Runs git in the workspace of a session, never on the machine of the control plane. */
export class SourceGit {
  private calls = 0;

  constructor(private readonly parts: SourceGitParts) {}

  /** It ended well when ok, or was told that it had said enough. */
  run(args: readonly string[], call: GitCall = {}): ResultAsync<void, SourceError> {
    const { clock, credentials, connection, deadline, maxBytes, name, signal, url } = this.parts;
    const given = call.remote === true ? credentials : null;
    const timeoutMs = deadline - clock.now();
    if (timeoutMs <= 0) return errAsync(workspaceSourceFailed('timeout'));
    const id = `${name}-${(this.calls += 1)}`;
    const spec = {
      id,
      argv: gitArgv({ args, maxBytes, origin: given === null ? undefined : url.origin }),
      env: gitEnvironment(url.protocol.slice(0, -1)),
      stdin: given !== null,
      limits: { timeoutMs, maxOutputBytes: MAX_OUTPUT_BYTES },
    };
    return connection.processes
      .spawnAttached(spec, { signal })
      .mapErr((error) => (error.type === 'process/not-startable' ? workspaceSourceFailed('no-git') : error))
      .andThen((events) => this.answer(id, given).map(() => events))
      .andThen((events) => new ResultAsync(this.follow(id, events, call)));
  }

  /** Gives the credentials to the process that asks for them, and to nothing else. */
  private answer(id: string, given: SourceCredentials | null): ResultAsync<void, SourceError> {
    const { connection, signal } = this.parts;
    if (given === null) return okAsync(undefined);
    const lines = Buffer.from(`${given.username}\n${given.password}\n`);
    return (
      connection.processes
        .writeStdin(id, lines, { end: true, signal })
        // It ended before it read them, and its end tells why.
        .orElse((error) => (error.type === 'process/stdin-closed' ? ok(undefined) : err(error)))
    );
  }

  private async follow(
    id: string,
    events: AsyncIterable<ProcessEvent>,
    { onOutput, onMessages }: GitCall,
  ): Promise<Result<void, SourceError>> {
    const { processes } = this.parts.connection;
    const decoder = new TextDecoder();
    let said = '';
    for await (const event of events) {
      if (event.type === 'failed') return err(event.error);
      if (event.type === 'exit') {
        (await processes.forget(id)).unwrapOr(undefined);
        return toResult(event.exit, said);
      }
      if (event.type !== 'output') continue;
      if (event.channel === 'stderr') {
        const text = decoder.decode(event.data, { stream: true });
        said = (said + text).slice(-SAID_CHARACTERS);
        onMessages?.(text);
      } else if (onOutput?.(event.data) === false) {
        return processes.kill(id).map(() => undefined);
      }
    }
    return err(workspaceSourceFailed('failed'));
  }
}

function toResult(exit: Exit, said: string): Result<void, SourceError> {
  return exit.code === 0 ? ok(undefined) : err(workspaceSourceFailed(failureOf(exit, said)));
}
