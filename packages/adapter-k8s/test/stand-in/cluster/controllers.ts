import { fieldsOf, isSame, valueAt, type KubeObject } from '../store/objects.js';
import { printed } from '../store/quantity.js';
import {
  claims,
  configMaps,
  events,
  namespaces,
  pods,
  quotas,
  resources,
  secrets,
  serviceAccounts,
  storageClasses,
  type Resource,
} from '../store/resources.js';
import { bindClaims, releaseClaims } from './claims.js';
import { Loop } from './loop.js';
import { usedIn } from './quotas.js';
import type { Registry } from './registry.js';

const namespaced = resources.filter((resource) => resource.namespaced);
/** Events own nothing and are owned by nothing. */
const collected = resources.filter((resource) => resource !== events);

/** The small controllers of a cluster: each brings what is there nearer to what is wanted. */
export class Controllers {
  private readonly loops: readonly Loop[];
  private readonly accounts: Loop;
  private readonly volumes: Loop;
  private holdsAccounts = false;
  private holdsVolumes = false;

  constructor(registry: Registry) {
    const { store } = registry;
    this.accounts = new Loop(store, [namespaces, serviceAccounts], () => {
      if (!this.holdsAccounts) addServiceAccounts(registry);
    });
    this.volumes = new Loop(store, [claims, pods, storageClasses], () => {
      if (!this.holdsVolumes) bindClaims(registry);
    });
    this.loops = [
      this.accounts,
      new Loop(store, [namespaces, ...namespaced], () => endNamespaces(registry)),
      this.volumes,
      new Loop(store, [claims, pods], () => releaseClaims(registry)),
      new Loop(store, [quotas, pods, claims, secrets, configMaps], () => countQuotas(registry)),
      new Loop(store, collected, () => collect(registry)),
    ];
  }

  stop(): void {
    this.loops.forEach((loop) => loop.stop());
  }

  /** New namespaces get no service account of their own. Returns what takes it back. */
  holdAccounts(): () => void {
    this.holdsAccounts = true;
    return () => {
      this.holdsAccounts = false;
      this.accounts.plan();
    };
  }

  /** Claims get no volume. Returns what takes it back. */
  holdVolumes(): () => void {
    this.holdsVolumes = true;
    return () => {
      this.holdsVolumes = false;
      this.volumes.plan();
    };
  }
}

/** A namespace that is to go takes all with it, and is gone when it is empty. */
function endNamespaces(registry: Registry): void {
  for (const namespace of registry.store.list(namespaces)) {
    if (namespace.metadata.deletionTimestamp === undefined) continue;
    const { name } = namespace.metadata;
    let left = 0;
    for (const resource of namespaced) {
      for (const object of registry.store.list(resource, name)) {
        const deleted = registry.delete(resource, object.metadata, {});
        if (deleted !== undefined && resource !== events) left += 1;
      }
    }
    if (left === 0 && (namespace.metadata.finalizers ?? []).length === 0) registry.store.remove(namespaces, namespace);
  }
}

function addServiceAccounts(registry: Registry): void {
  for (const { metadata } of registry.store.list(namespaces)) {
    if (metadata.deletionTimestamp !== undefined) continue;
    if (registry.store.get(serviceAccounts, metadata.name, 'default') !== undefined) continue;
    addServiceAccount(registry, metadata.name);
  }
}

/** The account that pods of a namespace have when they name none. */
export function addServiceAccount(registry: Registry, namespace: string): void {
  const metadata = { name: 'default', namespace } as KubeObject['metadata'];
  registry.create(serviceAccounts, namespace, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
}

function release(registry: Registry, resource: Resource, { metadata }: KubeObject, finalizer: string): void {
  if (metadata.finalizers?.includes(finalizer) !== true) return;
  registry.amend(resource, metadata, (object) => ({
    ...object,
    metadata: { ...object.metadata, finalizers: (object.metadata.finalizers ?? []).filter((one) => one !== finalizer) },
  }));
}

function countQuotas(registry: Registry): void {
  for (const quota of registry.store.list(quotas)) {
    const hard = fieldsOf(valueAt(quota, 'spec.hard'));
    const all = usedIn(registry.store, quota.metadata.namespace ?? '');
    const used = Object.fromEntries(Object.keys(hard).map((key) => [key, printed(all.get(key) ?? 0)]));
    const status = { hard, used };
    if (!isSame(quota.status, status)) registry.amend(quotas, quota.metadata, (object) => ({ ...object, status }));
  }
}

/** What is owned goes when its last owner is gone; owners that are to go with or without it are followed. */
function collect(registry: Registry): void {
  const all = collected.flatMap((resource) => registry.store.list(resource).map((object) => ({ resource, object })));
  const uids = new Map(all.map(({ object }) => [object.metadata.uid, object]));
  for (const { resource, object } of all) {
    const owners = object.metadata.ownerReferences ?? [];
    const there = owners.map(({ uid }) => uids.get(uid)).filter((owner) => owner !== undefined);
    const isOrphaned = there.some(({ metadata }) => metadata.finalizers?.includes('orphan') === true);
    const goesFirst = there.some(({ metadata }) => metadata.finalizers?.includes('foregroundDeletion') === true);
    if (isOrphaned) disown(registry, resource, object);
    else if (
      owners.length > 0 &&
      object.metadata.deletionTimestamp === undefined &&
      (there.length === 0 || goesFirst)
    ) {
      registry.delete(resource, object.metadata, {});
    }
  }
  for (const { resource, object } of all) {
    const { uid, finalizers = [] } = object.metadata;
    const hasOwned = () =>
      all.some(({ object: one }) => one.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true);
    if (finalizers.includes('orphan')) release(registry, resource, object, 'orphan');
    if (finalizers.includes('foregroundDeletion') && !hasOwned())
      release(registry, resource, object, 'foregroundDeletion');
  }
}

function disown(registry: Registry, resource: Resource, { metadata }: KubeObject): void {
  registry.amend(resource, metadata, (object) => {
    const { ownerReferences: _, ...kept } = object.metadata;
    return { ...object, metadata: kept };
  });
}
