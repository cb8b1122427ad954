import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { connectSocket } from '@carrel/agent';
import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { runtimeNotRunning, runtimeUnavailable, type RuntimeError } from '@carrel/core/runtime';
import { BoxDeaths } from './box-deaths.js';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import type { Engine } from './engine.js';
import { openEngineStream } from './engine-stream.js';

/** Where the agent of a running box may be reached. */
export interface BoxDoor {
  readonly boxId: string;
  /** The agent's socket as the engine's machine sees it; `null` when the box has none. */
  readonly socketPath: string | null;
  /** The OCI runtime that runs the box. */
  readonly isolationClass: string;
}

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long ago the box was started that is to come up. @default it is up */
  readonly waitedMs?: number | undefined;
}

/** How long the socket of a box that was just started is waited for before the engine is asked for a stream. */
export const SOCKET_PATIENCE_MS = 500;
/** The same where the sockets of other boxes came. */
const KNOWN_SOCKET_PATIENCE_MS = 5_000;

/**
 * Opens streams to agents. The socket is used where this process and the engine share a file system and the box puts its socket
 * there; elsewhere, as with an engine on another machine or a sandbox with a kernel of its own, a stream of the engine.
 */
export class BoxLinks {
  /** Whether sockets of the boxes of one OCI runtime work here, where that is known. */
  private readonly socketsWork = new Map<string, boolean>();
  private readonly deaths: BoxDeaths;

  constructor(
    private readonly engine: Engine,
    private readonly options: Pick<ResolvedDockerRuntimeOptions, 'link'>,
  ) {
    this.deaths = new BoxDeaths(engine);
  }

  /** `runtime/not-running` when no agent listens; see `isOutOfReach` for a socket that does not come. */
  open(door: BoxDoor, options: OpenOptions = {}): ResultAsync<Duplex, RuntimeError> {
    return new ResultAsync(this.tryEach(door, options));
  }

  /** Whether links to boxes of this kind are sockets, as far as known. */
  useSocket({ isolationClass }: BoxDoor): boolean {
    return this.options.link === 'socket' || this.socketsWork.get(isolationClass) === true;
  }

  private async tryEach(
    door: BoxDoor,
    { signal, waitedMs = Infinity }: OpenOptions,
  ): Promise<Result<Duplex, RuntimeError>> {
    const socketsWork = await this.mayUseSocket(door);
    if (socketsWork !== false) {
      const socket = door.socketPath === null ? null : await connectSocket(door.socketPath).catch(() => null);
      if (socket !== null) {
        this.socketsWork.set(door.isolationClass, true);
        return ok(socket);
      }
      const patienceMs = socketsWork === true ? KNOWN_SOCKET_PATIENCE_MS : SOCKET_PATIENCE_MS;
      if (waitedMs < patienceMs) return err(runtimeNotRunning(door.boxId));
      if (this.options.link === 'socket') return this.explainSocket(door, signal);
    }
    const stream = await this.engine.call((docker, limit) => openEngineStream(docker.getContainer(door.boxId), limit), {
      signal,
    });
    if (stream.isOk()) this.deaths.watch(door.boxId, stream.value);
    // The socket was waited for and did not come: it will not. Where one came before, this box alone has lost it, as by an
    // engine that started again above the running box.
    if (stream.isOk() && socketsWork !== true) this.socketsWork.set(door.isolationClass, false);
    return stream;
  }

  /** A box in which the engine starts programs runs: that its socket is not here is no matter of time. */
  private async explainSocket(door: BoxDoor, signal: AbortSignal | undefined): Promise<Result<never, RuntimeError>> {
    if (door.socketPath !== null && (await exists(door.socketPath))) return err(runtimeNotRunning(door.boxId));
    const stream = await this.engine.call((docker, limit) => openEngineStream(docker.getContainer(door.boxId), limit), {
      signal,
    });
    if (stream.isErr()) return err(runtimeNotRunning(door.boxId));
    stream.value.destroy();
    return err({ ...runtimeUnavailable(OUT_OF_REACH), retryable: false });
  }

  /** `undefined` where only trying tells. */
  private async mayUseSocket(door: BoxDoor): Promise<boolean | undefined> {
    const { link } = this.options;
    if (link !== 'auto') return link === 'socket';
    return this.socketsWork.get(door.isolationClass) ?? ((await isWithinReach(door)) ? undefined : false);
  }
}

/** Whether the box runs but its socket is not to be seen from here, where nothing but sockets is wanted. Waiting does not help. */
export function isOutOfReach(error: RuntimeError): boolean {
  return error.type === 'runtime/unavailable' && error.message === OUT_OF_REACH;
}

const OUT_OF_REACH =
  "The box runs, but this process cannot see the socket of its agent: the engine is rootless, on another machine or not this user's, or it was started again above its boxes. Use the option link: 'auto', or 'stream'.";

/** Whether the directory of the socket is one of this machine, as far as this process may see it. */
async function isWithinReach({ socketPath }: BoxDoor): Promise<boolean> {
  return socketPath !== null && (await exists(dirname(socketPath)));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
