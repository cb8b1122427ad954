import type { WorkspaceSpec } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { workspaceStorage } from './workspace-storage.js';
import { boxIdOf, labelsOf } from './box-labels.js';
import { boxLimits } from './box-limits.js';
import { NO_NETWORK, places, TOKEN_VARIABLE } from './box-places.js';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import type { Isolation } from './isolation-classes.js';
import { boxVolumeLabels } from './helper-labels.js';
import { userOnMachine } from './user-namespace.js';

/** How much the box may write beside its agent's socket: a page for the socket, and some to spare. */
const RUN_BYTES = 64 * 1024;

export interface ContainerParts {
  readonly spec: WorkspaceSpec;
  readonly options: ResolvedDockerRuntimeOptions;
  /** The volume that holds the agent. */
  readonly agentVolume: string;
  readonly token: string;
  /** Its network mode. */
  readonly network: string;
  readonly isolation: Isolation;
}

/**
 * The container of a box: no privilege, no capability, no network but a guarded one, a root file system that cannot be written, and bounds on
 * memory (without swap), CPU, processes and open files. Its process 1 is the agent.
 */
export function containerOptions(parts: ContainerParts): Docker.ContainerCreateOptions {
  const { spec, options, token } = parts;
  const variables = {
    HOME: places.root,
    TMPDIR: places.temporary,
    LANG: 'C.UTF-8',
    ...spec.env,
    [TOKEN_VARIABLE]: token,
  };
  const serve = ['serve', '--root', places.root, '--socket', places.socket];
  return {
    name: boxIdOf(spec),
    Image: spec.image ?? options.image,
    Labels: labelsOf(spec),
    Entrypoint: [places.agent],
    Cmd: [...serve, '--incarnation', String(spec.incarnation)],
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    User: options.user,
    WorkingDir: '/',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    OpenStdin: false,
    Tty: false,
    StopSignal: 'SIGTERM',
    HostConfig: hostConfig(parts),
  };
}

function hostConfig({ spec, options, agentVolume, network, isolation }: ContainerParts): Docker.HostConfig {
  const { name, isGvisor, idStart } = isolation;
  const user = userOnMachine(options.user, idStart);
  // What lies there is memory that no killed process gives back. A size of 0 would be none.
  const tmpBytes = Math.max(Math.min(options.tmpBytes, Math.floor(spec.limits.memoryBytes / 2)), 4096);
  return {
    ...(name === undefined ? {} : { Runtime: name }),
    ...boxLimits({ limits: spec.limits, maxOpenFiles: options.maxOpenFiles, isGvisor }),
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Privileged: false,
    ReadonlyRootfs: true,
    NetworkMode: network,
    Dns: network === NO_NETWORK ? [] : [...options.network.dns],
    IpcMode: 'private',
    RestartPolicy: { Name: 'no' },
    LogConfig: { Type: 'json-file', Config: { 'max-size': '64k', 'max-file': '1' } },
    Tmpfs: { [places.temporary]: `rw,exec,nosuid,nodev,size=${tmpBytes},mode=1777` },
    Mounts: [
      { Type: 'volume', Source: agentVolume, Target: places.agentDirectory, ReadOnly: true },
      {
        Type: 'volume',
        Source: '',
        Target: places.root,
        VolumeOptions: ownVolume(spec, workspaceStorage(spec, { ...options, user })),
      },
      {
        Type: 'volume',
        Source: '',
        Target: places.runDirectory,
        VolumeOptions: ownVolume(spec, inMemory(user)),
      },
    ],
  };
}

/** A volume of this box alone, which goes with it. */
function ownVolume(
  { installationId }: WorkspaceSpec,
  options: Readonly<Record<string, string>>,
): NonNullable<Docker.MountSettings['VolumeOptions']> {
  const labels = boxVolumeLabels(installationId);
  return { NoCopy: false, Labels: labels, DriverConfig: { Name: 'local', Options: { ...options } } };
}

/** In memory and small, since the box can write to it; the engine mounts it where this machine may be able to see it. */
function inMemory(user: string): Readonly<Record<string, string>> {
  const [uid, gid] = user.split(':');
  const o = `size=${RUN_BYTES},uid=${uid ?? ''},gid=${gid ?? ''},mode=0700,nosuid,nodev,noexec`;
  return { type: 'tmpfs', device: 'tmpfs', o };
}
