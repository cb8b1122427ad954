import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { agentBinary, connectAgent, connectSocket, shutDownAgent, statsByAgent } from '@carrel/agent';
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
import {
  boxOfAnotherTenant,
  checkDiskLimit,
  checkIsolationClass,
  checkSessionFiles,
  noSessionFiles,
  checkNetwork,
  runtimeFailed,
  runtimeNotFound,
  runtimeNotRunning,
  runtimeTimedOut,
  runtimeUnavailable,
  runtimeUnsupported,
  type BoxInfo,
  type BoxSnapshot,
  type TokenSnapshot,
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
import { isListening, startAgent } from './box-agent.js';
import { goneWithin, signalBox } from './box-processes.js';
import { createBox, eraseBox, listBoxes, pathsOf, readBox, type Box } from './box.js';
import { listLeftovers, type Leftover } from './leftovers.js';
import {
  resolveLocalRuntimeOptions,
  type LocalRuntimeOptions,
  type ResolvedLocalRuntimeOptions,
} from './local-options.js';
import { withOwnPorts } from './own-ports.js';
import { toRuntimeError } from './to-runtime-error.js';

/**
 * Workspaces as plain processes of this machine, each in a directory of its own.
 *
 * **It isolates nothing**: what runs in a workspace has the rights of this process, sees its files and its network. For
 * development, tests, and code that is trusted as much as the host app itself.
 *
 * @example
 * const carrel = await createCarrel({ store: memoryStore(), runtime: localRuntime({ baseDir: './workspaces' }) });
 */
export function localRuntime(options: LocalRuntimeOptions): WorkspaceRuntime {
  return new LocalRuntime(resolveLocalRuntimeOptions(options));
}

/** How long the processes of a box may take to vanish after they were killed. */
const KILL_MARGIN_MS = 5_000;
/** How old a directory without a box is before it counts as left behind, where `sweep` names no age. */
const SWEEP_AGE_MS = 60_000;

class LocalRuntime implements WorkspaceRuntime {
  readonly name = 'local';
  readonly capabilities: RuntimeCapabilities = {
    pause: false,
    limits: { memory: false, cpu: false, pids: false, disk: false },
    keepsFiles: true,
    sessionFiles: false,
    isolation: false,
    isolationClasses: [],
    networks: [],
    snapshot: false,
    images: false,
    claim: true,
    survivesRestart: true,
  };
  readonly listSessionFiles = noSessionFiles;
  readonly forgetSessionFiles = noSessionFiles;
  private readonly starts = new SingleFlight<string, Result<void, RuntimeError>>();
  /** The boxes that this object saw running, for `events`. */
  private readonly running = new Map<string, RuntimeHandle>();
  /** Whose the boxes are that this object claimed. */
  private readonly tenants = new Map<string, string>();
  /** Those that are open, with the boxes that they lead to. */
  private readonly connections = new Map<WorkspaceConnection, string>();
  private readonly disposed = new AbortController();

  constructor(private readonly options: ResolvedLocalRuntimeOptions) {}

  open(): ResultAsync<void, RuntimeError> {
    if (process.platform !== 'linux') return errAsync(runtimeUnavailable('The local runtime needs Linux.'));
    return agentBinary().andThen(() => attempt(() => prepare(this.options.baseDir)));
  }

  prepareImage(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('images'));
  }

  create(spec: WorkspaceSpec, { signal }: CallOptions = {}): ResultAsync<RuntimeHandle, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('creating a box'));
    const offered = checkIsolationClass(spec.isolationClass, this.capabilities);
    if (offered.isErr()) return errAsync(offered.error);
    const disk = checkDiskLimit(spec.limits.diskBytes, this.capabilities);
    if (disk.isErr()) return errAsync(disk.error);
    const files = checkSessionFiles(spec.files, this.capabilities);
    if (files.isErr()) return errAsync(files.error);
    const network = checkNetwork(spec.network, this.capabilities);
    if (network.isErr()) return errAsync(network.error);
    return attempt(() => createBox(this.options.baseDir, spec)).map(({ handle }) => handle);
  }

  start(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return new ResultAsync(this.starts.run(handle.boxId, () => this.startOnce(handle, signal)));
  }

  stop(
    handle: RuntimeHandle,
    { graceMs = this.options.stopGraceMs, signal }: CallOptions & { readonly graceMs?: number } = {},
  ): ResultAsync<void, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('stopping a box'));
    return this.box(handle).andThen((box) => this.end(box, graceMs));
  }

  remove(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('removing a box'));
    this.tenants.delete(handle.boxId);
    return attempt(() => readBox(this.options.baseDir, handle)).andThen((box) => {
      if (box !== null && !isOf(handle, box)) return okAsync(undefined);
      const ended = box === null ? this.killAll(handle) : this.end(box, 0);
      return ended.andThen(() => attempt(() => eraseBox(pathsOf(this.options.baseDir, handle))));
    });
  }

  inspect(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<BoxInfo, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('inspecting a box'));
    return this.box(handle).andThen((box) => attempt(() => this.infoOf(box)));
  }

  list(
    { installationId }: { readonly installationId: string },
    { signal }: CallOptions = {},
  ): ResultAsync<readonly BoxInfo[], RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('listing boxes'));
    return attempt(async () => {
      const boxes = await listBoxes(this.options.baseDir, installationId);
      return Promise.all(boxes.map((box) => this.infoOf(box)));
    });
  }

  sweep(
    { installationId, olderThanMs = SWEEP_AGE_MS }: { readonly installationId: string; readonly olderThanMs?: number },
    { signal }: CallOptions = {},
  ): ResultAsync<void, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('sweeping'));
    const { baseDir } = this.options;
    const erase = (left: Leftover) => this.killAll(left).andThen(() => attempt(() => eraseBox(pathsOf(baseDir, left))));
    return attempt(() => listLeftovers(baseDir, { installationId, olderThanMs }))
      .andThen((found) => ResultAsync.combine(found.map(erase)))
      .map(() => undefined);
  }

  connect(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<WorkspaceConnection, RuntimeError> {
    return this.box(handle).andThen(({ token }) =>
      this.socketTo(handle)
        .andThen((socket) => {
          this.running.set(handle.boxId, handle);
          const { incarnation } = handle;
          return connectAgent(socket, { token, incarnation, signal, openBulk: () => this.socketTo(handle) });
        })
        .map((connection) => withOwnPorts(this.kept(connection, handle), pathsOf(this.options.baseDir, handle).socket)),
    );
  }

  claim(handle: RuntimeHandle, tenantId: string, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('claiming a box'));
    const { boxId } = handle;
    return this.inspect(handle).andThen(({ state }) => {
      if (state !== 'running') return err(runtimeNotRunning(boxId));
      const owner = this.tenants.get(boxId) ?? tenantId;
      this.tenants.set(boxId, owner);
      return owner === tenantId ? ok(undefined) : err(boxOfAnotherTenant(boxId));
    });
  }

  stats(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<BoxStats, RuntimeError> {
    if (isAborted(options.signal)) return errAsync(aborted('measuring a box'));
    return this.connect(handle, options).andThen((connection) => statsByAgent(connection, handle.boxId, options));
  }

  async *events(until: AbortSignal): AsyncGenerator<RuntimeEvent, void, void> {
    const signal = AbortSignal.any([until, this.disposed.signal]);
    while (!signal.aborted) {
      // An agent that dies takes its connections with it, so where one is open there is nothing to ask.
      const linked = new Set(this.connections.values());
      for (const handle of [...this.running.values()]) {
        if (linked.has(handle.boxId) || (await this.seemsAlive(handle))) continue;
        if (this.running.delete(handle.boxId)) yield { type: 'died', handle };
      }
      await pause(this.options.watchIntervalMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  pause(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('pause'));
  }

  resume(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('pause'));
  }

  snapshot(): ResultAsync<BoxSnapshot, RuntimeError> {
    return errAsync(runtimeUnsupported('snapshot'));
  }

  listSnapshots(): ResultAsync<readonly TokenSnapshot[], RuntimeError> {
    return errAsync(runtimeUnsupported('snapshot'));
  }

  removeSnapshot(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('snapshot'));
  }

  async dispose(): Promise<void> {
    this.disposed.abort();
    this.running.clear();
    await Promise.all([...this.connections.keys()].map((connection) => connection.close()));
  }

  private kept(connection: WorkspaceConnection, { boxId }: RuntimeHandle): WorkspaceConnection {
    this.connections.set(connection, boxId);
    void connection.closed.then(() => this.connections.delete(connection));
    return connection;
  }

  private async startOnce(handle: RuntimeHandle, signal: AbortSignal | undefined): Promise<Result<void, RuntimeError>> {
    const found = await this.box(handle);
    if (found.isErr()) return err(found.error);
    const binary = await agentBinary();
    if (binary.isErr()) return err(binary.error);
    if (isAborted(signal)) return err(aborted('starting a box'));
    const paths = pathsOf(this.options.baseDir, handle);
    const { env, startTimeoutMs: timeoutMs } = this.options;
    const running = await attempt(() => isListening(paths.socket));
    if (running.isErr()) return err(running.error);
    // Supervisors of an agent that was killed may still be ending what they keep.
    const cleared = running.value ? ok(undefined) : await this.killAll(handle);
    if (cleared.isErr()) return err(cleared.error);
    const started = await attempt(async () => {
      if (!running.value)
        await startAgent({ binary: binary.value.path, box: found.value, paths, env, timeoutMs, signal });
    });
    if (started.isOk()) {
      this.running.set(handle.boxId, handle);
      return ok(undefined);
    }
    const killed = await this.killAll(handle);
    if (killed.isErr()) return err(killed.error);
    return err(isAborted(signal) ? aborted('starting a box') : started.error);
  }

  /** Asks the agent to end everything, and makes sure that it did. */
  private end({ handle, token }: Box, graceMs: number): ResultAsync<void, RuntimeError> {
    const { socket } = pathsOf(this.options.baseDir, handle);
    this.running.delete(handle.boxId);
    return attempt(async () => {
      const stream = await connectSocket(socket);
      if (stream === null) return;
      const asked = await shutDownAgent(stream, { token, incarnation: handle.incarnation, graceMs });
      if (asked.isOk()) await goneWithin(socket, graceMs + KILL_MARGIN_MS);
    }).andThen(() => this.killAll(handle));
  }

  private killAll(handle: Leftover): ResultAsync<void, RuntimeError> {
    const { socket } = pathsOf(this.options.baseDir, handle);
    this.running.delete(handle.boxId);
    return attempt(async () => {
      if (await goneWithin(socket, 0)) return true;
      await signalBox(socket, 'SIGTERM');
      if (await goneWithin(socket, KILL_MARGIN_MS)) return true;
      await signalBox(socket, 'SIGKILL');
      return goneWithin(socket, KILL_MARGIN_MS);
    }).andThen((gone) => (gone ? ok(undefined) : err(runtimeTimedOut('Processes of the box could not be ended.'))));
  }

  private box(handle: RuntimeHandle): ResultAsync<Box, RuntimeError> {
    return attempt(() => readBox(this.options.baseDir, handle)).andThen((box) =>
      box === null || !isOf(handle, box) ? err(runtimeNotFound(handle.boxId)) : ok(box),
    );
  }

  private socketTo(handle: RuntimeHandle): ResultAsync<Socket, RuntimeError> {
    const { socket } = pathsOf(this.options.baseDir, handle);
    return attempt(() => connectSocket(socket)).andThen((stream) =>
      stream === null ? errAsync(runtimeNotRunning(handle.boxId)) : okAsync(stream),
    );
  }

  private async infoOf({ handle, createdAt }: Box): Promise<BoxInfo> {
    const { socket } = pathsOf(this.options.baseDir, handle);
    if (await isListening(socket)) return { handle, createdAt, state: 'running' };
    return { handle, createdAt, state: (await wasStarted(this.options.baseDir, handle)) ? 'exited' : 'created' };
  }

  private async seemsAlive(handle: RuntimeHandle): Promise<boolean> {
    try {
      return await isListening(pathsOf(this.options.baseDir, handle).socket);
    } catch {
      // Too many open files, or the like: no verdict on the box.
      return true;
    }
  }
}

/** Whether the handle is the box's own, and not one of another life. */
function isOf({ incarnation, sessionId }: RuntimeHandle, { handle }: Box): boolean {
  return handle.incarnation === incarnation && handle.sessionId === sessionId;
}

async function prepare(baseDir: string): Promise<void> {
  await mkdir(baseDir, { recursive: true, mode: 0o700 });
  await access(baseDir, constants.R_OK | constants.W_OK | constants.X_OK);
}

/** The log is there from the first start on. */
async function wasStarted(baseDir: string, handle: RuntimeHandle): Promise<boolean> {
  return access(pathsOf(baseDir, handle).log).then(
    () => true,
    () => false,
  );
}

function attempt<T>(work: () => Promise<T>): ResultAsync<T, RuntimeError> {
  return ResultAsync.fromThrowable(work, (cause) =>
    cause instanceof Error && !('code' in cause) ? runtimeFailed(cause.message, cause) : toRuntimeError(cause),
  )();
}
