import { abortable, err, errAsync, ok, okAsync, ResultAsync, SingleFlight, type Result } from '../kernel/index.js';
import {
  runtimeNotFound,
  runtimeNotRunning,
  type CallOptions,
  type RuntimeError,
  type WorkspaceConnection,
  type WorkspaceRuntime,
} from '../runtime/index.js';
import { environmentOf, withEnvironment } from './workspace-environment.js';
import type { Workspace } from './workspace.js';

/**
 * The open links to workspaces, one for each life. A link that broke is opened again at the next use, always to the life that
 * was asked for.
 */
export class WorkspaceLinks {
  private readonly open = new Map<string, WorkspaceConnection>();
  /** Those whose box turned out to live another life than the one that they became ready with. */
  private readonly restarted = new Set<string>();
  private readonly opening = new SingleFlight<string, Result<WorkspaceConnection, RuntimeError>>();

  constructor(private readonly runtime: WorkspaceRuntime) {}

  /**
   * `runtime/not-running` when the box was started again by somebody else: what ran in it is gone.
   *
   * @param options.signal gives the waiting up; of the first who asks, the opening too.
   */
  to(workspace: Workspace, options: CallOptions = {}): ResultAsync<WorkspaceConnection, RuntimeError> {
    const name = linkName(workspace);
    const known = this.open.get(name);
    if (known !== undefined) return okAsync(known);
    const { handle } = workspace;
    if (handle === undefined) return errAsync(runtimeNotFound(workspace.id));
    const opened = new ResultAsync(
      this.opening.run(name, async () => {
        const connected = await this.runtime.connect(handle, options);
        if (connected.isErr()) return connected;
        if (isOtherLife(workspace, connected.value)) return this.refuse(name, handle.boxId, connected.value);
        return ok(this.keep(workspace, connected.value));
      }),
    );
    return abortable('opening a link', opened, options.signal);
  }

  /** The link is the workspace's from then on; it was opened before anybody knew whose its box would be. */
  adopt(workspace: Workspace, connection: WorkspaceConnection): void {
    this.keep(workspace, connection);
  }

  /** Whether a link showed that the box was started again by somebody else; forgotten with `drop`. */
  foundRestarted(workspace: Workspace): boolean {
    return this.restarted.has(linkName(workspace));
  }

  /** Closes the link to this life, where one is open. */
  async drop(workspace: Workspace): Promise<void> {
    const name = linkName(workspace);
    this.restarted.delete(name);
    const connection = this.open.get(name);
    this.open.delete(name);
    await connection?.close();
  }

  async closeAll(): Promise<void> {
    const connections = [...this.open.values()];
    this.open.clear();
    await Promise.all(connections.map((connection) => connection.close()));
  }

  private async refuse(
    name: string,
    boxId: string,
    connection: WorkspaceConnection,
  ): Promise<Result<never, RuntimeError>> {
    this.restarted.add(name);
    await connection.close();
    return err(runtimeNotRunning(boxId));
  }

  private keep(workspace: Workspace, opened: WorkspaceConnection): WorkspaceConnection {
    const name = linkName(workspace);
    const connection = withEnvironment(opened, environmentOf(workspace));
    this.open.set(name, connection);
    void connection.closed.then(() => {
      if (this.open.get(name) === connection) this.open.delete(name);
    });
    return connection;
  }
}

function isOtherLife({ life }: Workspace, connection: WorkspaceConnection): boolean {
  return life !== undefined && connection.life !== life;
}

function linkName({ sessionId, incarnation }: Workspace): string {
  return `${sessionId}/${incarnation}`;
}
