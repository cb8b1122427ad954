import type { WorkspaceSpec } from '@carrel/core/runtime';
import { boxPod } from './box-pod.js';
import { problemsOf } from './check-pod.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import { podTemplate } from './pod-template.js';

const SAMPLE: WorkspaceSpec = {
  ...{ installationId: 'sample', tenantId: 'sample', sessionId: 'sample', incarnation: 1, intentToken: 'sample' },
  ...{ env: {}, limits: { cpus: 1, memoryBytes: 512 * 1024 * 1024, pids: 100 } },
};

/** @throws Error when the patch of the options makes of the pod of a box what cannot be one. */
export function checkPodPatch(options: ResolvedKubernetesOptions): void {
  if (options.podPatch === null) return;
  const parts = { spec: SAMPLE, options, recordUid: 'sample' };
  let problems: readonly string[];
  try {
    problems = problemsOf(boxPod(parts), podTemplate(parts));
  } catch (cause) {
    throw new Error(`The podPatch is none: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  if (problems.length > 0) throw new Error(`The podPatch cannot be used. ${problems.join(' ')}`);
}
