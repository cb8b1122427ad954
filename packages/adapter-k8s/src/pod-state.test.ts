import { describe, expect, it } from 'vitest';
import type { ContainerStatus, PodObject, PodStatus } from './api-objects.js';
import type { BoxRecord, DesiredState } from './box-record.js';
import { delayOf, endOf, infoOf, stageOf, startFailureOf } from './pod-state.js';

const handle = {
  ...{ boxId: 'b', installationId: 'i', tenantId: 't', sessionId: 's', incarnation: 1, intentToken: 'k' },
};

function record(desired: DesiredState): BoxRecord {
  const spec = { ...handle, env: {}, limits: { cpus: 1, memoryBytes: 1, pids: 1 } };
  return {
    ...{ handle, namespace: 'n', spec, token: 'x', desired, createdAt: 1 },
    ...{ uid: 'u', resourceVersion: '1', claimedBy: null },
  };
}

function pod(status: PodStatus, deletionTimestamp?: string): PodObject {
  return { metadata: { name: 'b', ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) }, status };
}

const workspace = (state: ContainerStatus['state'] & object): PodStatus => ({
  phase: 'Running',
  containerStatuses: [{ name: 'workspace', state }],
});
const ended = (terminated: object): PodStatus => ({ ...workspace({ terminated }), phase: 'Failed' });
const disrupted = (reason: string): PodStatus => ({
  phase: 'Failed',
  conditions: [{ type: 'DisruptionTarget', status: 'True', reason }],
});

const running = pod(workspace({ running: {} }));

describe('infoOf', () => {
  it.each<[string, DesiredState, PodObject | null, object]>([
    ['a box that never ran', 'created', null, { state: 'created' }],
    ['a box that was stopped', 'stopped', null, { state: 'exited' }],
    ['a box whose pod was taken away', 'running', null, { state: 'exited', reason: 'killed' }],
    ['a box that starts', 'running', pod({ phase: 'Pending' }), { state: 'created' }],
    ['a box that runs', 'running', running, { state: 'running' }],
    [
      'a box whose pod is being taken away',
      'running',
      pod(workspace({ running: {} }), '2026-01-01T00:00:00Z'),
      { state: 'exited', reason: 'killed' },
    ],
    ['a box that ended', 'running', pod(ended({ exitCode: 0 })), { state: 'exited', reason: 'exited' }],
    [
      'a box without memory',
      'running',
      pod(ended({ exitCode: 137, reason: 'OOMKilled' })),
      { state: 'exited', reason: 'out-of-memory' },
    ],
    ['a box that was killed', 'running', pod(ended({ exitCode: 137 })), { state: 'exited', reason: 'killed' }],
    ['a box that was evicted', 'running', pod({ phase: 'Failed', reason: 'Evicted' }), { reason: 'killed' }],
    ['a box on a node that is gone', 'running', pod(disrupted('DeletionByTaintManager')), { reason: 'killed' }],
  ])('tells of %s', (_name, desired, found, info) => {
    expect(infoOf(record(desired), found)).toMatchObject({ handle, createdAt: 1, ...info });
  });

  it('gives no reason for a box that was stopped', () => {
    expect(infoOf(record('stopped'), null)).not.toHaveProperty('reason');
  });
});

describe('stageOf', () => {
  it('takes a pod for over whose container ended, also before the pod says so', () => {
    expect(stageOf(pod(workspace({ terminated: { exitCode: 1 } })))).toBe('over');
    expect(stageOf(pod({ phase: 'Running', reason: 'NodeLost' }, '2026-01-01T00:00:00Z'))).toBe('over');
    expect(endOf(pod(disrupted('EvictionByEvictionAPI')))).toBe('killed');
  });
});

describe('startFailureOf', () => {
  const waiting = (reason: string, field: 'containerStatuses' | 'initContainerStatuses' = 'containerStatuses') =>
    pod({ phase: 'Pending', [field]: [{ name: 'workspace', state: { waiting: { reason } } }] });
  const agentEnded = (exitCode: number) =>
    pod({ phase: 'Pending', initContainerStatuses: [{ name: 'carrel-agent', state: { terminated: { exitCode } } }] });

  it.each<[string, PodObject, string | undefined]>([
    ['an image that cannot be had', waiting('ImagePullBackOff'), 'runtime/unavailable'],
    ['a name that is no image', waiting('InvalidImageName', 'initContainerStatuses'), 'runtime/unavailable'],
    ['a container that cannot be made', waiting('CreateContainerConfigError'), 'runtime/failed'],
    ['eviction', pod({ phase: 'Failed', reason: 'Evicted' }), 'runtime/exhausted'],
    ['preemption', pod(disrupted('PreemptionByScheduler')), 'runtime/exhausted'],
    ['a node without room', pod({ phase: 'Failed', reason: 'OutOfcpu' }), 'runtime/exhausted'],
    ['a node that is gone', pod({ reason: 'NodeLost' }), 'runtime/unavailable'],
    ['an agent that is not there', agentEnded(127), 'runtime/unavailable'],
    ['an agent that is in its place', agentEnded(0), undefined],
    ['the first try of an image', waiting('ErrImagePull'), undefined],
    ['a container that is being made', waiting('ContainerCreating'), undefined],
    ['a pod without a node', pod({ phase: 'Pending' }), undefined],
  ])('knows %s', (_name, found, type) => {
    expect(startFailureOf(found)?.type).toBe(type);
  });
});

describe('delayOf', () => {
  it('says why a pod took too long', () => {
    const unscheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable' };
    expect(delayOf(pod({ phase: 'Pending', conditions: [unscheduled] }))?.type).toBe('runtime/exhausted');
    const pulling = { name: 'workspace', state: { waiting: { reason: 'ErrImagePull' } } };
    expect(delayOf(pod({ phase: 'Pending', containerStatuses: [pulling] }))?.type).toBe('runtime/unavailable');
    expect(delayOf(pod({ phase: 'Pending' }))).toBeNull();
  });
});
