import type { Result } from '@carrel/core/kernel';
import {
  checkDiskLimit,
  checkIsolationClass,
  checkNetwork,
  checkSessionFiles,
  type RuntimeCapabilities,
  type RuntimeUnsupported,
  type WorkspaceSpec,
} from '@carrel/core/runtime';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';

/** OCI runtimes whose containers have their network from the kernel of the machine. */
const SHARE_THE_KERNEL = /^(io\.containerd\.)?(runc|crun|youki|nvidia)\b/;

/** Whether what a box of this isolation class reaches can be limited; that of no name is the engine's own choice. */
export function isGuardable(isolationClass: string): boolean {
  return isolationClass === '' || SHARE_THE_KERNEL.test(isolationClass);
}

/** What boxes in containers can do, with the options that they are made with. */
export function dockerCapabilities({
  diskQuota,
  isolationClasses,
  workspaceVolume,
}: Pick<ResolvedDockerRuntimeOptions, 'diskQuota' | 'isolationClasses' | 'workspaceVolume'>): RuntimeCapabilities {
  return {
    pause: true,
    limits: { memory: true, cpu: true, pids: true, disk: workspaceVolume === 'memory' || diskQuota },
    keepsFiles: workspaceVolume === 'disk',
    sessionFiles: false,
    isolation: true,
    isolationClasses,
    networks: isGuardable(isolationClasses[0] ?? '') ? ['none', 'internet'] : ['none'],
    // What is copied from an image into a volume in memory is gone before the box runs.
    snapshot: workspaceVolume === 'disk',
    images: true,
    claim: true,
    survivesRestart: true,
  };
}

/** `runtime/unsupported` for the first thing that the spec wants and boxes cannot have. */
export function checkOffered(spec: WorkspaceSpec, capabilities: RuntimeCapabilities): Result<void, RuntimeUnsupported> {
  return checkIsolationClass(spec.isolationClass, capabilities)
    .andThen(() => checkNetwork(spec.network, capabilities))
    .andThen(() => checkDiskLimit(spec.limits.diskBytes, capabilities))
    .andThen(() => checkSessionFiles(spec.files, capabilities));
}
