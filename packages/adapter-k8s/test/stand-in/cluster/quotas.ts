import { fieldsOf, listOf, valueAt, type KubeObject } from '../store/objects.js';
import { printed, quantity } from '../store/quantity.js';
import { claims, configMaps, keyOf, pods, quotas, resources, secrets, type Resource } from '../store/resources.js';
import { forbidden } from '../store/status.js';
import type { Store } from '../store/store.js';

type Usage = ReadonlyMap<string, number>;

/** @throws ApiError 403 when a quota of the namespace would be passed, or names what a pod of it does not. */
export function checkQuotas(
  store: Store,
  resource: Resource,
  { object, before }: { object: KubeObject; before?: KubeObject },
): void {
  const { namespace, name } = object.metadata;
  if (namespace === undefined) return;
  const added = difference(usageOf(resource, object), before === undefined ? new Map() : usageOf(resource, before));
  for (const quota of store.list(quotas, namespace)) {
    const hard = fieldsOf(valueAt(quota, 'spec.hard'));
    const subject = { group: resource.group, plural: resource.plural, name };
    const unnamed = before === undefined && resource === pods ? unnamedBy(object, Object.keys(hard)) : [];
    if (unnamed.length > 0)
      throw forbidden(subject, `failed quota: ${quota.metadata.name}: must specify ${unnamed.join(' for: ')}`);
    const used = usedIn(store, namespace);
    const passed = Object.keys(hard).filter((key) => {
      const more = added.get(key) ?? 0;
      return more > 0 && (used.get(key) ?? 0) + more > (quantity(hard[key]) ?? Infinity);
    });
    if (passed.length === 0) continue;
    const list = (amount: (key: string) => string) => passed.map((key) => `${key}=${amount(key)}`).join(',');
    throw forbidden(
      subject,
      `exceeded quota: ${quota.metadata.name}, requested: ${list((key) => printed(added.get(key) ?? 0))}, used: ${list(
        (key) => printed(used.get(key) ?? 0),
      )}, limited: ${list((key) => String(hard[key]))}`,
    );
  }
}

/** What is used of all that a quota may limit in the namespace. */
export function usedIn(store: Store, namespace: string): Map<string, number> {
  const used = new Map<string, number>();
  for (const resource of resources.filter(({ namespaced }) => namespaced)) {
    for (const object of store.list(resource, namespace)) {
      for (const [key, amount] of usageOf(resource, object)) used.set(key, (used.get(key) ?? 0) + amount);
    }
  }
  return used;
}

function usageOf(resource: Resource, object: KubeObject): Map<string, number> {
  const isCore = resource.group === '';
  const usage = new Map([[`count/${resource.plural}${isCore ? '' : `.${resource.group}`}`, 1]]);
  if ([secrets, configMaps, claims].includes(resource)) usage.set(resource.plural, 1);
  if (resource === claims)
    usage.set('requests.storage', quantity(valueAt(object, 'spec.resources.requests.storage')) ?? 0);
  if (keyOf(resource) === '/services') usage.set('services', 1);
  if (resource === pods) addPod(usage, object);
  return usage;
}

/** A pod that has ended uses nothing but its place among the objects. */
function addPod(usage: Map<string, number>, pod: KubeObject): void {
  if (pod.status?.['phase'] === 'Succeeded' || pod.status?.['phase'] === 'Failed') return;
  usage.set('pods', 1);
  for (const which of ['requests', 'limits'] as const) {
    for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
      const amount = podAmount(pod, which, name);
      usage.set(`${which}.${name}`, amount);
      if (which === 'requests') usage.set(name, amount);
    }
  }
}

/** The sum of its containers, or the largest init container where that is more. */
export function podAmount(pod: KubeObject, which: 'requests' | 'limits', name: string): number {
  const amounts = (list: unknown) =>
    listOf(list).map((container) => quantity(fieldsOf(fieldsOf(container['resources'])[which])[name]) ?? 0);
  const sum = amounts(pod.spec?.['containers']).reduce((a, b) => a + b, 0);
  return Math.max(sum, ...amounts(pod.spec?.['initContainers']));
}

const difference = (after: Usage, before: Usage): Usage =>
  new Map([...after].map(([key, amount]) => [key, amount - (before.get(key) ?? 0)]));

function unnamedBy(pod: KubeObject, keys: readonly string[]): string[] {
  return keys.filter((key) => {
    const [which, name] = key.includes('.') ? key.split('.', 2) : ['requests', key];
    if (which !== 'requests' && which !== 'limits') return false;
    if (name !== 'cpu' && name !== 'memory') return false;
    return listOf(pod.spec?.['containers']).some(
      (container) => fieldsOf(fieldsOf(container['resources'])[which])[name] === undefined,
    );
  });
}
