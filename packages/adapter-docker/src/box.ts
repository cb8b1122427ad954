import type { BoxInfo, RuntimeHandle } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { handleOf } from './box-labels.js';
import { NO_NETWORK, places, TOKEN_VARIABLE } from './box-places.js';
import type { BoxDoor } from './box-link.js';

/** What the engine knows of a box. */
export interface Box {
  readonly info: BoxInfo;
  readonly door: BoxDoor;
  readonly token: string;
  /** The image that it was made of, whatever that is called now. */
  readonly imageId: string;
  /** Whether it is on a network, and so behind a guard. */
  readonly isNetworked: boolean;
}

/** The box that a container is; `null` when it is none of ours. */
export function toBox(inspected: Docker.ContainerInspectInfo): Box | null {
  const handle = handleOf(inspected.Name.replace(/^\//, ''), inspected.Config.Labels);
  if (handle === null) return null;
  const prefix = `${TOKEN_VARIABLE}=`;
  const token = inspected.Config.Env.find((variable) => variable.startsWith(prefix))?.slice(prefix.length);
  const run = inspected.Mounts.find(({ Destination }) => Destination === places.runDirectory);
  const socketPath = run === undefined ? null : `${run.Source}/${places.socket.slice(places.runDirectory.length + 1)}`;
  return {
    info: infoOf(handle, inspected),
    door: { boxId: handle.boxId, socketPath, isolationClass: inspected.HostConfig.Runtime ?? '' },
    token: token ?? '',
    imageId: inspected.Image,
    isNetworked: inspected.HostConfig.NetworkMode !== NO_NETWORK,
  };
}

function infoOf(handle: RuntimeHandle, { State: state, Created }: Docker.ContainerInspectInfo): BoxInfo {
  const createdAt = Date.parse(Created);
  if (state.Paused) return { handle, createdAt, state: 'paused' };
  if (state.Running) return { handle, createdAt, state: 'running' };
  if (state.Status === 'created') return { handle, createdAt, state: 'created' };
  const reason = state.ExitCode !== KILLED ? 'exited' : state.OOMKilled ? 'out-of-memory' : 'killed';
  return { handle, createdAt, state: 'exited', reason };
}

/** As shells tell an end by SIGKILL. */
const KILLED = 128 + 9;
