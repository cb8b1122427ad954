import {
  runtimeExhausted,
  runtimeFailed,
  runtimeUnavailable,
  type BoxInfo,
  type RuntimeError,
} from '@carrel/core/runtime';
import type { ContainerStatus, PodObject } from './api-objects.js';
import type { BoxRecord } from './box-record.js';
import { AGENT_CONTAINER, WORKSPACE_CONTAINER } from './places.js';

/** Where a pod is in its life. `going`: it is being taken away, and something may still run in it. */
export type PodStage = 'pending' | 'running' | 'over' | 'going';

const OVER: ReadonlySet<string | undefined> = new Set(['Succeeded', 'Failed']);

export function stageOf({ metadata, status }: PodObject): PodStage {
  if (OVER.has(status?.phase) || isNodeLost({ metadata, status: status ?? {} })) return 'over';
  if (metadata.deletionTimestamp !== undefined) return 'going';
  const workspace = statusOf(WORKSPACE_CONTAINER, status?.containerStatuses);
  if (workspace?.state?.terminated !== undefined) return 'over';
  return workspace?.state?.running === undefined ? 'pending' : 'running';
}

/** What the runtime tells of a box, by its record and its pod. */
export function infoOf({ handle, createdAt, desired }: BoxRecord, pod: PodObject | null): BoxInfo {
  const info = { handle, createdAt };
  if (pod === null) {
    if (desired === 'created') return { ...info, state: 'created' };
    // Nobody stopped it, and its pod was taken away.
    return desired === 'running' ? { ...info, state: 'exited', reason: 'killed' } : { ...info, state: 'exited' };
  }
  switch (stageOf(pod)) {
    case 'running':
      return { ...info, state: 'running' };
    case 'pending':
      return { ...info, state: 'created' };
    case 'going':
    case 'over':
      return { ...info, state: 'exited', ...(isStopping(desired, pod) ? {} : { reason: endOf(pod) }) };
  }
}

/** Whether the pod is taken away because the box was stopped, and does not end for a reason of its own. */
function isStopping(desired: BoxRecord['desired'], { metadata }: PodObject): boolean {
  return desired === 'stopped' && metadata.deletionTimestamp !== undefined;
}

/** Why a pod is over, or is about to be. */
export function endOf(pod: PodObject): NonNullable<BoxInfo['reason']> {
  const { status = {} } = pod;
  const { terminated } = statusOf(WORKSPACE_CONTAINER, status.containerStatuses)?.state ?? {};
  if (terminated?.reason === 'OOMKilled') return 'out-of-memory';
  if (
    pod.metadata.deletionTimestamp !== undefined ||
    isEvicted(pod) ||
    isNodeLost({ ...pod, status }) ||
    terminated?.exitCode === 137 ||
    (terminated?.signal ?? 0) > 0
  ) {
    return 'killed';
  }
  return 'exited';
}

/**
 * Why a pod will not start, where waiting does not help; `null` while it may.
 *
 * `runtime/exhausted` when its node had no room for it, `runtime/unavailable` when an image cannot be had or the node is gone,
 * `runtime/failed` when its container cannot be made.
 */
export function startFailureOf(pod: PodObject): RuntimeError | null {
  const { status = {} } = pod;
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { name, state } of statuses) {
    const { reason = '' } = state?.waiting ?? {};
    if (IMAGE_REFUSED.has(reason)) return runtimeUnavailable(imageText(name), state?.waiting);
    if (NOT_MADE.has(reason))
      return runtimeFailed(`The container ${name} of the box cannot be made: ${reason}.`, state?.waiting);
  }
  if (isEvicted(pod)) return runtimeExhausted('The node of the box had no room for it, and took it away.', status);
  if (REFUSED_BY_NODE.has(status.reason ?? ''))
    return runtimeExhausted('The node of the box had no room for it.', status);
  if (isNodeLost({ ...pod, status })) return runtimeUnavailable('The node of the box is gone.', status);
  const agent = statusOf(AGENT_CONTAINER, status.initContainerStatuses)?.state?.terminated;
  if (agent !== undefined && agent.exitCode !== 0) {
    return runtimeUnavailable('The agent could not be put into the box: look at the option agentImage.', agent);
  }
  return null;
}

/** Why a pod has not started in time. */
export function delayOf({ status = {} }: PodObject): RuntimeError | null {
  const scheduled = (status.conditions ?? []).find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return runtimeExhausted('No node of the cluster has room for the box.', scheduled);
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { name, state } of statuses) {
    if (state?.waiting?.reason === 'ErrImagePull') return runtimeUnavailable(imageText(name), state.waiting);
  }
  return null;
}

/** Whether the node took the pod away because it was short of something. */
function isEvicted({ status = {} }: PodObject): boolean {
  if (status.reason === 'Evicted' || status.reason === 'Preempting') return true;
  return (status.conditions ?? []).some(
    ({ type, status: is, reason }) =>
      type === 'DisruptionTarget' && is === 'True' && reason !== 'DeletionByTaintManager',
  );
}

/** Whether the cluster has given up the node that the pod was on. */
function isNodeLost({ status = {} }: PodObject): boolean {
  if (status.reason === 'NodeLost' || status.reason === 'NodeShutdown' || status.reason === 'Terminated') return true;
  return (status.conditions ?? []).some(
    ({ type, status: is, reason }) =>
      type === 'DisruptionTarget' && is === 'True' && reason === 'DeletionByTaintManager',
  );
}

const IMAGE_REFUSED: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
]);
const NOT_MADE: ReadonlySet<string> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'CrashLoopBackOff',
]);
const REFUSED_BY_NODE: ReadonlySet<string> = new Set([
  'OutOfcpu',
  'OutOfmemory',
  'OutOfpods',
  'OutOfephemeral-storage',
]);

function imageText(container: string): string {
  return container === AGENT_CONTAINER
    ? 'The image of the agent cannot be had by the node: look at the option agentImage.'
    : 'The image of the box cannot be had by its node: is its name right, and may the node pull it?';
}

function statusOf(name: string, statuses: readonly ContainerStatus[] = []): ContainerStatus | undefined {
  return statuses.find((status) => status.name === name);
}
