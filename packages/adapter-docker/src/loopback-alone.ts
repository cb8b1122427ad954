import type Docker from 'dockerode';
import { statusOf } from './to-runtime-error.js';

/** What `/etc/hosts` says where there is no network. */
export const HOSTS = ['127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', ''].join('\n');

/** What an engine answers that does not let such a container be: one that asks somebody else first, or has no such path. */
const REFUSALS: readonly (number | undefined)[] = [400, 403, 500];

/**
 * The same container, whose network namespace is made by `runc` alone, which brings its loopback up. The engine makes no network
 * for it then, nor starts a program of its own in it, which is nearly half of what a start costs otherwise; the names that it would
 * have written for the container are mounted.
 *
 * @param hosts a file on the engine's machine with `HOSTS`
 */
export function withLoopbackAlone(
  container: Docker.ContainerCreateOptions,
  hosts: string,
): Docker.ContainerCreateOptions {
  const names = { Type: 'bind', Source: hosts, Target: '/etc/hosts', ReadOnly: true } as const;
  const mounts = [...(container.HostConfig?.Mounts ?? []), names];
  return { ...container, NetworkDisabled: true, HostConfig: { ...container.HostConfig, Mounts: mounts } };
}

export function isRefusal(cause: unknown): boolean {
  return REFUSALS.includes(statusOf(cause));
}
