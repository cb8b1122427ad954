import { timestamp, type KubeObject } from '../store/objects.js';
import type { Resource } from '../store/resources.js';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

const DEFAULT_GRACE = 30;

/** What a deletion makes of an object that does not go at once: one that is marked and waits; undefined for one that goes now. */
export function removal(resource: Resource, current: KubeObject, options: DeleteOptions): KubeObject | undefined {
  const next = structuredClone(current);
  const { metadata } = next;
  const finalizers = new Set(metadata.finalizers ?? []);
  if (options.propagationPolicy === 'Foreground') finalizers.add('foregroundDeletion');
  if (options.propagationPolicy === 'Orphan') finalizers.add('orphan');
  const grace = graceOf(resource, current, options);
  const waits = resource.kind === 'Namespace' || grace > 0 || finalizers.size > 0;
  if (!waits) return undefined;
  if (finalizers.size > 0) metadata.finalizers = [...finalizers];
  if (resource.kind === 'Namespace') next.status = { ...next.status, phase: 'Terminating' };
  if (metadata.deletionTimestamp !== undefined && grace >= (metadata.deletionGracePeriodSeconds ?? 0)) return next;
  metadata.deletionTimestamp = timestamp(new Date(Date.now() + grace * 1000));
  metadata.deletionGracePeriodSeconds = grace;
  return next;
}

/** Only a pod that runs somewhere is given time. */
function graceOf({ kind }: Resource, { spec, status }: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  if (kind !== 'Pod' || spec?.['nodeName'] === undefined) return 0;
  if (status?.['phase'] === 'Failed' || status?.['phase'] === 'Succeeded') return 0;
  const own = spec['terminationGracePeriodSeconds'];
  return gracePeriodSeconds ?? (typeof own === 'number' ? own : DEFAULT_GRACE);
}
