import { codeBusy, codeServerFailed, type CodeSource, type EditorLink } from '@carrel/core/code';
import { aborted, err, isAborted, ok, ResultAsync, type Clock, type Result } from '@carrel/core/kernel';
import type { OperationFailure, Operations } from '../engine/operations.js';
import type { Workspace, Workspaces } from '../engine/workspaces.js';
import type { ServerDefinition } from '../servers/server-definition.js';
import type { ServerPool } from '../servers/server-pool.js';
import { ServerLink, type ServerLinkOptions } from './server-link.js';

export interface LinksOptions {
  readonly maxLinks: number;
  /** How long after a look at the session's files there is another, for the servers of editors. */
  readonly followMs: number;
  readonly limits: ServerLinkOptions['limits'];
  readonly clock: Clock;
}

/** The lines that editors have to servers. */
export class Links {
  private opened = 0;
  private lastLink = 0;

  constructor(
    private readonly parts: {
      readonly pool: ServerPool;
      readonly workspaces: Workspaces;
      readonly operations: Operations;
    },
    private readonly options: LinksOptions,
  ) {}

  /** What is kept for the session stays as long as the link is open. */
  open(
    source: CodeSource,
    definition: ServerDefinition,
    signal?: AbortSignal,
  ): ResultAsync<EditorLink, OperationFailure> {
    return new ResultAsync(
      new Promise((resolve) => {
        const hold = async (workspace: Workspace): Promise<Result<void, OperationFailure>> => {
          const link = await this.begin(workspace, source, definition);
          if (link.isErr()) return err(link.error);
          if (isAborted(signal)) {
            await link.value.close();
            return err(aborted('Code intelligence'));
          }
          resolve(ok(link.value));
          await this.stay(workspace, source, link.value);
          return ok(undefined);
        };
        void this.admit(source.key, hold).then((ended) => {
          // Where a link was given, it is settled already.
          resolve(err(ended.isErr() ? ended.error : codeServerFailed()));
        });
      }),
    );
  }

  private async admit(
    key: string,
    hold: (workspace: Workspace) => Promise<Result<void, OperationFailure>>,
  ): Promise<Result<void, OperationFailure>> {
    if (this.opened >= this.options.maxLinks) return err(codeBusy());
    this.opened += 1;
    try {
      return await this.parts.workspaces.use(key, hold);
    } finally {
      this.opened -= 1;
    }
  }

  private async begin(
    workspace: Workspace,
    source: CodeSource,
    definition: ServerDefinition,
  ): Promise<Result<ServerLink, OperationFailure>> {
    const { pool, operations } = this.parts;
    const synced = await operations.sync(workspace, source);
    if (synced.isErr()) return err(synced.error);
    const name = `editor-${++this.lastLink}`;
    return ServerLink.open({
      lease: () => pool.lease({ key: workspace.key, definition, files: workspace.mirror, name }, workspace.ended),
      release: (server) => pool.discard(server),
      limits: this.options.limits,
      clock: this.options.clock,
    });
  }

  /** Until the link is closed: the files stay in step. */
  private async stay(workspace: Workspace, source: CodeSource, link: ServerLink): Promise<void> {
    let isOpen = true;
    let cancel = (): void => undefined;
    const follow = () => {
      if (!isOpen) return;
      cancel = this.options.clock.setTimer(this.options.followMs, () => {
        // What fails now may work the next time.
        void this.parts.operations.sync(workspace, source).match(follow, follow);
      });
    };
    const end = () => void link.close();
    workspace.ended.addEventListener('abort', end, { once: true });
    if (workspace.ended.aborted) end();
    follow();
    await link.closed;
    isOpen = false;
    cancel();
    workspace.ended.removeEventListener('abort', end);
  }
}
