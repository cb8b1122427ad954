import {
  abortable,
  aborted,
  err,
  errAsync,
  isAborted,
  ok,
  ResultAsync,
  systemClock,
  type Clock,
  type Result,
} from '../kernel/index.js';
import type { WorkspaceImage } from '../languages/index.js';
import {
  boxOfAnotherTenant,
  checkIsolationClass,
  checkNetwork,
  checkSessionFiles,
  runtimeExhausted,
  runtimeNotFound,
  runtimeNotRunning,
  runtimeUnavailable,
  runtimeUnsupported,
  type BoxInfo,
  type BoxSnapshot,
  type SnapshotOptions,
  type TokenSnapshot,
  type BoxStats,
  type CallOptions,
  type NetworkAccess,
  type RuntimeCapabilities,
  type RuntimeError,
  type RuntimeEvent,
  type RuntimeHandle,
  type SessionFiles,
  type WorkspaceConnection,
  type WorkspaceRuntime,
  type WorkspaceSpec,
} from '../runtime/index.js';
import type { MemoryBox, MemoryBoxOptions } from './memory-box.js';
import { MemoryBoxes } from './memory-boxes.js';
import { MemoryConnection } from './memory-connection.js';
import { MemoryFaults, type FaultOptions, type HeldOperation, type MemoryRuntimeOperation } from './memory-faults.js';
import { MemoryImages, type MemoryImageOptions } from './memory-images.js';
import type { Program } from './memory-program.js';
import { builtInPrograms } from './memory-programs.js';

export interface MemoryRuntimeOptions {
  /** What time is for everything in the boxes: sleeps, time limits, stamps. @default the machine's clock */
  readonly clock?: Clock;
  /** What can be run, by name, beside `cat`, `echo`, `env`, `exit`, `false`, `printf`, `pwd`, `sleep`, `true` and `yes`. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** The `durableState` of an earlier runtime: its boxes go on, as if the control plane had restarted. @default no boxes */
  readonly durableState?: MemoryBoxes;
  /** How images are made that boxes boot from. @default false: it has none, and boxes boot from nothing */
  readonly images?: MemoryImageOptions | false;
  /** Which networks it says it enforces. @default both */
  readonly networks?: readonly NetworkAccess[];
  /** Whether boxes of one session can keep their files together. @default true */
  readonly sessionFiles?: boolean;
  /** How many boxes there may be; `runtime/exhausted` past it. @default 1024 */
  readonly maxBoxes?: number;
  /** The most bytes that the files of one box hold together; `file/no-space` past it. @default 268435456 */
  readonly maxFileBytes?: number;
  /** How many processes that ended are known in one box; the one that ended first is forgotten. @default 1024 */
  readonly maxEndedProcesses?: number;
  /** How many of the latest events of one watch can be read again. @default 4096 */
  readonly retainWatchEvents?: number;
  /** How long a watch is kept after its last reader left, in milliseconds. @default 300000 */
  readonly keepWatchMs?: number;
}

/** A runtime of simulated boxes, with doors for tests: what can go wrong with a real one can be made to happen. */
export interface MemoryRuntime extends WorkspaceRuntime {
  /** The boxes and what runs in them; a new runtime that is given it finds them as they are. */
  readonly durableState: MemoryBoxes;
  /** The next call of `operation` that no earlier fault meets fails with `error`. */
  failNext(operation: MemoryRuntimeOperation, error: RuntimeError, options?: FaultOptions): void;
  /** The next call of `operation` that no earlier fault meets hangs until it is released, or its signal fires. */
  holdNext(operation: MemoryRuntimeOperation, options?: FaultOptions): HeldOperation;
  /** The box dies with everything in it, all links to it break, and `events` tells. Nothing happens when it is gone. */
  killBox(handle: RuntimeHandle, reason?: 'killed' | 'out-of-memory'): void;
  /** Breaks every link to the box, or to all boxes. What runs in them goes on. */
  cutConnections(handle?: RuntimeHandle): void;
}

const DEFAULT_MAX_BOXES = 1_024;
const DEFAULTS = {
  maxFileBytes: 268_435_456,
  maxEndedProcesses: 1_024,
  retainWatchEvents: 4_096,
  keepWatchMs: 300_000,
};
const DEFAULT_GRACE_MS = 2_000;

/**
 * Makes boxes that are simulated in this process: the reference of what a runtime does, for deterministic tests.
 *
 * Programs are functions, files are in memory, and time is the given clock's, so that a `VirtualClock` decides when sleeps and
 * time limits are over. Memory counts what files hold and programs claim. Signals end processes, or are handled; stopping and
 * continuing a process is not simulated. There is no network, and so nothing that a box could reach.
 *
 * @example
 * const clock = new VirtualClock();
 * const compile: Program = async ({ sleep, write }) => {
 *   await sleep(5_000);
 *   await write('stdout', 'compiled\n');
 * };
 * const runtime = memoryRuntime({ clock, programs: { compile } });
 * // A command runs as if five seconds passed, when the test says so:
 * await clock.advance(5_000);
 */
export function memoryRuntime(options: MemoryRuntimeOptions = {}): MemoryRuntime {
  const { clock = systemClock, durableState = new MemoryBoxes(), maxBoxes = DEFAULT_MAX_BOXES } = options;
  const { networks = ['none', 'internet'], images = false, sessionFiles = true } = options;
  const programs = { ...builtInPrograms, ...options.programs };
  return new InMemoryRuntime(
    durableState,
    { maxBoxes, networks, images, sessionFiles },
    { ...DEFAULTS, ...options, clock, programs },
  );
}

class InMemoryRuntime implements MemoryRuntime {
  readonly name = 'memory';
  readonly capabilities: RuntimeCapabilities;
  private readonly images: MemoryImages | null;
  private readonly faults = new MemoryFaults();
  private readonly connections = new Set<WorkspaceConnection>();
  private readonly disposed = new AbortController();

  constructor(
    readonly durableState: MemoryBoxes,
    private readonly bounds: Readonly<
      Required<Pick<MemoryRuntimeOptions, 'maxBoxes' | 'networks' | 'images' | 'sessionFiles'>>
    >,
    private readonly options: MemoryBoxOptions,
  ) {
    const { images } = bounds;
    this.images = images === false ? null : new MemoryImages(durableState.images, options.clock, images);
    this.capabilities = {
      pause: true,
      limits: { memory: true, cpu: false, pids: true, disk: true },
      keepsFiles: true,
      sessionFiles: bounds.sessionFiles,
      snapshot: true,
      isolation: false,
      isolationClasses: ['simulated'],
      networks: bounds.networks,
      images: bounds.images !== false,
      claim: true,
      survivesRestart: true,
    };
  }

  open(): ResultAsync<void, RuntimeError> {
    return this.perform('open', {}, () => ok(undefined));
  }

  prepareImage(
    image: WorkspaceImage,
    options: CallOptions & { readonly onProgress?: (line: string) => void } = {},
  ): ResultAsync<void, RuntimeError> {
    const { images } = this;
    if (images === null) return errAsync(runtimeUnsupported('images'));
    return this.perform('prepareImage', options, async () => images.prepare(image, options));
  }

  create(spec: WorkspaceSpec, options: CallOptions = {}): ResultAsync<RuntimeHandle, RuntimeError> {
    return this.perform('create', options, () => {
      const offered = checkIsolationClass(spec.isolationClass, this.capabilities);
      if (offered.isErr()) return err(offered.error);
      const network = checkNetwork(spec.network, this.capabilities);
      if (network.isErr()) return err(network.error);
      const files = checkSessionFiles(spec.files, this.capabilities);
      if (files.isErr()) return err(files.error);
      if (this.lacks(spec.image)) return err(runtimeUnavailable(`The image ${spec.image ?? ''} is not there.`));
      const known = this.durableState.findIntent(spec);
      if (known !== undefined) return ok(known.handle);
      if (this.durableState.size >= this.bounds.maxBoxes) return err(runtimeExhausted('There are too many boxes.'));
      return ok(this.durableState.add(spec, this.options).handle);
    });
  }

  start(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.onBox('start', { handle, options }, (box) => {
      box.start();
      return ok(undefined);
    });
  }

  stop(
    handle: RuntimeHandle,
    options: CallOptions & { readonly graceMs?: number } = {},
  ): ResultAsync<void, RuntimeError> {
    const { graceMs = DEFAULT_GRACE_MS } = options;
    return this.onBox('stop', { handle, options }, async (box) => {
      await box.stop(graceMs);
      return ok(undefined);
    });
  }

  remove(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.perform('remove', options, () => {
      const box = this.durableState.find(handle);
      if (box !== undefined) this.durableState.remove(box);
      return ok(undefined);
    });
  }

  inspect(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<BoxInfo, RuntimeError> {
    return this.onBox('inspect', { handle, options }, (box) => ok(box.info));
  }

  list(
    { installationId }: { readonly installationId: string },
    options: CallOptions = {},
  ): ResultAsync<readonly BoxInfo[], RuntimeError> {
    return this.perform('list', options, () => ok(this.durableState.list(installationId).map(({ info }) => info)));
  }

  /** A simulated box has nothing beside itself that could be left. */
  sweep(
    _filter: { readonly installationId: string; readonly olderThanMs?: number },
    options: CallOptions = {},
  ): ResultAsync<void, RuntimeError> {
    return this.perform('sweep', options, () => ok(undefined));
  }

  connect(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<WorkspaceConnection, RuntimeError> {
    return this.onBox<WorkspaceConnection>('connect', { handle, options }, (box) => {
      if (box.state !== 'running') return err(runtimeNotRunning(handle.boxId));
      const connection = new MemoryConnection(box, box.openLink());
      this.connections.add(connection);
      void connection.closed.then(() => this.connections.delete(connection));
      return ok(connection);
    });
  }

  claim(handle: RuntimeHandle, tenantId: string, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.onBox('claim', { handle, options }, (box) => {
      if (box.state !== 'running') return err(runtimeNotRunning(handle.boxId));
      return box.claim(tenantId) ? ok(undefined) : err(boxOfAnotherTenant(handle.boxId));
    });
  }

  stats(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<BoxStats, RuntimeError> {
    return this.onBox('stats', { handle, options }, (box) => {
      if (box.state !== 'running' && box.state !== 'paused') return err(runtimeNotRunning(handle.boxId));
      const { memoryBytes, cpuMs, processes } = box.stats;
      return ok({ memoryBytes, memoryLimitBytes: box.limits.memoryBytes, cpuMs, processes });
    });
  }

  events(signal: AbortSignal): AsyncIterable<RuntimeEvent> {
    return this.durableState.events([signal, this.disposed.signal]);
  }

  pause(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.onBox('pause', { handle, options }, (box) => {
      if (box.state !== 'running' && box.state !== 'paused') return err(runtimeNotRunning(handle.boxId));
      box.pause();
      return ok(undefined);
    });
  }

  resume(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.onBox('resume', { handle, options }, (box) => {
      if (box.state !== 'running' && box.state !== 'paused') return err(runtimeNotRunning(handle.boxId));
      box.resume();
      return ok(undefined);
    });
  }

  snapshot(handle: RuntimeHandle, { token, ...options }: SnapshotOptions = {}): ResultAsync<BoxSnapshot, RuntimeError> {
    const { installationId } = handle;
    return this.onBox('snapshot', { handle, options }, (box) =>
      ok({ image: this.durableState.snapshots.add({ files: box.keep(), installationId, token }) }),
    );
  }

  listSnapshots(
    { installationId }: { readonly installationId: string },
    options: CallOptions = {},
  ): ResultAsync<readonly TokenSnapshot[], RuntimeError> {
    return this.perform('listSnapshots', options, () => ok(this.durableState.snapshots.list(installationId)));
  }

  removeSnapshot(image: string, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return this.perform('removeSnapshot', options, () => {
      this.durableState.snapshots.remove(image);
      return ok(undefined);
    });
  }

  listSessionFiles(
    { installationId }: { readonly installationId: string },
    options: CallOptions = {},
  ): ResultAsync<readonly SessionFiles[], RuntimeError> {
    if (!this.capabilities.sessionFiles) return errAsync(runtimeUnsupported('sessionFiles'));
    return this.perform('listSessionFiles', options, () => ok(this.durableState.sessionFiles.list(installationId)));
  }

  forgetSessionFiles(session: SessionFiles, options: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (!this.capabilities.sessionFiles) return errAsync(runtimeUnsupported('sessionFiles'));
    return this.perform('forgetSessionFiles', options, () =>
      this.durableState.forgetSessionFiles(session)
        ? ok(undefined)
        : err(runtimeUnavailable('A box of the session is still there.')),
    );
  }

  async dispose(): Promise<void> {
    this.disposed.abort();
    await Promise.all([...this.connections].map((connection) => connection.close()));
  }

  failNext(operation: MemoryRuntimeOperation, error: RuntimeError, options: FaultOptions = {}): void {
    this.faults.fail(operation, error, options);
  }

  holdNext(operation: MemoryRuntimeOperation, options: FaultOptions = {}): HeldOperation {
    return this.faults.hold(operation, options);
  }

  killBox(handle: RuntimeHandle, reason: 'killed' | 'out-of-memory' = 'killed'): void {
    const box = this.durableState.find(handle);
    if (box !== undefined) this.durableState.kill(box, reason);
  }

  cutConnections(handle?: RuntimeHandle): void {
    const boxes = handle === undefined ? this.durableState.list() : [this.durableState.find(handle)];
    for (const box of boxes) box?.breakLinks();
  }

  private lacks(image: string | undefined): boolean {
    const { snapshots } = this.durableState;
    if (snapshots.isGone(image)) return true;
    const isSnapshot = snapshots.find(image) !== undefined;
    return !isSnapshot && image !== undefined && this.images !== null && !this.images.has(image);
  }

  private onBox<T>(
    operation: MemoryRuntimeOperation,
    { handle, options }: { readonly handle: RuntimeHandle; readonly options: CallOptions },
    work: (box: MemoryBox) => Outcome<T> | Promise<Outcome<T>>,
  ): ResultAsync<T, RuntimeError> {
    return this.perform(operation, options, () => {
      const box = this.durableState.find(handle);
      return box === undefined ? err(runtimeNotFound(handle.boxId)) : work(box);
    });
  }

  private perform<T>(
    operation: MemoryRuntimeOperation,
    { signal }: CallOptions,
    work: () => Outcome<T> | Promise<Outcome<T>>,
  ): ResultAsync<T, RuntimeError> {
    const run = async (): Promise<Outcome<T>> => {
      if (this.disposed.signal.aborted) return err(runtimeUnavailable('The runtime was disposed.'));
      if (isAborted(signal)) return err(aborted(operation));
      const before = await this.faults.meet(operation, 'before', signal);
      if (before.isErr()) return err(before.error);
      const outcome = await work();
      const after = await this.faults.meet(operation, 'after', signal);
      return after.isErr() ? err(after.error) : outcome;
    };
    return abortable(operation, new ResultAsync(run()), signal);
  }
}

type Outcome<T> = Result<T, RuntimeError>;
