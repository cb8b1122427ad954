import { abortable, errAsync, okAsync, ResultAsync, SingleFlight, type Result } from '../kernel/index.js';
import {
  runtimeNotFound,
  type CallOptions,
  type RuntimeError,
  type WorkspaceConnection,
  type WorkspaceRuntime,
} from '../runtime/index.js';
import type { Workspace } from './workspace.js';

/**
 * The open links to workspaces, one for each life. A link that broke is opened again at the next use, always to the life that
 * was asked for.
 */
export class WorkspaceLinks {
  private readonly open = new Map<string, WorkspaceConnection>();
  private readonly opening = new SingleFlight<string, Result<WorkspaceConnection, RuntimeError>>();

  constructor(private readonly runtime: WorkspaceRuntime) {}

  /** @param options.signal gives the waiting up; of the first who asks, the opening too. */
  to(workspace: Workspace, options: CallOptions = {}): ResultAsync<WorkspaceConnection, RuntimeError> {
    const name = linkName(workspace);
    const known = this.open.get(name);
    if (known !== undefined) return okAsync(known);
    const { handle } = workspace;
    if (handle === undefined) return errAsync(runtimeNotFound(workspace.id));
    const opened = new ResultAsync(
      this.opening.run(name, async () => {
        const connected = await this.runtime.connect(handle, options);
        if (connected.isOk()) this.keep(name, connected.value);
        return connected;
      }),
    );
    return abortable('opening a link', opened, options.signal);
  }

  /** Closes the link to this life, where one is open. */
  async drop(workspace: Workspace): Promise<void> {
    const name = linkName(workspace);
    const connection = this.open.get(name);
    this.open.delete(name);
    await connection?.close();
  }

  async closeAll(): Promise<void> {
    const connections = [...this.open.values()];
    this.open.clear();
    await Promise.all(connections.map((connection) => connection.close()));
  }

  private keep(name: string, connection: WorkspaceConnection): void {
    this.open.set(name, connection);
    void connection.closed.then(() => {
      if (this.open.get(name) === connection) this.open.delete(name);
    });
  }
}

function linkName({ sessionId, incarnation }: Workspace): string {
  return `${sessionId}/${incarnation}`;
}
