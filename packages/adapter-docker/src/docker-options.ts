import type Docker from 'dockerode';
import { resolveNetworkOptions, type NetworkOptions, type ResolvedNetworkOptions } from './network-options.js';
import { resolveRegistryOptions, type ResolvedRegistryOptions } from './registry-auth.js';
import type { RegistryOptions } from './registry-options.js';

const MIB = 1024 * 1024;

export interface DockerRuntimeOptions {
  /**
   * A dockerode of the host's own, or how to reach the engine as dockerode takes it: `socketPath`, `host` and `port` with `ca`,
   * `cert` and `key`, or `protocol: 'ssh'`. @default `DOCKER_HOST`, else the local socket
   */
  readonly docker?: Docker | Docker.DockerOptions;
  /**
   * What boxes boot from whose spec names no image. It keeps the contract of docs/images.md: the user of the option `user`, who
   * owns the working directory `/workspace`. @default 'carrel/workspace:minimal'
   */
  readonly image?: string;
  /** Whether images are pulled, and who this is at registries. @default nothing is pulled, without credentials */
  readonly registry?: RegistryOptions;
  /** The user and group of everything in a box. Never root. @default '1000:1000' */
  readonly user?: string;
  /**
   * The OCI runtimes of the engine that a spec's `isolationClass` may name, such as `runc`, `runsc` or `kata`; boxes whose spec
   * names none get the first. The engine has to know each by its configuration. @default [], the engine's own choice for all
   */
  readonly isolationClasses?: readonly string[];
  /** What boxes with the network `internet` may reach, and how they find names. @default public addresses */
  readonly network?: NetworkOptions;
  /**
   * How the agent is reached: by its socket on this machine, by a stream of the engine, or by what works. Where this process cannot
   * see the sockets, as those of a rootless engine, `socket` fails with `runtime/unavailable`. @default 'auto'
   */
  readonly link?: 'auto' | 'socket' | 'stream';
  /** The size of a box's `/tmp`, which counts as its memory: half of that at most. @default 256 MiB */
  readonly tmpBytes?: number;
  /**
   * Where the files of a workspace are. On the engine's `disk` they are still there after a stop, and `limits.diskBytes` needs
   * `diskQuota`. In `memory` they are gone when the box stops, and take of the box's own memory: at most `limits.diskBytes`, else
   * half of it. @default 'disk'
   */
  readonly workspaceVolume?: 'disk' | 'memory';
  /**
   * Whether the engine's storage bounds the size of a volume, as xfs does that is mounted with `pquota`, so that boxes may have
   * `limits.diskBytes`. `open` checks it. @default false
   */
  readonly diskQuota?: boolean;
  /** How many files one process may have open. @default 4,096 */
  readonly maxOpenFiles?: number;
  /** How long one call to the engine may take. @default 60,000 */
  readonly callTimeoutMs?: number;
  /** How long a box that was started may take until its agent answers. @default 30,000 */
  readonly startTimeoutMs?: number;
  /** How long processes may take to end after SIGTERM, where `stop` names no time. @default 5,000 */
  readonly stopGraceMs?: number;
}

export type ResolvedDockerRuntimeOptions = Readonly<
  Required<Omit<DockerRuntimeOptions, 'docker' | 'network' | 'registry'>> &
    Pick<DockerRuntimeOptions, 'docker'> & {
      readonly network: ResolvedNetworkOptions;
      readonly registry: ResolvedRegistryOptions;
    }
>;

/** @throws Error when the user is root, by name or by number, and for networks that are none. */
export function resolveDockerRuntimeOptions(options: DockerRuntimeOptions): ResolvedDockerRuntimeOptions {
  const resolved = {
    image: 'carrel/workspace:minimal',
    user: '1000:1000',
    isolationClasses: [],
    link: 'auto' as const,
    tmpBytes: 256 * MIB,
    workspaceVolume: 'disk' as const,
    diskQuota: false,
    maxOpenFiles: 4_096,
    callTimeoutMs: 60_000,
    startTimeoutMs: 30_000,
    stopGraceMs: 5_000,
    ...options,
    network: resolveNetworkOptions(options.network ?? {}),
    registry: resolveRegistryOptions(options.registry),
  };
  if (!/^[1-9]\d*:[1-9]\d*$/.test(resolved.user)) {
    throw new Error(
      `The user of boxes is a number and a group's number, neither 0, such as 1000:1000; not ${resolved.user}.`,
    );
  }
  return Object.freeze(resolved);
}
