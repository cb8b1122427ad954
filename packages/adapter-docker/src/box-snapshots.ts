import { randomUUID } from 'node:crypto';
import { aborted, err, errAsync, isAborted, ok, okAsync, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  runtimeFailed,
  runtimeNotFound,
  runtimeUnsupported,
  type BoxSnapshot,
  type RuntimeCapabilities,
  type RuntimeError,
  type RuntimeHandle,
  type SnapshotOptions,
  type TokenSnapshot,
} from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { INSTALLATION_LABEL, TENANT_LABEL } from './box-labels.js';
import { NO_NETWORK } from './box-places.js';
import { ignoring, orNull, unlessInUse } from './container-calls.js';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import { Engine, type UntilAborted } from './engine.js';
import { helperLabels, ROLE_LABEL } from './helper-labels.js';
import { toRuntimeError } from './to-runtime-error.js';
import { copyWorkspace } from './workspace-copy.js';

/** On an image that is a snapshot, and on the boxes that boot from it: which one. */
export const SNAPSHOT_LABEL = 'carrel.snapshot';
/** On a snapshot: the id of the image without the files. */
const BASE_LABEL = 'carrel.snapshot.base';
/** On a snapshot that was taken with a token: the token; else empty, since the image below may be one with a token. */
const TOKEN_LABEL = 'carrel.snapshot.token';
/** On the helper: the box that stands still for it, if it does. */
const PAUSED_LABEL = 'carrel.snapshot.paused';
/** On the helper: how many milliseconds its call may take, if that is known. */
const TIMEOUT_LABEL = 'carrel.snapshot.timeout';
export const SNAPSHOT_ROLE = 'take-snapshot';
const REPOSITORY = 'carrel/snapshot';
/** How many times the time of a call the engine may take to make an image of the files. */
const COMMIT_CALLS = 10;

type EngineOptions = Pick<ResolvedDockerRuntimeOptions, 'docker' | 'callTimeoutMs'>;
type Offered = Pick<RuntimeCapabilities, 'snapshot'>;

/**
 * Snapshots of boxes: images with the files of a workspace over the image of its box. The files are put into a container that is
 * never started, so nothing of the image runs, and the engine may be anywhere.
 */
export class BoxSnapshots {
  private readonly patient: Engine;
  /** The last copy of each box that is under way or waits. */
  private readonly turns = new Map<string, Promise<void>>();

  constructor(
    private readonly engine: Engine,
    private readonly options: EngineOptions,
  ) {
    this.patient = new Engine({ ...options, callTimeoutMs: COMMIT_CALLS * options.callTimeoutMs });
  }

  /** The box stands still while its files are copied, and goes on then, whatever came of it. */
  take(
    handle: RuntimeHandle,
    { signal, token = '', timeoutMs }: SnapshotOptions,
    { snapshot }: Offered,
  ): ResultAsync<BoxSnapshot, RuntimeError> {
    if (!snapshot) return errAsync(runtimeUnsupported('snapshot'));
    const id = randomUUID();
    return this.engine
      .call((docker) => makeHelper(docker, handle, { id, token, timeoutMs }), { signal })
      .andThen((helper) => {
        if (helper === null) return err(runtimeNotFound(handle.boxId));
        const copied = () => this.whilePaused(handle, (box) => this.copy(box, helper, signal));
        const filled = new ResultAsync(this.inTurn(handle.boxId, copied));
        return filled
          .andThen(() => this.commit(helper, id, signal))
          .andThen((snapshot) => this.discard(helper).map(() => snapshot))
          .orElse((error) => this.discard(helper).andThen(() => err(error)));
      });
  }

  /** Those of the installation that were taken with a token. */
  list(
    installationId: string,
    options: UntilAborted,
    { snapshot }: Offered,
  ): ResultAsync<readonly TokenSnapshot[], RuntimeError> {
    if (!snapshot) return errAsync(runtimeUnsupported('snapshot'));
    return this.engine.call((docker) => withTokens(docker, installationId), options);
  }

  /** No box boots from it any more when ok; those that did go on. An image that is no snapshot stays. */
  remove(image: string, options: UntilAborted, { snapshot }: Offered): ResultAsync<void, RuntimeError> {
    if (!snapshot) return errAsync(runtimeUnsupported('snapshot'));
    if (!image.startsWith(`${REPOSITORY}:`)) return okAsync(undefined);
    return this.engine.call((docker) => removeImage(docker, image), options);
  }

  private copy(
    box: Docker.Container,
    helper: Docker.Container,
    signal: AbortSignal | undefined,
  ): ResultAsync<void, RuntimeError> {
    const copied = copyWorkspace(box, helper, { signal, stallMs: this.options.callTimeoutMs });
    return ResultAsync.fromPromise(copied, toRuntimeError);
  }

  private commit(
    helper: Docker.Container,
    id: string,
    signal: AbortSignal | undefined,
  ): ResultAsync<BoxSnapshot, RuntimeError> {
    const image = `${REPOSITORY}:${id}`;
    if (isAborted(signal)) return errAsync(aborted('taking a snapshot'));
    const committed = this.patient.call(() => helper.commit({ repo: REPOSITORY, tag: id, pause: false }));
    // The engine does not give it up in the middle, so what came too late is taken back.
    const tookBack = (error: RuntimeError) =>
      this.engine.call((docker) => removeImage(docker, image)).andThen(() => err(error));
    return committed
      .andThen(() => (isAborted(signal) ? err(aborted('taking a snapshot')) : ok({ image })))
      .orElse(tookBack);
  }

  /** One snapshot of a box after the other: the end of one must not wake the box for the next. */
  private async inTurn<T>(boxId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(boxId) ?? Promise.resolve()).then(work);
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(boxId, over);
    try {
      return await turn;
    } finally {
      if (this.turns.get(boxId) === over) this.turns.delete(boxId);
    }
  }

  private async whilePaused(
    { boxId }: RuntimeHandle,
    work: (box: Docker.Container) => ResultAsync<void, RuntimeError>,
  ): Promise<Result<void, RuntimeError>> {
    const box = (await this.engine.docker()).getContainer(boxId);
    const before = await this.engine.call(() => box.inspect());
    if (before.isErr()) return err(before.error);
    const { State: state } = before.value;
    if (!state.Running || state.Paused) return this.stoodStill(box, state, await work(box));
    const paused = await this.engine.call(() => box.pause());
    const outcome = paused.isErr() ? err(paused.error) : await this.stoodStill(box, state, await work(box));
    // Also when the engine did not say in time whether it paused.
    const resumed = await this.engine.call(() => resume(box));
    return outcome.andThen(() => resumed);
  }

  /** `done`, unless the box was not still all the time. */
  private async stoodStill(
    box: Docker.Container,
    before: State,
    done: Result<void, RuntimeError>,
  ): Promise<Result<void, RuntimeError>> {
    if (done.isErr()) return done;
    const after = await this.engine.call(() => box.inspect());
    return after.andThen(({ State: now }) =>
      now.StartedAt === before.StartedAt && now.Paused === before.Running
        ? ok(undefined)
        : err(runtimeFailed('The box did not stand still while its snapshot was taken.')),
    );
  }

  /** One that stays all the same is left to a sweep. */
  private discard(helper: Docker.Container): ResultAsync<void, RuntimeError> {
    return this.engine
      .call(() => ignoring(404, helper.remove({ force: true, v: true })))
      .orElse(() => okAsync(undefined));
  }
}

/** Removes snapshots that were removed while boxes were of them, and are no more. */
export async function removeLooseSnapshots(docker: Docker, installationId: string): Promise<void> {
  const label = [`${INSTALLATION_LABEL}=${installationId}`, SNAPSHOT_LABEL];
  const loose = await docker.listImages({ filters: JSON.stringify({ dangling: ['true'], label }) });
  for (const { Id } of loose) await unlessInUse(docker.getImage(Id).remove());
}

async function withTokens(docker: Docker, installationId: string): Promise<readonly TokenSnapshot[]> {
  const label = [`${INSTALLATION_LABEL}=${installationId}`, SNAPSHOT_LABEL];
  const images: readonly ListedImage[] = await docker.listImages({ filters: JSON.stringify({ label }) });
  return images.flatMap(({ Labels, RepoTags }) => {
    const token = Labels?.[TOKEN_LABEL] ?? '';
    // One whose tag was removed is no snapshot any more, whatever boots from it still.
    const image = (RepoTags ?? []).find((tag) => tag.startsWith(`${REPOSITORY}:`));
    return token === '' || image === undefined ? [] : [{ image, token }];
  });
}

/** What the engine leaves out where there is nothing, whatever its types say. */
interface ListedImage {
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly RepoTags?: readonly string[] | null | undefined;
}

/** The longest that the call may take which this helper of a snapshot is for; `undefined` when that is not known. */
export function snapshotLifeMs(labels: Readonly<Record<string, string>>): number | undefined {
  const told = Number(labels[TIMEOUT_LABEL]);
  return told > 0 ? told : undefined;
}

/** Resumes the box that still stands still for this helper of a snapshot, whose process is gone. */
export async function resumeAfter(docker: Docker, labels: Readonly<Record<string, string>>): Promise<void> {
  const { [ROLE_LABEL]: role, [PAUSED_LABEL]: boxId = '' } = labels;
  if (role === SNAPSHOT_ROLE && boxId !== '') await resume(docker.getContainer(boxId));
}

/** `null` when the box is gone. */
async function makeHelper(
  docker: Docker,
  handle: RuntimeHandle,
  { id, token, timeoutMs }: { readonly id: string; readonly token: string; readonly timeoutMs: number | undefined },
): Promise<Docker.Container | null> {
  const box = await orNull(404, docker.getContainer(handle.boxId).inspect());
  if (box === null) return null;
  const base = await baseOf(docker, box.Image);
  return docker.createContainer({
    name: `carrel-snapshot-${id}`,
    Image: base.Id,
    // An image without any command makes no container otherwise; the command of a box is its agent.
    ...(hasCommand(base) ? {} : { Cmd: ['carrel'] }),
    Labels: {
      ...helperLabels(SNAPSHOT_ROLE, handle.installationId),
      [TENANT_LABEL]: handle.tenantId,
      'carrel.session': handle.sessionId,
      [SNAPSHOT_LABEL]: id,
      [TOKEN_LABEL]: token,
      [PAUSED_LABEL]: box.State.Running && !box.State.Paused ? handle.boxId : '',
      [BASE_LABEL]: base.Id,
      ...(timeoutMs === undefined ? {} : { [TIMEOUT_LABEL]: String(timeoutMs) }),
    },
    NetworkDisabled: true,
    HostConfig: { NetworkMode: NO_NETWORK },
  });
}

/** The image that the files are put over: that of a snapshot, so that generations of them do not pile up. */
async function baseOf(docker: Docker, image: string): Promise<Docker.ImageInspectInfo> {
  const own = await docker.getImage(image).inspect();
  const base = labelOf(own, BASE_LABEL);
  return (base === undefined ? null : await orNull(404, docker.getImage(base).inspect())) ?? own;
}

/** What the engine leaves out where there is nothing, whatever its types say. */
interface ImageFacts {
  readonly Config: {
    readonly Cmd?: readonly string[] | null;
    readonly Entrypoint?: string | readonly string[] | null | undefined;
    readonly Labels?: Readonly<Record<string, string>> | null;
  };
}

function hasCommand({ Config: { Cmd, Entrypoint } }: ImageFacts): boolean {
  return (Cmd ?? []).length > 0 || (Entrypoint ?? []).length > 0;
}

function labelOf({ Config: { Labels } }: ImageFacts, label: string): string | undefined {
  return Labels?.[label];
}

type State = Docker.ContainerInspectInfo['State'];

/** Also when it ended meanwhile. */
async function resume(box: Docker.Container): Promise<void> {
  try {
    await box.unpause();
  } catch (cause) {
    if ((await orNull(404, box.inspect()))?.State.Paused === true) throw cause;
  }
}

async function removeImage(docker: Docker, image: string): Promise<void> {
  const found = await orNull(404, docker.getImage(image).inspect());
  if (found !== null && labelOf(found, SNAPSHOT_LABEL) !== undefined) {
    await ignoring(404, docker.getImage(image).remove({ force: true }));
  }
}
