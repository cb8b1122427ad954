import { randomUUID } from 'node:crypto';
import { err, okAsync, type ResultAsync } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeError, type WorkspaceSpec } from '@carrel/core/runtime';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import type { Engine } from './engine.js';
import { ROLE_LABEL } from './helper-labels.js';

type StorageOptions = Pick<ResolvedDockerRuntimeOptions, 'diskQuota' | 'user' | 'workspaceVolume'>;

/** What the engine's own volume driver is told of the volume that holds the files of a workspace. */
export function workspaceStorage(
  { limits }: Pick<WorkspaceSpec, 'limits'>,
  { user, workspaceVolume }: StorageOptions,
): Readonly<Record<string, string>> {
  const { diskBytes, memoryBytes } = limits;
  if (workspaceVolume === 'disk') return diskBytes === undefined ? {} : { size: String(diskBytes) };
  const [uid, gid] = user.split(':');
  const size = diskBytes ?? Math.floor(memoryBytes / 2);
  const o = `size=${size},uid=${uid ?? ''},gid=${gid ?? ''},mode=0755,nosuid,nodev`;
  return { type: 'tmpfs', device: 'tmpfs', o };
}

/** `runtime/unavailable` when volumes were said to be bounded, and the engine's storage bounds none. */
export function checkStorage(
  engine: Engine,
  { diskQuota, workspaceVolume }: StorageOptions,
): ResultAsync<void, RuntimeError> {
  if (!diskQuota || workspaceVolume === 'memory') return okAsync(undefined);
  const probe = {
    Name: `carrel-storage-${randomUUID()}`,
    Labels: { [ROLE_LABEL]: 'check-storage' },
    DriverOpts: { size: '1m' },
  };
  return engine
    .call(async (docker) => {
      await docker.createVolume(probe);
      await docker.getVolume(probe.Name).remove();
    })
    .orElse((error) => err(error.type === 'runtime/failed' ? noQuota(error.cause) : error));
}

function noQuota(cause: unknown): RuntimeError {
  return runtimeUnavailable(
    'The storage of the container engine bounds no volume: it needs xfs that is mounted with pquota, or diskQuota: false.',
    cause,
  );
}
