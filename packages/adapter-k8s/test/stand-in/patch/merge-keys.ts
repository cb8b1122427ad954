/**
 * Lists whose items the API merges, by the name of their field, with the keys that make an item the same. Lists that are not here
 * are replaced whole.
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  conditions: ['type'],
  addresses: ['type'],
  ownerReferences: ['uid'],
};

/** The key of the items of the list at that field, or undefined where the list is replaced whole. */
export function mergeKeyOf(field: string, items: readonly unknown[]): string | undefined {
  if (field === 'ports') {
    const isOfContainer = items.some((item) => typeof item === 'object' && item !== null && 'containerPort' in item);
    return isOfContainer ? 'containerPort' : 'port';
  }
  return KEYS[field]?.[0];
}

/** Lists of plain values that are merged as sets. */
export const isMergedSet = (field: string): boolean => field === 'finalizers';
