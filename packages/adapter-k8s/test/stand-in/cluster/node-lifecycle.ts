import { isSame, listOf, timestamp, type KubeObject } from '../store/objects.js';
import { nodes, pods } from '../store/resources.js';
import { withCondition } from './conditions.js';
import { record } from './event-recorder.js';
import type { Registry } from './registry.js';
import { tolerates } from './scheduler.js';

const UNREACHABLE = 'node.kubernetes.io/unreachable';

export interface NodeOptions {
  readonly name: string;
  /** Cores that pods may ask for together. Default: 64. */
  readonly cpu?: string;
  /** Default: `256Gi`. */
  readonly memory?: string;
  /** Default: 110. */
  readonly pods?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

export function addNode(registry: Registry, options: NodeOptions): void {
  const { name, cpu = '64', memory = '256Gi', pods: most = 110, labels = {}, taints = [] } = options;
  const room = { cpu, memory, pods: String(most), 'ephemeral-storage': '1Ti' };
  const base = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  registry.create(nodes, undefined, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...base, ...labels } } as unknown as KubeObject['metadata'],
    spec: taints.length === 0 ? {} : { taints },
    status: {
      capacity: room,
      allocatable: room,
      addresses: [{ type: 'Hostname', address: name }],
      nodeInfo: { kubeletVersion: 'v1.32.0', operatingSystem: 'linux', architecture: 'amd64' },
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: timestamp() }],
    },
  });
}

/** A node whose kubelet is not heard of: it is tainted, its pods are not ready, and are evicted when they tolerate it no longer. */
export class NodeLifecycle {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly registry: Registry) {}

  stop(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  lose(name: string): void {
    const node = this.registry.get(nodes, undefined, name);
    // One for the pods that are there, and one for those that are not yet anywhere.
    const taint = { key: UNREACHABLE, effect: 'NoExecute' };
    const taints = [{ key: UNREACHABLE, effect: 'NoSchedule' }, taint];
    this.registry.amend(nodes, node.metadata, (object) =>
      withCondition(
        { ...object, spec: { ...object.spec, taints: [...listOf(object.spec?.['taints']), ...taints] } },
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
      ),
    );
    for (const pod of this.podsOf(name)) {
      const lost = { type: 'Ready', status: 'False', reason: 'NodeNotReady' } as const;
      this.registry.amend(pods, pod.metadata, (object) => withCondition(object, lost));
      record(this.registry, pod, {
        type: 'Warning',
        reason: 'NodeNotReady',
        message: 'Node is not ready',
        component: 'node-controller',
      });
      const seconds = tolerates(pod, taint)?.['tolerationSeconds'];
      this.later(typeof seconds === 'number' ? seconds : 0, () => this.evict(pod, name));
    }
  }

  restore(name: string): void {
    const node = this.registry.get(nodes, undefined, name);
    this.registry.amend(nodes, node.metadata, (object) => {
      const taints = listOf(object.spec?.['taints']).filter((taint) => !isSame(taint['key'], UNREACHABLE));
      return withCondition(
        { ...object, spec: { ...object.spec, taints } },
        { type: 'Ready', status: 'True', reason: 'KubeletReady' },
      );
    });
  }

  private podsOf(node: string): readonly KubeObject[] {
    return this.registry.store.list(pods).filter(({ spec }) => spec?.['nodeName'] === node);
  }

  private later(seconds: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      task();
    }, seconds * 1000);
    timer.unref();
    this.timers.add(timer);
  }

  /** Marked as one that goes; it stays until its kubelet is heard of again, or it is deleted by force. */
  private evict(pod: KubeObject, node: string): void {
    const taints = listOf(this.registry.store.get(nodes, undefined, node)?.spec?.['taints']);
    const current = this.registry.store.get(pods, pod.metadata.namespace, pod.metadata.name);
    if (current?.metadata.uid !== pod.metadata.uid || !taints.some(({ key }) => key === UNREACHABLE)) return;
    const disruption = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' } as const;
    this.registry.amend(pods, pod.metadata, (object) => withCondition(object, disruption));
    this.registry.delete(pods, pod.metadata, {});
  }
}
