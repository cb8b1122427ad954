import { randomBytes } from 'node:crypto';
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
  runtimeNotFound,
  runtimeNotRunning,
  runtimeTimedOut,
  runtimeUnavailable,
  type BoxInfo,
  type CallOptions,
  type RuntimeCapabilities,
  type RuntimeError,
  type RuntimeEvent,
  type RuntimeHandle,
  type WorkspaceConnection,
  type WorkspaceRuntime,
  type WorkspaceSpec,
} from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { AgentVolume } from './agent-volume.js';
import { BoxLinks } from './box-link.js';
import { boxIdOf, handleOf, INSTALLATION_LABEL, isSameBox } from './box-labels.js';
import { places } from './box-places.js';
import { toBox, type Box } from './box.js';
import { containerOptions } from './container-options.js';
import { DockerImages } from './docker-images.js';
import { dockerEvents } from './docker-events.js';
import {
  resolveDockerRuntimeOptions,
  type DockerRuntimeOptions,
  type ResolvedDockerRuntimeOptions,
} from './docker-options.js';
import { Engine, type UntilAborted } from './engine.js';
import { statusOf } from './to-runtime-error.js';

/**
 * Workspaces as hardened Docker containers: no network, no privilege, no capability, a root file system that cannot be written,
 * and the limits of the spec on the container as a whole.
 *
 * @throws Error when the options name root as the user of boxes.
 *
 * @example
 * const carrel = await createCarrel({ store: sqliteStore({ path: 'carrel.db' }), runtime: dockerRuntime() });
 */
export function dockerRuntime(options: DockerRuntimeOptions = {}): WorkspaceRuntime {
  return new DockerRuntime(resolveDockerRuntimeOptions(options));
}

/** How often an agent that was just started is asked whether it answers. */
const READY_POLL_MS = 5;
/** How long the socket of the first box is waited for before the engine is asked for a stream. */
const SOCKET_PATIENCE_MS = 500;
/** How long another call for the same box may take before its box can be seen. */
const CREATION_MS = 10_000;
/** How long a container may take to be gone that somebody else is removing. */
const REMOVAL_MS = 30_000;
const TOKEN_BYTES = 24;

class DockerRuntime implements WorkspaceRuntime {
  readonly name = 'docker';
  readonly capabilities: RuntimeCapabilities = {
    pause: true,
    limits: { memory: true, cpu: true, pids: true },
    isolation: true,
    images: true,
    survivesRestart: true,
  };
  private readonly engine: Engine;
  private readonly agents: AgentVolume;
  private readonly links: BoxLinks;
  private readonly images: DockerImages;
  private readonly starts = new SingleFlight<string, Result<void, RuntimeError>>();
  /** The link over which a box said that it is ready, for the first who connects. */
  private readonly opened = new Map<string, WorkspaceConnection>();
  private readonly connections = new Set<WorkspaceConnection>();
  private readonly disposed = new AbortController();

  constructor(private readonly options: ResolvedDockerRuntimeOptions) {
    this.engine = new Engine(options);
    this.agents = new AgentVolume(this.engine);
    this.links = new BoxLinks(this.engine, options);
    this.images = new DockerImages(this.engine);
  }

  open(): ResultAsync<void, RuntimeError> {
    return this.engine.call((docker) => docker.ping()).map(() => undefined);
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
    const image = spec.image ?? this.options.image;
    return this.checkImage(image, { signal })
      .andThen(() => this.agents.ensure(image))
      .andThen((agentVolume) => {
        const token = randomBytes(TOKEN_BYTES).toString('base64url');
        const wanted = containerOptions({ spec, options: this.options, agentVolume, token });
        return this.engine.call((docker) => createOrFind(docker, wanted), { signal });
      })
      .andThen(() => this.box(boxIdOf(spec)))
      .map(({ info }) => info.handle);
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
    return this.own(handle, { signal })
      .andThen((box) => this.awake(box, { signal }))
      .andThen(() => this.engine.call(async (docker) => removeWhole(docker.getContainer(handle.boxId)), { signal }))
      .orElse((error) => (error.type === 'runtime/not-found' ? ok(undefined) : err(error)))
      .andThen(() => ResultAsync.fromSafePromise(this.dropOpened(handle.boxId)));
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
        return ResultAsync.combine(names.map((name) => this.box(name, options).map(asList).orElse(unlessGone)));
      })
      .map((boxes) => boxes.flat().map(({ info }) => info));
  }

  connect(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<WorkspaceConnection, RuntimeError> {
    const ready = this.opened.get(handle.boxId);
    this.opened.delete(handle.boxId);
    if (ready !== undefined && ready.incarnation === handle.incarnation && !isAborted(signal)) return okAsync(ready);
    return this.own(handle, { signal })
      .andThen((box) => (box.info.state === 'running' ? ok(box) : err(runtimeNotRunning(handle.boxId))))
      .andThen((box) => this.linkTo(box, signal));
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
    return this.own(handle, options).andThen(({ info }) => {
      if (info.state === 'paused') return okAsync(undefined);
      if (info.state !== 'running') return errAsync(runtimeNotRunning(handle.boxId));
      return this.engine.call((docker) => docker.getContainer(handle.boxId).pause(), options).map(() => undefined);
    });
  }

  resume(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.own(handle, options).andThen((box) => {
      if (box.info.state === 'running') return okAsync(undefined);
      return box.info.state === 'paused' ? this.awake(box, options) : errAsync(runtimeNotRunning(handle.boxId));
    });
  }

  async dispose(): Promise<void> {
    this.disposed.abort();
    this.opened.clear();
    await Promise.all([...this.connections].map((connection) => connection.close()));
  }

  private checkImage(image: string, options: UntilAborted): ResultAsync<void, RuntimeError> {
    return this.engine
      .call((docker) => orNull(404, docker.getImage(image).inspect()), options)
      .andThen((inspected) => {
        const broken = inspected === null ? 'is not there' : breachOfContract(inspected.Config, this.options.user);
        return broken === null ? ok(undefined) : err(runtimeUnavailable(`The image ${image} ${broken}.`));
      });
  }

  private async startOnce(handle: RuntimeHandle, signal: AbortSignal | undefined): Promise<Result<void, RuntimeError>> {
    const box = await this.own(handle, { signal });
    if (box.isErr()) return err(box.error);
    const awake = await this.awake(box.value, { signal });
    if (awake.isErr()) return awake;
    if (box.value.info.state === 'created' || box.value.info.state === 'exited') {
      await this.dropOpened(handle.boxId);
      const started = await this.engine.call((docker) => docker.getContainer(handle.boxId).start(), { signal });
      if (started.isErr()) return err(started.error);
    }
    const running = await this.own(handle, { signal });
    return running.isErr() ? err(running.error) : this.becomeReady(running.value, signal);
  }

  /** Ready is a box whose agent said hello. */
  private async becomeReady(box: Box, signal: AbortSignal | undefined): Promise<Result<void, RuntimeError>> {
    const { boxId } = box.info.handle;
    if (this.opened.has(boxId)) return ok(undefined);
    const startedAt = performance.now();
    for (;;) {
      const patient = performance.now() - startedAt < SOCKET_PATIENCE_MS;
      const link = await this.linkTo(box, signal, { socketOnly: patient });
      if (link.isOk()) {
        this.keepOpened(boxId, link.value);
        return ok(undefined);
      }
      if (isAborted(signal)) return err(aborted('starting a box'));
      const late = performance.now() - startedAt > this.options.startTimeoutMs;
      if (late) return err(runtimeTimedOut('The agent of the box did not answer in time.', link.error));
      const state = patient ? null : await this.own(box.info.handle, { signal });
      if (state?.isErr() === true) return err(state.error);
      if (state?.isOk() === true && state.value.info.state !== 'running') return err(runtimeNotRunning(boxId));
      await pause(READY_POLL_MS);
    }
  }

  private linkTo(
    { info, door, token }: Box,
    signal: AbortSignal | undefined,
    options: { readonly socketOnly?: boolean } = {},
  ): ResultAsync<WorkspaceConnection, RuntimeError> {
    const { incarnation } = info.handle;
    return this.links
      .open(door, { ...options, signal })
      .andThen((stream) => connectAgent(stream, { token, incarnation, signal, openBulk: () => this.links.open(door) }))
      .map((connection) => this.kept(connection));
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
    const seconds = Math.ceil(graceMs / 1_000) + 1;
    const stopped = await this.engine.call(
      (docker) => ignoring(304, docker.getContainer(handle.boxId).stop({ t: seconds })),
      { signal },
    );
    await this.dropOpened(handle.boxId);
    return stopped;
  }

  /** A paused container takes no signal and no orders. */
  private awake({ info }: Box, options: UntilAborted): ResultAsync<void, RuntimeError> {
    if (info.state !== 'paused') return okAsync(undefined);
    return this.engine.call((docker) => docker.getContainer(info.handle.boxId).unpause(), options).map(() => undefined);
  }

  /** The box of the handle, and of no other life. */
  private own(handle: RuntimeHandle, options: UntilAborted): ResultAsync<Box, RuntimeError> {
    if (isAborted(options.signal)) return errAsync(aborted('a call to the runtime'));
    return this.box(handle.boxId, options).andThen((box) =>
      isSameBox(box.info.handle, handle) ? ok(box) : err(runtimeNotFound(handle.boxId)),
    );
  }

  private box(boxId: string, options: UntilAborted = {}): ResultAsync<Box, RuntimeError> {
    return this.engine
      .call((docker) => orNull(404, docker.getContainer(boxId).inspect()), options)
      .andThen((inspected) => {
        const box = inspected === null || isGoing(inspected.State.Status) ? null : toBox(inspected);
        return box === null ? err(runtimeNotFound(boxId)) : ok(box);
      });
  }

  private kept(connection: WorkspaceConnection): WorkspaceConnection {
    this.connections.add(connection);
    void connection.closed.then(() => this.connections.delete(connection));
    return connection;
  }

  private keepOpened(boxId: string, connection: WorkspaceConnection): void {
    this.opened.set(boxId, connection);
    void connection.closed.then(() => {
      if (this.opened.get(boxId) === connection) this.opened.delete(boxId);
    });
  }

  private async dropOpened(boxId: string): Promise<void> {
    const connection = this.opened.get(boxId);
    this.opened.delete(boxId);
    await connection?.close();
  }
}

/**
 * The name is taken when an earlier call made the box, which is as good; while that call is under way, the engine does not show
 * the box yet.
 */
async function createOrFind(docker: Docker, wanted: Docker.ContainerCreateOptions): Promise<void> {
  if ((await orNull(409, docker.createContainer(wanted))) !== null) return;
  const deadline = performance.now() + CREATION_MS;
  const { name = '' } = wanted;
  while ((await orNull(404, docker.getContainer(name).inspect())) === null && performance.now() < deadline)
    await pause(20);
}

/** What an image lacks for boxes to boot from it; `null` when it lacks nothing. */
function breachOfContract(config: Docker.ImageInspectInfo['Config'], user: string): string | null {
  if (config.WorkingDir !== places.root) return `must have the working directory ${places.root}, owned by ${user}`;
  if (config.User !== user) return `must have the user ${user}`;
  return null;
}

/** The container, its volumes, and whoever else is removing it are done when this is. */
async function removeWhole(container: {
  remove(options: object): Promise<unknown>;
  inspect(): Promise<unknown>;
}): Promise<void> {
  if ((await orNull(409, orNull(404, container.remove({ force: true, v: true })))) !== null) return;
  const deadline = performance.now() + REMOVAL_MS;
  while ((await orNull(404, container.inspect())) !== null && performance.now() < deadline) await pause(50);
}

async function orNull<T>(status: number, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (cause) {
    if (statusOf(cause) === status) return null;
    throw cause;
  }
}

async function ignoring(status: number, work: Promise<unknown>): Promise<void> {
  await orNull(status, work);
}

/** A container that the engine is taking away, or could not take away whole. */
function isGoing(status: string): boolean {
  return status === 'removing' || status === 'dead';
}

function asList<T>(item: T): readonly T[] {
  return [item];
}

function unlessGone(error: RuntimeError): Result<readonly never[], RuntimeError> {
  return error.type === 'runtime/not-found' ? ok([]) : err(error);
}
