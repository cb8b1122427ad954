import type { KubeObject } from './api-objects.js';
import { BOX_SELECTOR, handleOf } from './box-labels.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient, ListQuery } from './kube-client.js';

export interface SweepBounds {
  readonly installationId: string;
  readonly olderThanMs: number;
}

/** Of a pod without a record nothing is worth waiting for. */
const GRACE_SECONDS = 1;

/** Takes away the pods and the claims of an installation whose boxes have no record: somebody took it away by hand. */
export async function sweepCluster(
  client: KubeClient,
  { namespace, storage }: Pick<ResolvedKubernetesOptions, 'namespace' | 'storage'>,
  { bounds, signal }: { readonly bounds: SweepBounds; readonly signal: AbortSignal },
): Promise<void> {
  const place = { namespace: namespace.mode === 'one' ? namespace.name : null, labelSelector: BOX_SELECTOR };
  const resources = storage.kind === 'claim' ? (['pods', 'persistentvolumeclaims'] as const) : (['pods'] as const);
  const found: { readonly resource: (typeof resources)[number]; readonly object: KubeObject }[] = [];
  for (const resource of resources) {
    const { items } = await client.list(queryOf(resource, place), signal);
    found.push(...items.filter((object) => isOld(object, bounds)).map((object) => ({ resource, object })));
  }
  if (found.length === 0) return;
  // Behind the others, so that the record of each that was seen is seen as well.
  const { items: records } = await client.list(queryOf('secrets', place), signal);
  const known = new Set(records.map(keyOf));
  for (const { resource, object } of found) {
    if (known.has(keyOf(object))) continue;
    const { name, namespace: within = null, uid } = object.metadata;
    const options = { gracePeriodSeconds: GRACE_SECONDS, ...(uid === undefined ? {} : { uid }) };
    await client.delete({ resource, namespace: within, name }, options, signal);
  }
}

function queryOf(resource: ListQuery['resource'], place: Omit<ListQuery, 'resource'>): ListQuery {
  return { resource, ...place };
}

function isOld(object: KubeObject, { installationId, olderThanMs }: SweepBounds): boolean {
  const createdAt = Date.parse(object.metadata.creationTimestamp ?? '');
  return handleOf(object)?.installationId === installationId && createdAt <= Date.now() - olderThanMs;
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
