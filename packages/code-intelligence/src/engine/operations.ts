import {
  codeBusy,
  codeRefused,
  codeServerFailed,
  codeTooLarge,
  type CodeCallOptions,
  type CodeEngineError,
  type CodeSource,
} from '@carrel/core/code';
import { err, isAborted, ok, ResultAsync } from '@carrel/core/kernel';
import type { Aborted, CarrelError, Result } from '@carrel/core/kernel';
import type { Mirror } from '../mirror/mirror.js';
import type { ServerDefinition } from '../servers/server-definition.js';
import type { ServerPool } from '../servers/server-pool.js';
import type { ServerSession } from '../servers/server-session.js';
import { eitherSignal } from './either-signal.js';
import type { Workspace, Workspaces } from './workspaces.js';

export type OperationFailure = CarrelError | CodeEngineError | Aborted;

/** What an operation works with, until it has ended. */
export interface Lent {
  readonly server: ServerSession;
  readonly mirror: Mirror;
  readonly signal: AbortSignal;
}

export interface OperationOptions extends CodeCallOptions {
  readonly definition: ServerDefinition;
}

/** The first may be with a server that has ended unnoticed, and one that was started anew may end too. */
const MAX_TRIES = 3;

type Work<T> = (lent: Lent) => ResultAsync<T, OperationFailure>;

/** Does operations with servers: each over files that are in step, alone in its session, and again when a server ends. */
export class Operations {
  private underWay = 0;

  constructor(
    private readonly pool: ServerPool,
    private readonly workspaces: Workspaces,
    private readonly maxOperations: number,
  ) {}

  run<T>(source: CodeSource, options: OperationOptions, work: Work<T>): ResultAsync<T, OperationFailure> {
    return new ResultAsync(this.admit(source, options, work));
  }

  /** The mirror of a session is as its files are, and all of its servers have heard. */
  sync(workspace: Workspace, source: CodeSource): ResultAsync<void, OperationFailure> {
    return inTurn(workspace, (signal) => new ResultAsync(this.follow(workspace, source, signal)));
  }

  private async follow(
    { key, mirror }: Workspace,
    source: CodeSource,
    signal: AbortSignal,
  ): Promise<Result<void, OperationFailure>> {
    const synced = await mirror.sync(source, signal);
    // What was done before a failure counts.
    const changes = mirror.takeChanges();
    const hear = async (server: ServerSession) => {
      if (!(await server.hearChanges(changes))) await this.pool.discard(server);
    };
    await Promise.all(this.pool.running(key).map(hear));
    return synced;
  }

  private async admit<T>(
    source: CodeSource,
    options: OperationOptions,
    work: Work<T>,
  ): Promise<Result<T, OperationFailure>> {
    if (this.underWay >= this.maxOperations) return err(codeBusy());
    this.underWay += 1;
    try {
      return await this.workspaces.use<T, OperationFailure>(source.key, (workspace) => {
        const turn = (signal: AbortSignal) => new ResultAsync(this.take({ workspace, source, signal }, options, work));
        return inTurn(workspace, turn, options.signal).mapErr((error) =>
          workspace.ended.aborted ? codeServerFailed(error) : error,
        );
      });
    } finally {
      this.underWay -= 1;
    }
  }

  private async take<T>(
    at: { readonly workspace: Workspace; readonly source: CodeSource; readonly signal: AbortSignal },
    options: OperationOptions,
    work: Work<T>,
  ): Promise<Result<T, OperationFailure>> {
    const { workspace, source, signal } = at;
    const synced = await this.follow(workspace, source, signal);
    if (synced.isErr()) return err(synced.error);
    for (let tries = 1; ; tries += 1) {
      const result = await this.attempt(workspace, { ...options, signal }, work);
      const hasFailed = result.isErr() && result.error.type === 'code/server-failed' && !isAborted(signal);
      if (!hasFailed || tries === MAX_TRIES) return result;
    }
  }

  private async attempt<T>(
    { key, mirror }: Workspace,
    { definition, signal, unsaved = [] }: OperationOptions & { readonly signal: AbortSignal },
    work: Work<T>,
  ): Promise<Result<T, OperationFailure>> {
    const leased = await this.pool.lease({ key, definition, files: mirror }, signal);
    if (leased.isErr()) return err(leased.error);
    const server = leased.value;
    try {
      server.setUnsaved(unsaved);
      const result = await work({ server, mirror, signal });
      if (result.isErr() && result.error.type === 'code/timed-out') await this.pool.discard(server);
      else await server.giveBack();
      return result;
    } finally {
      this.pool.release(server);
    }
  }
}

/** `work` when it is its turn in the session; its signal fires with the caller's, and when the session is forgotten. */
function inTurn<T>(
  { turns, ended }: Workspace,
  work: (signal: AbortSignal) => ResultAsync<T, OperationFailure>,
  caller?: AbortSignal,
): ResultAsync<T, OperationFailure> {
  const take = async (): Promise<Result<T, OperationFailure>> => {
    const either = eitherSignal(ended, caller);
    try {
      return await turns.run('Code intelligence', () => work(either.signal), either.signal);
    } finally {
      either.release();
    }
  };
  return new ResultAsync(take());
}

/** The server has the file open; what it is where it has no such file. */
export async function openFor(
  { server, mirror }: Lent,
  path: string,
): Promise<Result<void, CodeEngineError | Aborted>> {
  const opened = await server.openFile(path);
  if (opened.isOk()) return ok(undefined);
  if (mirror.isTooLarge(path)) return err(codeTooLarge(`"${path}" is larger than what code intelligence looks at.`));
  return err(mirror.has(path) ? codeRefused(`"${path}" is no text file.`) : opened.error);
}
