import { fieldsOf, listOf, textOf, valueAt, type KubeObject } from '../store/objects.js';
import { claims, pods, storageClasses } from '../store/resources.js';
import type { Store } from '../store/store.js';
import type { Registry } from './registry.js';

const PROTECTION = 'kubernetes.io/pvc-protection';

/** The names of the claims that a pod has as volumes. */
const claimsOf = (pod: KubeObject): readonly string[] =>
  listOf(valueAt(pod, 'spec.volumes')).flatMap(
    (volume) => textOf(valueAt(volume, 'persistentVolumeClaim.claimName')) ?? [],
  );

const isBound = ({ status }: KubeObject): boolean => status?.['phase'] === 'Bound';

/** Whether its class gives it a volume only once a pod that uses it has a node. */
function waitsForPod(store: Store, { spec }: KubeObject): boolean {
  const name = textOf(spec?.['storageClassName']);
  const storageClass = name === undefined ? undefined : store.get(storageClasses, undefined, name);
  return storageClass?.['volumeBindingMode'] === 'WaitForFirstConsumer';
}

/** Why no node may have a pod because of its claims; undefined where one may. */
export function claimRefusal(store: Store, pod: KubeObject): string | undefined {
  for (const name of claimsOf(pod)) {
    const claim = store.get(claims, pod.metadata.namespace, name);
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`;
    if (!isBound(claim) && !waitsForPod(store, claim)) return 'pod has unbound immediate PersistentVolumeClaims';
  }
  return undefined;
}

/** Gives claims a place of their own, at once or with their first pod. */
export function bindClaims(registry: Registry): void {
  const { store } = registry;
  for (const claim of store.list(claims)) {
    const { metadata, spec } = claim;
    if (isBound(claim) || metadata.deletionTimestamp !== undefined) continue;
    const users = usersOf(store, claim);
    if (waitsForPod(store, claim) && !users.some((pod) => pod.spec?.['nodeName'] !== undefined)) continue;
    registry.amend(claims, metadata, (object) => ({
      ...object,
      spec: { ...object.spec, volumeName: `pvc-${metadata.uid}` },
      status: {
        phase: 'Bound',
        accessModes: spec?.['accessModes'],
        capacity: fieldsOf(valueAt(spec, 'resources.requests')),
      },
    }));
  }
}

/** Lets those go that are to go and that no pod uses. */
export function releaseClaims(registry: Registry): void {
  const { store } = registry;
  for (const claim of store.list(claims)) {
    const { metadata } = claim;
    if (metadata.deletionTimestamp === undefined || metadata.finalizers?.includes(PROTECTION) !== true) continue;
    if (usersOf(store, claim).length > 0) continue;
    registry.amend(claims, metadata, (object) => ({
      ...object,
      metadata: {
        ...object.metadata,
        finalizers: (object.metadata.finalizers ?? []).filter((one) => one !== PROTECTION),
      },
    }));
  }
}

/** The pods that use it and have not ended. */
const usersOf = (store: Store, { metadata }: KubeObject): readonly KubeObject[] =>
  store
    .list(pods, metadata.namespace)
    .filter(({ status }) => status?.['phase'] !== 'Succeeded' && status?.['phase'] !== 'Failed')
    .filter((pod) => claimsOf(pod).includes(metadata.name));
