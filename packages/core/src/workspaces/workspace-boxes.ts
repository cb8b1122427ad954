import { err, errAsync, ok, okAsync, ResultAsync, safeTry } from '../kernel/index.js';
import {
  resolveImage,
  type ImageOptions,
  type Language,
  type LanguageCatalogue,
  type WorkspaceImage,
} from '../languages/index.js';
import {
  runtimeUnsupported,
  type BoxInfo,
  type RuntimeError,
  type RuntimeHandle,
  type WorkspaceRuntime,
  type WorkspaceSpec,
} from '../runtime/index.js';
import type { Session } from '../sessions/index.js';
import type { Logger } from '../telemetry/index.js';
import { largestLimits } from './capacity-demand.js';
import { decideTimes, sameTimes, type LifePolicy, type LifeTimes } from './idle-policy.js';
import type { LivingBox } from './workspace-changes.js';
import type { WorkspaceLinks } from './workspace-links.js';
import type { ResolvedWorkspaceOptions } from './workspace-options.js';
import type { Workspace, WorkspaceReason } from './workspace.js';

export interface WorkspaceBoxesDeps {
  readonly runtime: WorkspaceRuntime;
  readonly links: WorkspaceLinks;
  readonly languages: LanguageCatalogue;
  readonly installationId: string;
  /** How images are made, where the runtime has any. */
  readonly images: ImageOptions;
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
    const { images, logger, runtime } = this.deps;
    if (!runtime.capabilities.images) return okAsync(null);
    const resolved = resolveImage(this.languagesOf(session), images);
    if (resolved.isErr()) return errAsync(runtimeUnsupported(`these languages together (${resolved.error.message})`));
    const image = resolved.value;
    const onProgress = (line: string) => {
      logger.debug({ image: image.tag, line }, 'image');
      tell(line);
    };
    return runtime.prepareImage(image, { signal, onProgress }).map(() => image);
  }

  /** Runs and answers when ok. On an error a box may be left, which `remove` finds. */
  make(
    workspace: Workspace,
    session: Session,
    { image, signal }: { readonly image: WorkspaceImage | null; readonly signal: AbortSignal },
  ): ResultAsync<LivingBox, RuntimeError> {
    const { links, runtime } = this.deps;
    const base = this.specFor(workspace, session);
    const spec = image === null ? base : { ...base, image: image.tag };
    return safeTry<LivingBox, RuntimeError>(async function* () {
      const handle = yield* runtime.create(spec, { signal });
      yield* runtime.start(handle, { signal });
      const { life } = yield* links.to({ ...workspace, handle }, { signal });
      return ok({ handle, life });
    });
  }

  /** No box of this incarnation is there when ok. */
  remove(workspace: Workspace): ResultAsync<void, RuntimeError> {
    const { installationId, options, runtime } = this.deps;
    const { handle, intentToken } = workspace;
    if (handle !== undefined) return endAndRemove(runtime, handle, options.stopGraceMs);
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
    const { lifePolicy, options } = this.deps;
    const tiers = new Set(this.languagesOf(session).map(({ tier }) => tier));
    const facts = {
      kind: session.kind,
      tiers: TIERS.filter((tier) => tiers.has(tier)),
      limits: this.limitsFor(session),
    };
    return decideTimes(lifePolicy ?? sameTimes(options), facts, sameTimes(options)(facts));
  }

  private specFor(workspace: Workspace, session: Session): WorkspaceSpec {
    const { installationId, options } = this.deps;
    const { isolationClass, network } = options;
    return {
      installationId,
      tenantId: session.tenantId,
      sessionId: session.id,
      incarnation: workspace.incarnation,
      intentToken: workspace.intentToken,
      env: { CARREL_SESSION_ID: session.id, CARREL_WORKSPACE_ID: workspace.id },
      limits: this.limitsFor(session),
      ...(isolationClass === '' ? {} : { isolationClass }),
      ...(network === '' ? {} : { network }),
    };
  }

  private languagesOf(session: Session): readonly Language[] {
    return session.languages.flatMap((id) => this.deps.languages.get(id).map(asList).unwrapOr([]));
  }

  /** The largest of each limit among the session's languages, and the one on files that all workspaces have. */
  private limitsFor(session: Session): WorkspaceSpec['limits'] {
    const { diskBytes } = this.deps.options;
    return {
      ...largestLimits(this.languagesOf(session)),
      ...(diskBytes === 0 ? {} : { diskBytes }),
    };
  }
}

function isAlive({ state }: BoxInfo): boolean {
  return state === 'running' || state === 'paused';
}

function asList<T>(item: T): readonly T[] {
  return [item];
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
