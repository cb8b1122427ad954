import { randomBytes } from 'node:crypto';
import { timestamp, type KubeObject } from '../store/objects.js';
import { events } from '../store/resources.js';
import { ApiError } from '../store/status.js';
import type { Registry } from './registry.js';

export interface Occurrence {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
}

/** Writes an event about an object, as the parts of a cluster do. In a namespace that is going it is lost. */
export function record(registry: Registry, about: KubeObject, { component, ...occurrence }: Occurrence): void {
  const namespace = about.metadata.namespace ?? 'default';
  const now = timestamp();
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${about.metadata.name}.${randomBytes(8).toString('hex')}`, namespace } as KubeObject['metadata'],
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name,
      namespace,
      uid: about.metadata.uid,
      resourceVersion: about.metadata.resourceVersion,
    },
    ...occurrence,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
  try {
    registry.create(events, namespace, event);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
  }
}
