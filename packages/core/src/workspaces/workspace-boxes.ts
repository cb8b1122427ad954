import { err, errAsync, ok, okAsync, ResultAsync, safeTry } from '../kernel/index.js';
import type { WorkspaceImage } from '../languages/index.js';
import type { BoxInfo, RuntimeError, RuntimeHandle, WorkspaceRuntime, WorkspaceSpec } from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import type { BoxShapes } from './box-shapes.js';
import { decideTimes, sameTimes, type LifePolicy, type LifeTimes } from './idle-policy.js';
import type { KeptFiles } from './kept-files.js';
import type { LivingBox } from './workspace-changes.js';
import type { ClaimError } from './pool-claims.js';
import type { PoolOffer } from './pool-offers.js';
import type { WorkspacePool } from './workspace-pool.js';
import { environmentOf } from './workspace-environment.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Workspace, WorkspaceReason } from './workspace.js';

export interface WorkspaceBoxesDeps {
  readonly runtime: WorkspaceRuntime;
  readonly links: WorkspaceLinks;
  readonly shapes: BoxShapes;
  readonly pool: WorkspacePool;
  readonly keptFiles: KeptFiles;
  readonly installationId: string;
  readonly logger: Logger;
  readonly options: ResolvedWorkspaceOptions;
  /** How long workspaces live. @default as the options say, all the same */
  readonly lifePolicy?: LifePolicy | undefined;
}

const TIERS = ['low', 'medium', 'high'] as const;

/** The boxes of workspaces: makes them, takes them away, and looks whether they live. */
export class WorkspaceBoxes {
  constructor(private readonly deps: WorkspaceBoxesDeps) {}

  /** What a box for the session boots from, ready; `null` where the runtime has no images. */
  prepareImage(
    session: Session,
    { signal, tell }: { readonly signal: AbortSignal; readonly tell: (line: string) => void },
  ): ResultAsync<WorkspaceImage | null, RuntimeError> {
    const { logger, runtime, shapes } = this.deps;
    const shape = shapes.of(session.languages);
    if (shape.isErr()) return errAsync(shape.error);
    const { image } = shape.value;
    if (image === null) return okAsync(null);
    const onProgress = (line: string) => {
      logger.debug({ image: image.tag, line }, 'image');
      tell(line);
    };
    return runtime.prepareImage(image, { signal, onProgress }).map(() => image);
  }

  /** Whether any are made ahead. */
  get hasPool(): boolean {
    return this.deps.pool.isUsed;
  }

  /** What the next workspace of the session may be ready with in the transaction that begins it; `null` where there is nothing. */
  offer(session: Session): PoolOffer | null {
    const { keptFiles, pool, shapes } = this.deps;
    const shape = shapes.of(session.languages);
    if (shape.isErr() || !needsBoxAlone(session) || keptFiles.keeps(session)) return null;
    const { key } = shape.value;
    const fits = (current: Session) =>
      needsBoxAlone(current) &&
      !keptFiles.keeps(current) &&
      shapes.of(current.languages).match(
        ({ key: now }) => now === key,
        () => false,
      );
    return pool.offer(shape.value, { fits, timesOf: (current) => this.timesOf(current) });
  }

  /** A box that was made ahead was taken. */
  refill(): void {
    this.deps.pool.kick();
  }

  /** A box that was made ahead, and is the workspace's from now on; `null` where there is none, or it would not do. */
  claim(
    workspace: Workspace,
    session: Session,
    { signal }: { readonly signal: AbortSignal },
  ): ResultAsync<LivingBox | null, ClaimError> {
    const shape = this.deps.shapes.of(session.languages);
    if (this.deps.keptFiles.keeps(session)) return okAsync(null);
    return shape.isErr() ? okAsync(null) : this.deps.pool.claim(workspace, shape.value.key, { signal });
  }

  /** Runs and answers when ok. On an error a box may be left, which `remove` finds. */
  make(
    workspace: Workspace,
    session: Session,
    { image, signal }: { readonly image: WorkspaceImage | null; readonly signal: AbortSignal },
  ): ResultAsync<LivingBox, RuntimeError> {
    const { links, runtime } = this.deps;
    const base = this.specFor(workspace, session);
    const bootsFrom = workspace.bootsFrom?.image ?? image?.tag;
    const spec = bootsFrom === undefined ? base : { ...base, image: bootsFrom };
    return safeTry<LivingBox, RuntimeError>(async function* () {
      const handle = yield* runtime.create(spec, { signal });
      yield* runtime.start(handle, { signal });
      const { life } = yield* links.to({ ...workspace, handle }, { signal });
      return ok({ handle, life });
    });
  }

  /** No box of this incarnation is there when ok. */
  remove(workspace: Workspace): ResultAsync<void, RuntimeError> {
    const { installationId, options, pool, runtime } = this.deps;
    const { intentToken } = workspace;
    const handle = workspace.handle ?? workspace.pooled;
    if (handle !== undefined) {
      // A record that stays is found by the sweep.
      const forget = () => pool.forget(handle).orElse(() => ok(undefined));
      return endAndRemove(runtime, handle, options.stopGraceMs).andThen(forget);
    }
    return runtime
      .list({ installationId })
      .andThen((boxes) =>
        ResultAsync.combine(
          boxes
            .filter((box) => box.handle.intentToken === intentToken)
            .map((box) => endAndRemove(runtime, box.handle, options.stopGraceMs)),
        ).map(() => undefined),
      );
  }

  /**
   * Why the box of a workspace that should run does not; `null` while it runs, and where that cannot be told.
   *
   * @param listed the box as it was just listed, where it was. One that ran then is not asked for again.
   */
  async isDead(workspace: Workspace, listed?: BoxInfo): Promise<WorkspaceReason | null> {
    const { handle } = workspace;
    if (handle === undefined) return null;
    if (this.deps.links.foundRestarted(workspace)) return 'died';
    if (listed?.handle.boxId === handle.boxId && isAlive(listed)) return null;
    const box = await this.deps.runtime.inspect(handle);
    if (box.isErr()) return box.error.type === 'runtime/not-found' ? 'died' : null;
    if (isAlive(box.value)) return null;
    return box.value.reason === 'out-of-memory' ? 'out-of-memory' : 'died';
  }

  /** How long a workspace of the session lives, as it is decided now. */
  timesOf(session: Session): LifeTimes {
    const { lifePolicy, options, shapes } = this.deps;
    const tiers = new Set(shapes.languagesOf(session.languages).map(({ tier }) => tier));
    const facts = {
      kind: session.kind,
      tiers: TIERS.filter((tier) => tiers.has(tier)),
      limits: this.deps.shapes.limitsOf(session.languages),
    };
    return decideTimes(lifePolicy ?? sameTimes(options), facts, sameTimes(options)(facts));
  }

  private specFor(workspace: Workspace, session: Session): WorkspaceSpec {
    const { installationId, keptFiles, options } = this.deps;
    const { isolationClass, network } = options;
    return {
      installationId,
      tenantId: session.tenantId,
      sessionId: session.id,
      incarnation: workspace.incarnation,
      intentToken: workspace.intentToken,
      env: environmentOf(workspace),
      limits: this.deps.shapes.limitsOf(session.languages),
      ...(isolationClass === '' ? {} : { isolationClass }),
      ...(network === '' ? {} : { network }),
      // What a snapshot is restored in has the files of the snapshot.
      ...(keptFiles.keeps(session) && workspace.bootsFrom === undefined ? { files: 'session' } : {}),
    };
  }
}

/** Whether nothing has to come into the box of the session before it is ready. */
function needsBoxAlone({ source, storage }: Session): boolean {
  return storage === 'none' && source === undefined;
}

function isAlive({ state }: BoxInfo): boolean {
  return state === 'running' || state === 'paused';
}

function endAndRemove(
  runtime: WorkspaceRuntime,
  handle: RuntimeHandle,
  graceMs: number,
): ResultAsync<void, RuntimeError> {
  return runtime
    .stop(handle, { graceMs })
    .orElse((error) => (error.type === 'runtime/not-found' ? ok(undefined) : err(error)))
    .andThen(() => runtime.remove(handle));
}
