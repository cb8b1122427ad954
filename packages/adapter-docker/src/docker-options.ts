import type Docker from 'dockerode';

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
  /** The user and group of everything in a box. Never root. @default '1000:1000' */
  readonly user?: string;
  /** The OCI runtime of the engine that runs boxes, such as `runsc`. @default the engine's own choice */
  readonly runtime?: string;
  /** How the agent is reached: by its socket on this machine, by a stream of the engine, or by what works. @default 'auto' */
  readonly link?: 'auto' | 'socket' | 'stream';
  /** The size of a box's `/tmp`, which counts as its memory. @default 256 MiB */
  readonly tmpBytes?: number;
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
  Required<Omit<DockerRuntimeOptions, 'runtime' | 'docker'>> & Pick<DockerRuntimeOptions, 'runtime' | 'docker'>
>;

/** @throws Error when the user is root, by name or by number. */
export function resolveDockerRuntimeOptions(options: DockerRuntimeOptions): ResolvedDockerRuntimeOptions {
  const resolved = {
    image: 'carrel/workspace:minimal',
    user: '1000:1000',
    link: 'auto' as const,
    tmpBytes: 256 * MIB,
    maxOpenFiles: 4_096,
    callTimeoutMs: 60_000,
    startTimeoutMs: 30_000,
    stopGraceMs: 5_000,
    ...options,
  };
  if (!/^[1-9]\d*:[1-9]\d*$/.test(resolved.user)) {
    throw new Error(
      `The user of boxes is a number and a group's number, neither 0, such as 1000:1000; not ${resolved.user}.`,
    );
  }
  return Object.freeze(resolved);
}
