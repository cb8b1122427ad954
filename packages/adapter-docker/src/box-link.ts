import { access } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { runtimeNotRunning, type RuntimeError } from '@carrel/core/runtime';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import type { Engine } from './engine.js';
import { openEngineStream } from './engine-stream.js';

/** Where the agent of a running box may be reached. */
export interface BoxDoor {
  readonly boxId: string;
  /** The agent's socket as the engine's machine sees it; `null` when the box has none. */
  readonly socketPath: string | null;
}

export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  readonly socketOnly?: boolean;
}

/**
 * Opens streams to agents. The socket is used where this process and the engine share a file system and the box puts its socket
 * there; elsewhere, as with an engine on another machine or a sandbox with a kernel of its own, a stream of the engine.
 */
export class BoxLinks {
  /** Whether sockets work here; not known before one was found. */
  private socketsWork: boolean | undefined;

  constructor(
    private readonly engine: Engine,
    { link }: Pick<ResolvedDockerRuntimeOptions, 'link'>,
  ) {
    if (link !== 'auto') this.socketsWork = link === 'socket';
  }

  /**
   * `runtime/not-running` when no agent listens.
   *
   * @param options.socketOnly asks the engine for no stream while sockets may work. @default false
   */
  open(door: BoxDoor, options: OpenOptions = {}): ResultAsync<Duplex, RuntimeError> {
    return new ResultAsync(this.tryEach(door, options));
  }

  private async tryEach(
    door: BoxDoor,
    { signal, socketOnly = false }: OpenOptions,
  ): Promise<Result<Duplex, RuntimeError>> {
    if (this.socketsWork === undefined && !(await isWithinReach(door))) this.socketsWork = false;
    if (this.socketsWork !== false) {
      const socket = door.socketPath === null ? null : await connectSocket(door.socketPath);
      if (socket !== null) {
        this.socketsWork = true;
        return ok(socket);
      }
      if (this.socketsWork === true || socketOnly) return err(runtimeNotRunning(door.boxId));
    }
    const stream = await this.engine.call((docker, limit) => openEngineStream(docker.getContainer(door.boxId), limit), {
      signal,
    });
    // The socket was waited for and did not come: it will not.
    if (stream.isOk()) this.socketsWork = false;
    return stream;
  }
}

/** Whether the directory of the socket is one of this machine, as far as this process may see it. */
async function isWithinReach({ socketPath }: BoxDoor): Promise<boolean> {
  if (socketPath === null) return false;
  return access(dirname(socketPath)).then(
    () => true,
    () => false,
  );
}

/** `null` when nobody listens. */
function connectSocket(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const failed = () => {
      resolve(null);
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
