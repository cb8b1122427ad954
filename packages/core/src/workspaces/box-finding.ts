import { err, ok, type Clock, type Result, type ResultAsync } from '../kernel/index.js';
import type { WorkspaceImage } from '../languages/index.js';
import type { Session } from '../sessions/index.js';
import type { WorkspaceBoxes } from './workspace-boxes.js';
import type { LivingBox } from './workspace-changes.js';
import type { WorkspaceFeed } from './workspace-feed.js';
import type { StartError } from './workspace-filler.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Workspace } from './workspace.js';

export interface BoxFindingDeps {
  readonly boxes: WorkspaceBoxes;
  readonly feed: WorkspaceFeed;
  readonly clock: Clock;
  readonly options: ResolvedWorkspaceOptions;
}

/** The box of a start: one that was made ahead, or a new one, each step within its time. `abort` fires with `timeout` past it. */
export async function findBox(
  deps: BoxFindingDeps,
  workspace: Workspace,
  session: Session,
  abort: AbortController,
): Promise<Result<LivingBox, StartError>> {
  const { boxes, clock, feed, options } = deps;
  const { signal } = abort;
  const within = <T, E>(timeoutMs: number, work: ResultAsync<T, E>) => inTime({ clock, abort, timeoutMs }, work);
  const make = (image: WorkspaceImage | null) =>
    within(options.startTimeoutMs, boxes.make(workspace, session, { image, signal }));
  if (workspace.bootsFrom !== undefined) return make(null);
  const pooled = await within(options.startTimeoutMs, boxes.claim(workspace, session, { signal }));
  if (pooled.isErr()) return err(pooled.error);
  if (pooled.value !== null) return ok(pooled.value);
  const tell = (line: string) => {
    feed.progress.tell(workspace, 'image', line);
  };
  const image = await within(options.imageTimeoutMs, boxes.prepareImage(session, { signal, tell }));
  if (image.isErr()) return err(image.error);
  feed.progress.tell(workspace, 'start', 'making the box');
  return make(image.value);
}

interface Limit {
  readonly clock: Clock;
  readonly abort: AbortController;
  readonly timeoutMs: number;
}

async function inTime<T, E>({ abort, clock, timeoutMs }: Limit, work: ResultAsync<T, E>): Promise<Result<T, E>> {
  const stopTimer = clock.setTimer(timeoutMs, () => {
    abort.abort('timeout');
  });
  try {
    return await work;
  } finally {
    stopTimer();
  }
}
