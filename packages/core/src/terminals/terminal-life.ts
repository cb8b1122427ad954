import { okAsync, type ResultAsync } from '../kernel/index.js';
import type { WorkspaceConnection } from '../runtime/index.js';
import type { ReachError, Workspace, WorkspaceAccess } from '../workspaces/index.js';
import type { Terminal } from './terminal.js';

export interface ReachedLife {
  readonly connection: WorkspaceConnection;
  readonly workspace: Workspace;
}

/** The way to the life of a workspace that a terminal runs in; while a link stands nobody is asked for it. */
export class TerminalLife {
  private known: ReachedLife | null = null;

  constructor(
    private readonly terminal: Pick<Terminal, 'tenantId' | 'sessionId' | 'incarnation'>,
    private readonly access: WorkspaceAccess,
  ) {}

  /** What `reach` would give at once; `null` while it is to be asked for. */
  get reached(): ReachedLife | null {
    return this.known;
  }

  reach(): ResultAsync<ReachedLife, ReachError> {
    if (this.known !== null) return okAsync(this.known);
    return this.access.life(this.terminal).map((reached) => {
      this.known = reached;
      void reached.connection.closed.then(() => {
        if (this.known === reached) this.known = null;
      });
      return reached;
    });
  }
}
