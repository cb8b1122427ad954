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
import type { ResolvedKubernetesOptions } from './k8s-options.js';

/** What boxes in pods can do, with the options that they are made with. */
export function kubernetesCapabilities({
  isolationClasses,
  namespace,
  network,
  storage,
}: Pick<ResolvedKubernetesOptions, 'isolationClasses' | 'namespace' | 'network' | 'storage'>): RuntimeCapabilities {
  return {
    pause: false,
    // A pod has no limit on processes of its own: nodes have one for all, by `podPidsLimit`. The disk of a node is bounded by the end
    // of the box, not by refusing what it writes.
    limits: {
      ...{ memory: true, cpu: true, pids: false },
      disk: storage.kind === 'memory' || (storage.kind === 'claim' && storage.isBounded),
    },
    keepsFiles: storage.kind === 'claim',
    sessionFiles: storage.kind === 'claim',
    isolation: true,
    isolationClasses: Object.keys(isolationClasses),
    networks: network.enforced ? ['none', 'internet'] : [],
    snapshot: false,
    images: false,
    // A pod stays in its namespace.
    claim: namespace.mode === 'one',
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
