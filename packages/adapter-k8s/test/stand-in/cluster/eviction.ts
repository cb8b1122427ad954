import { fieldsOf, listOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { pods, resourceOf } from '../store/resources.js';
import { ApiError } from '../store/status.js';
import type { Registry } from './registry.js';
import { withCondition } from './conditions.js';

/**
 * The eviction API: a deletion that budgets may refuse.
 *
 * @throws ApiError 404, or 429 when a budget allows none.
 */
export function evicted(
  registry: Registry,
  { namespace, name = '' }: { namespace: string | undefined; name: string | undefined },
  body: Fields,
): { code: number; body: Fields } {
  const pod = registry.get(pods, namespace, name);
  if (budgetsOf(registry, pod).some((budget) => !allowsOne(registry, budget))) {
    throw new ApiError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
      causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget does not allow it' }],
    });
  }
  const disruption = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' } as const;
  registry.amend(pods, pod.metadata, (object) => withCondition(object, disruption));
  registry.delete(pods, pod.metadata, fieldsOf(body['deleteOptions']));
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
}

function budgetsOf({ store }: Registry, pod: KubeObject): readonly KubeObject[] {
  const budgets = resourceOf('policy', 'v1', 'poddisruptionbudgets');
  if (budgets === undefined) return [];
  return store.list(budgets, pod.metadata.namespace).filter((budget) => isFor(budget, pod));
}

const isFor = (budget: KubeObject, pod: KubeObject): boolean =>
  Object.entries(fieldsOf(valueAt(budget, 'spec.selector.matchLabels'))).every(
    ([key, value]) => pod.metadata.labels?.[key] === value,
  );

/** Counts in whole pods; a budget in percent allows all. */
function allowsOne({ store }: Registry, budget: KubeObject): boolean {
  const all = store.list(pods, budget.metadata.namespace).filter((pod) => isFor(budget, pod));
  const ready = all.filter((pod) =>
    listOf(pod.status?.['conditions']).some(({ type, status }) => type === 'Ready' && status === 'True'),
  ).length;
  const least = budget.spec?.['minAvailable'];
  const most = budget.spec?.['maxUnavailable'];
  if (typeof least === 'number' && ready - 1 < least) return false;
  return !(typeof most === 'number' && all.length - ready + 1 > most);
}
