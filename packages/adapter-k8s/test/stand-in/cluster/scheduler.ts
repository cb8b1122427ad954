import { fieldsOf, listOf, textOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { quantity } from '../store/quantity.js';
import { claims, nodes, pods, storageClasses } from '../store/resources.js';
import { claimRefusal } from './claims.js';
import { withCondition } from './conditions.js';
import { record } from './event-recorder.js';
import { Loop } from './loop.js';
import { podAmount } from './quotas.js';
import type { Registry } from './registry.js';

/** Gives each pod a node that has room for it and that it may be on. */
export class Scheduler {
  private readonly loop: Loop;
  private isFull = false;

  constructor(registry: Registry) {
    this.loop = new Loop(registry.store, [pods, nodes, claims, storageClasses], () => {
      for (const pod of registry.store.list(pods)) {
        const isWaiting = pod.spec?.['nodeName'] === undefined && pod.metadata.deletionTimestamp === undefined;
        if (isWaiting && pod.spec?.['schedulerName'] === 'default-scheduler') place(registry, pod, this.isFull);
      }
    });
  }

  stop(): void {
    this.loop.stop();
  }

  /** No node has room for one more pod. Returns what takes it back. */
  fill(): () => void {
    this.isFull = true;
    return () => {
      this.isFull = false;
      this.loop.plan();
    };
  }
}

function place(registry: Registry, pod: KubeObject, isFull: boolean): void {
  const all = registry.store.list(nodes);
  const unbound = claimRefusal(registry.store, pod);
  const refusals = all.map((node) => (isFull ? 'Insufficient cpu' : (unbound ?? refusal(registry, node, pod))));
  const index = refusals.findIndex((why) => why === undefined);
  const node = all[index];
  if (node !== undefined) {
    const { name } = node.metadata;
    registry.amend(pods, pod.metadata, (object) =>
      withCondition({ ...object, spec: { ...object.spec, nodeName: name } }, { type: 'PodScheduled', status: 'True' }),
    );
    const message = `Successfully assigned ${pod.metadata.namespace ?? ''}/${pod.metadata.name} to ${name}`;
    record(registry, pod, { type: 'Normal', reason: 'Scheduled', message, component: 'default-scheduler' });
    return;
  }
  const counts = [...new Set(refusals)].map((why) => `${refusals.filter((one) => one === why).length} ${why ?? ''}`);
  const message = `0/${all.length} nodes are available: ${unbound ?? counts.join(', ')}.`;
  const changed = registry.amend(pods, pod.metadata, (object) =>
    withCondition(object, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }),
  );
  if (changed?.metadata.resourceVersion === pod.metadata.resourceVersion) return;
  record(registry, pod, { type: 'Warning', reason: 'FailedScheduling', message, component: 'default-scheduler' });
}

function refusal(registry: Registry, node: KubeObject, pod: KubeObject): string | undefined {
  const taint = listOf(node.spec?.['taints']).find(
    (one) => one['effect'] !== 'PreferNoSchedule' && !tolerates(pod, one),
  );
  if (taint !== undefined)
    return `node(s) had untolerated taint {${String(taint['key'])}: ${textOf(taint['value']) ?? ''}}`;
  if (node.spec?.['unschedulable'] === true) return 'node(s) were unschedulable';
  const labels = node.metadata.labels ?? {};
  const wanted = Object.entries(fieldsOf(pod.spec?.['nodeSelector']));
  if (!wanted.every(([key, value]) => labels[key] === value))
    return "node(s) didn't match Pod's node affinity/selector";
  const there = registry.store.list(pods).filter(({ spec, status }) => {
    const isEnded = status?.['phase'] === 'Succeeded' || status?.['phase'] === 'Failed';
    return spec?.['nodeName'] === node.metadata.name && !isEnded;
  });
  const room = fieldsOf(valueAt(node, 'status.allocatable'));
  if (there.length + 1 > (quantity(room['pods']) ?? Infinity)) return 'Too many pods';
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    const used = there.reduce((sum, one) => sum + podAmount(one, 'requests', name), 0);
    if (used + podAmount(pod, 'requests', name) > (quantity(room[name]) ?? Infinity)) return `Insufficient ${name}`;
  }
  return undefined;
}

/** The toleration of a pod for a taint, if it has one. */
export function tolerates(pod: KubeObject, taint: Fields): Fields | undefined {
  return listOf(pod.spec?.['tolerations']).find((one) => {
    const isKey = one['key'] === undefined || one['key'] === taint['key'];
    const isValue = one['operator'] === 'Exists' || (one['value'] ?? '') === (taint['value'] ?? '');
    return (
      isKey && isValue && (one['effect'] === undefined || one['effect'] === '' || one['effect'] === taint['effect'])
    );
  });
}
