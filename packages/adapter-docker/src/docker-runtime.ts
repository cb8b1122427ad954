import { setTimeout as pause } from 'node:timers/promises';
import { connectAgent, shutDownAgent } from '@carrel/agent';
import {
  aborted,
  err,
  errAsync,
  isAborted,
  ok,
  okAsync,
  ResultAsync,
  SingleFlight,
  type Result,
} from '@carrel/core/kernel';
import type { WorkspaceImage } from '@carrel/core/languages';
import {
  noSessionFiles,
  runtimeNotFound,
  runtimeNotRunning,
  runtimeTimedOut,
  runtimeUnavailable,
  runtimeUnsupported,
  type BoxInfo,
  type BoxSnapshot,
  type SnapshotOptions,
  type BoxStats,
  type CallOptions,
  type RuntimeCapabilities,
  type RuntimeError,
  type RuntimeEvent,
  type RuntimeHandle,
  type WorkspaceConnection,
  type WorkspaceRuntime,
  type WorkspaceSpec,
} from '@carrel/core/runtime';
import { AgentVolume } from './agent-volume.js';
import { BoxClaims } from './box-claims.js';
import { BoxLinks, isOutOfReach, SOCKET_PATIENCE_MS, type OpenOptions } from './box-link.js';
import { handleOf, INSTALLATION_LABEL, isSameBox } from './box-labels.js';
import { BoxMaker } from './box-maker.js';
import { BoxNetworks } from './box-networks.js';
import { BoxSnapshots } from './box-snapshots.js';
import { readBoxStats } from './box-stats.js';
import { BoxEnds } from './box-end.js';
import { toBox, type Box } from './box.js';
import { ignoring, isGoing, orNull, removeWhole } from './container-calls.js';
import { checkOffered, dockerCapabilities } from './docker-capabilities.js';
import { DockerImages } from './docker-images.js';
import { dockerEvents } from './docker-events.js';
import {
  resolveDockerRuntimeOptions,
  type DockerRuntimeOptions,
  type ResolvedDockerRuntimeOptions,
} from './docker-options.js';
import { Engine, type UntilAborted } from './engine.js';
import { FreshBoxes } from './fresh-boxes.js';
import { enforcedBy } from './engine-limits.js';
import { IsolationClasses } from './isolation-classes.js';
import { ReadyLinks } from './ready-links.js';
import { sweepEngine } from './sweep.js';
import { checkStorage } from './workspace-storage.js';

/**
 * Workspaces as hardened Docker containers: no network or a guarded one, no privilege, no capability, a root file system that
 * cannot be written, and the limits of the spec on the container as a whole.
 *
 * @throws Error when the options name root as the user of boxes, or networks that are none.
 *
 * @example
 * const carrel = await createCarrel({ store: sqliteStore({ path: 'carrel.db' }), runtime: dockerRuntime() });
 */
export function dockerRuntime(options: DockerRuntimeOptions = {}): WorkspaceRuntime {
  return new DockerRuntime(resolveDockerRuntimeOptions(options));
}

/** How often an agent that was just started is asked whether it answers. */
const READY_POLL_MS = 5;
/** How old a thing without a box is before it counts as left behind, where `sweep` names no age. */
const SWEEP_AGE_MS = 60_000;

interface LookUp extends UntilAborted {
  /** Also a box that the engine is taking away. @default false */
  readonly goingToo?: boolean;
}

class DockerRuntime implements WorkspaceRuntime {
  readonly name = 'docker';
  readonly listSessionFiles = noSessionFiles;
  readonly forgetSessionFiles = noSessionFiles;
  capabilities: RuntimeCapabilities;
  private readonly engine: Engine;
  private readonly agents: AgentVolume;
  private readonly links: BoxLinks;
  private readonly images: DockerImages;
  private readonly classes: IsolationClasses;
  private readonly networks: BoxNetworks;
  private readonly claims: BoxClaims;
  private readonly ends: BoxEnds;
  private readonly snapshots: BoxSnapshots;
  private readonly starts = new SingleFlight<string, Result<void, RuntimeError>>();
  private readonly ready = new ReadyLinks();
  private readonly fresh = new FreshBoxes();
  private readonly maker: BoxMaker;
  private readonly connections = new Set<WorkspaceConnection>();
  private readonly disposed = new AbortController();

  constructor(private readonly options: ResolvedDockerRuntimeOptions) {
    this.capabilities = dockerCapabilities(options);
    this.engine = new Engine(options);
    this.ends = new BoxEnds(this.engine, this.disposed.signal);
    this.agents = new AgentVolume(this.engine);
    this.links = new BoxLinks(this.engine, options);
    this.snapshots = new BoxSnapshots(this.engine, options);
    this.networks = new BoxNetworks(this.engine, options, this.agents);
    this.claims = new BoxClaims({ networks: this.networks, find: (handle, until) => this.own(handle, until) });
    this.classes = new IsolationClasses(this.engine, options.isolationClasses);
    this.images = new DockerImages(this.engine, options.registry);
    const { agents, classes, engine, images, networks } = this;
    const find = (boxId: string, until: UntilAborted) => this.box(boxId, until);
    this.maker = new BoxMaker({ agents, classes, engine, find, images, networks, options });
  }

  open(): ResultAsync<void, RuntimeError> {
    return this.classes
      .check()
      .andThen(() => checkStorage(this.engine, this.options))
      .andThen(() => this.engine.call((docker) => docker.info()))
      .map((info) => {
        this.capabilities = enforcedBy(info, dockerCapabilities(this.options));
      });
  }

  prepareImage(
    image: WorkspaceImage,
    options: CallOptions & { readonly onProgress?: (line: string) => void } = {},
  ): ResultAsync<void, RuntimeError> {
    if (isAborted(options.signal)) return errAsync(aborted('preparing an image'));
    return this.images.ensure(image, options);
  }

  create(spec: WorkspaceSpec, { signal }: CallOptions = {}): ResultAsync<RuntimeHandle, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('creating a box'));
    const offered = checkOffered(spec, this.capabilities);
    if (offered.isErr()) return errAsync(offered.error);
    return this.maker.make(spec, { signal }).map(({ box, isFresh }) => {
      if (isFresh) this.fresh.keep(box);
      return box.info.handle;
    });
  }

  start(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return new ResultAsync(this.starts.run(handle.boxId, () => this.startOnce(handle, signal)));
  }

  stop(
    handle: RuntimeHandle,
    { graceMs = this.options.stopGraceMs, signal }: CallOptions & { readonly graceMs?: number } = {},
  ): ResultAsync<void, RuntimeError> {
    return this.own(handle, { signal }).andThen((box) => new ResultAsync(this.end(box, { graceMs, signal })));
  }

  remove(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    this.networks.forget(handle.boxId);
    this.claims.forget(handle.boxId);
    this.fresh.forget(handle.boxId);
    return this.own(handle, { signal, goingToo: true })
      .andThen((box) => this.awake(box, { signal }))
      .andThen(() => this.engine.call(async (docker) => removeWhole(docker.getContainer(handle.boxId)), { signal }))
      .orElse((error) => (error.type === 'runtime/not-found' ? ok(undefined) : err(error)))
      .andThen(() => ResultAsync.fromSafePromise(this.ready.drop(handle.boxId)));
  }

  inspect(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<BoxInfo, RuntimeError> {
    return this.own(handle, options).map(({ info }) => info);
  }

  list(
    { installationId }: { readonly installationId: string },
    options: CallOptions = {},
  ): ResultAsync<readonly BoxInfo[], RuntimeError> {
    const filters = { label: [`${INSTALLATION_LABEL}=${installationId}`] };
    return this.engine
      .call((docker) => docker.listContainers({ all: true, filters }), options)
      .andThen((found) => {
        const names = found.flatMap(({ Names, Labels }) => {
          const name = Names[0]?.replace(/^\//, '') ?? '';
          return handleOf(name, Labels) === null ? [] : [name];
        });
        return ResultAsync.combine(
          names.map((name) =>
            this.box(name, options)
              .map((box) => [box])
              .orElse(unlessGone),
          ),
        );
      })
      .map((boxes) => boxes.flat().map(({ info }) => info));
  }

  sweep(
    { installationId, olderThanMs = SWEEP_AGE_MS }: { readonly installationId: string; readonly olderThanMs?: number },
    options: CallOptions = {},
  ): ResultAsync<void, RuntimeError> {
    const bounds = { installationId, olderThanMs, helperLifeMs: this.options.callTimeoutMs };
    return this.engine.call((docker) => sweepEngine(docker, bounds), options);
  }

  connect(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<WorkspaceConnection, RuntimeError> {
    const ready = isAborted(signal) ? null : this.ready.take(handle);
    if (ready?.endsWithBox === true) return okAsync(ready.connection);
    return this.own(handle, { signal })
      .andThen((box) => (box.info.state === 'running' ? ok(box) : err(runtimeNotRunning(handle.boxId))))
      .andThen((box) => {
        if (ready !== null) return okAsync(ready.connection);
        return this.linkTo(box, signal)
          .orElse((error) => this.explainSilence(handle, error))
          .andThen((connection) => this.networks.guarded(box, connection, { signal }));
      });
  }

  claim(handle: RuntimeHandle, tenantId: string, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('claiming a box'));
    return this.claims.claim(handle, tenantId, { signal });
  }

  stats(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<BoxStats, RuntimeError> {
    const connect = () => this.connect(handle, options);
    return this.own(handle, options).andThen(() => readBoxStats(this.engine, handle.boxId, { ...options, connect }));
  }

  async *events(until: AbortSignal): AsyncGenerator<RuntimeEvent, void, void> {
    const signal = AbortSignal.any([until, this.disposed.signal]);
    const wasOutOfMemory = async (handle: RuntimeHandle) => {
      const box = await this.box(handle.boxId);
      return box.isOk() && box.value.info.reason === 'out-of-memory';
    };
    yield* dockerEvents(this.engine, { signal, wasOutOfMemory });
  }

  pause(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (!this.capabilities.pause) return errAsync(runtimeUnsupported('pause'));
    return this.own(handle, options).andThen(({ info }) => {
      if (info.state === 'paused') return okAsync(undefined);
      if (info.state !== 'running') return errAsync(runtimeNotRunning(handle.boxId));
      return this.engine.call((docker) => docker.getContainer(handle.boxId).pause(), options).map(() => undefined);
    });
  }

  resume(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (!this.capabilities.pause) return errAsync(runtimeUnsupported('pause'));
    return this.own(handle, options).andThen((box) => {
      if (box.info.state === 'running') return okAsync(undefined);
      return box.info.state === 'paused' ? this.awake(box, options) : errAsync(runtimeNotRunning(handle.boxId));
    });
  }

  snapshot(handle: RuntimeHandle, options: SnapshotOptions = {}): ResultAsync<BoxSnapshot, RuntimeError> {
    return this.own(handle, options).andThen(() => this.snapshots.take(handle, options, this.capabilities));
  }

  readonly listSnapshots: WorkspaceRuntime['listSnapshots'] = ({ installationId }, options = {}) =>
    this.snapshots.list(installationId, options, this.capabilities);

  removeSnapshot(image: string, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.snapshots.remove(image, options, this.capabilities);
  }

  async dispose(): Promise<void> {
    this.disposed.abort();
    this.images.dispose();
    this.ready.clear();
    await Promise.all([...this.connections].map((connection) => connection.close()));
  }

  private async startOnce(handle: RuntimeHandle, signal: AbortSignal | undefined): Promise<Result<void, RuntimeError>> {
    const fresh = isAborted(signal) ? null : this.fresh.take(handle);
    const begun = fresh === null ? null : await this.networks.start(fresh, { signal });
    if (fresh !== null && begun?.isOk() === true) return this.becomeReady(fresh, signal);
    const box = await this.own(handle, { signal });
    if (box.isErr()) return err(box.error);
    const awake = await this.awake(box.value, { signal });
    if (awake.isErr()) return awake;
    if (box.value.info.state === 'created' || box.value.info.state === 'exited') {
      // Nobody else started it meanwhile.
      if (begun?.isErr() === true) return err(begun.error);
      await this.ready.drop(handle.boxId);
      const started = await this.networks.start(box.value, { signal });
      if (started.isErr()) return err(started.error);
    }
    const running = await this.own(handle, { signal });
    return running.isErr() ? err(running.error) : this.becomeReady(running.value, signal);
  }

  /** Ready is a box whose agent said hello. */
  private async becomeReady(box: Box, signal: AbortSignal | undefined): Promise<Result<void, RuntimeError>> {
    const { boxId } = box.info.handle;
    if (this.ready.has(boxId)) return ok(undefined);
    const startedAt = performance.now();
    for (;;) {
      const waitedMs = performance.now() - startedAt;
      const link = await this.linkTo(box, signal, { waitedMs });
      if (link.isOk()) {
        const guarded = await this.networks.guarded(box, link.value, { signal });
        const endsWithBox = this.links.useSocket(box.door);
        if (guarded.isOk()) this.ready.keep(boxId, { connection: guarded.value, endsWithBox });
        return guarded.map(() => undefined);
      }
      if (isAborted(signal)) return err(aborted('starting a box'));
      if (isOutOfReach(link.error)) return err(link.error);
      const late = performance.now() - startedAt > this.options.startTimeoutMs;
      if (late) return err(runtimeTimedOut('The agent of the box did not answer in time.', link.error));
      const state = waitedMs < SOCKET_PATIENCE_MS ? null : await this.own(box.info.handle, { signal });
      if (state?.isErr() === true) return err(state.error);
      if (state?.isOk() === true && state.value.info.state !== 'running') return err(runtimeNotRunning(boxId));
      await pause(READY_POLL_MS);
    }
  }

  private linkTo(
    { info, door, isNetworked, token }: Box,
    signal: AbortSignal | undefined,
    options: Pick<OpenOptions, 'waitedMs'> = {},
  ): ResultAsync<WorkspaceConnection, RuntimeError> {
    const { incarnation } = info.handle;
    return this.links
      .open(door, { ...options, signal })
      .andThen((stream) => connectAgent(stream, { token, incarnation, signal, openBulk: () => this.links.open(door) }))
      .map((connection) => {
        if (!isNetworked && this.links.useSocket(door)) this.claims.note(info.handle, connection);
        return this.kept(connection);
      });
  }

  /** An agent that does not listen is no proof that its box does not run. */
  private explainSilence(handle: RuntimeHandle, error: RuntimeError): ResultAsync<never, RuntimeError> {
    if (error.type !== 'runtime/not-running') return errAsync(error);
    return this.own(handle, {}).andThen(({ info }) =>
      err(info.state === 'running' ? runtimeUnavailable('The agent of the box cannot be reached.', error) : error),
    );
  }

  /** Asks the agent first, which tells everything in the box to end; the engine makes sure. */
  private async end(
    box: Box,
    { graceMs, signal }: { readonly graceMs: number; readonly signal: AbortSignal | undefined },
  ): Promise<Result<void, RuntimeError>> {
    const { handle, state } = box.info;
    if (state === 'created' || state === 'exited') return ok(undefined);
    const awake = await this.awake(box, { signal });
    if (awake.isErr()) return awake;
    const { incarnation } = handle;
    const asked = await this.links
      .open(box.door, { signal })
      .andThen((stream) => shutDownAgent(stream, { token: box.token, incarnation, graceMs, signal }));
    if (asked.isErr() && isAborted(signal)) return err(aborted('stopping a box'));
    const stopped = await this.engine.call(
      (docker) => ignoring(304, docker.getContainer(handle.boxId).stop({ t: Math.ceil(graceMs / 1_000) + 1 })),
      { signal },
    );
    await this.ready.drop(handle.boxId);
    return stopped;
  }

  /** A paused container takes no signal and no orders. */
  private awake({ info }: Box, options: UntilAborted): ResultAsync<void, RuntimeError> {
    if (info.state !== 'paused') return okAsync(undefined);
    return this.engine.call((docker) => docker.getContainer(info.handle.boxId).unpause(), options).map(() => undefined);
  }

  /** The box of the handle, and of no other life. */
  private own(handle: RuntimeHandle, options: LookUp): ResultAsync<Box, RuntimeError> {
    if (isAborted(options.signal)) return errAsync(aborted('a call to the runtime'));
    return this.box(handle.boxId, options).andThen((box) =>
      isSameBox(box.info.handle, handle) ? ok(box) : err(runtimeNotFound(handle.boxId)),
    );
  }

  private box(boxId: string, options: LookUp = {}): ResultAsync<Box, RuntimeError> {
    return this.engine
      .call((docker) => orNull(404, docker.getContainer(boxId).inspect()), options)
      .andThen((inspected) => {
        const gone = inspected === null || (options.goingToo !== true && isGoing(inspected.State.Status));
        const box = gone ? null : toBox(inspected);
        if (inspected === null || box === null) return errAsync(runtimeNotFound(boxId));
        return this.ends.tell(box, inspected, options);
      });
  }

  private kept(connection: WorkspaceConnection): WorkspaceConnection {
    this.connections.add(connection);
    void connection.closed.then(() => this.connections.delete(connection));
    return connection;
  }
}

function unlessGone(error: RuntimeError): Result<readonly never[], RuntimeError> {
  return error.type === 'runtime/not-found' ? ok([]) : err(error);
}
