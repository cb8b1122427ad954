import { OWN_PREFIX } from './box-labels.js';
import { checkPodPatch } from './check-pod-patch.js';
import type {
  IdentityOptions,
  KubernetesRuntimeOptions,
  NamespaceOptions,
  QuotaOptions,
  ResolvedKubernetesOptions,
  ResolvedNamespace,
  ResolvedStorage,
  StorageOptions,
} from './k8s-options.js';
import { isDnsLabel, MAX_NAMESPACE_PREFIX } from './names.js';
import { resolveNetworkOptions } from './network-options.js';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const LEAST_IDENTITY_SECONDS = 600;

/**
 * The options with their defaults, and frozen.
 *
 * @throws Error for root as the user of boxes, names that no object can have, networks and shares that are none, labels that are ours,
 *   and a patch that takes the pods of boxes their agent or their hardening.
 */
export function resolveKubernetesOptions(options: KubernetesRuntimeOptions): ResolvedKubernetesOptions {
  const {
    identity,
    podPatch = null,
    priorityClass = null,
    namespace,
    network,
    quota,
    storage,
    user,
    ...rest
  } = options;
  const resolved: ResolvedKubernetesOptions = {
    kubeconfig: 'default',
    image: 'carrel/workspace:minimal',
    imageReference: (tag) => tag,
    agentImage: 'carrel/agent:0.0.0',
    imagePullPolicy: 'IfNotPresent',
    imagePullSecrets: [],
    tmpBytes: 256 * MIB,
    isolationClasses: {},
    nodeSelector: {},
    tolerations: [],
    topologySpread: [],
    labels: {},
    annotations: {},
    callTimeoutMs: 30_000,
    startTimeoutMs: 120_000,
    stopGraceMs: 5_000,
    forceAfterMs: 30_000,
    ...rest,
    resources: resolveResources(options.resources),
    namespace: resolveNamespace(namespace),
    network: resolveNetworkOptions(network ?? {}),
    quota: resolveQuota(quota),
    storage: resolveStorage(storage),
    user: userOf(user ?? '1000:1000'),
    identity: identity === undefined ? null : resolveIdentity(identity),
    ...{ podPatch, priorityClass },
  };
  checkMarks({ ...resolved.labels, ...resolved.annotations });
  checkPodPatch(resolved);
  return Object.freeze(resolved);
}

function resolveResources(given: KubernetesRuntimeOptions['resources'] = {}): ResolvedKubernetesOptions['resources'] {
  const resources = {
    ...{ cpus: 2, memoryBytes: 4 * GIB, cpuShare: 0.25, memoryShare: 0.5, ephemeralBytes: 10 * GIB },
    ...given,
  };
  for (const name of ['cpuShare', 'memoryShare'] as const) {
    if (!(resources[name] > 0 && resources[name] <= 1)) {
      throw new Error(`${name} is a part of the whole, above 0 and at most 1; not ${resources[name]}.`);
    }
  }
  for (const name of ['cpus', 'memoryBytes', 'ephemeralBytes'] as const) {
    if (!(resources[name] > 0)) throw new Error(`${name} is above 0; not ${resources[name]}.`);
  }
  return Object.freeze(resources);
}

function resolveNamespace(given: NamespaceOptions = { mode: 'one' }): ResolvedNamespace {
  if (given.mode === 'one') {
    const { name = 'carrel-workspaces', setUp = false } = given;
    if (!isDnsLabel(name)) throw new Error(`No namespace can have the name ${name}.`);
    return Object.freeze({ mode: 'one', name, setUp });
  }
  const { prefix = 'carrel-t' } = given;
  if (!isDnsLabel(prefix) || prefix.length > MAX_NAMESPACE_PREFIX) {
    throw new Error(
      `What the names of namespaces begin with has at most ${MAX_NAMESPACE_PREFIX} small letters, digits and hyphens; not ${prefix}.`,
    );
  }
  return Object.freeze({ mode: 'per-tenant', prefix });
}

function resolveQuota(given: QuotaOptions = {}): ResolvedKubernetesOptions['quota'] {
  const { boxes = 20 } = given;
  return Object.freeze({
    cpus: 2 * boxes,
    memoryBytes: 4 * GIB * boxes,
    storageBytes: 10 * GIB * boxes,
    ...given,
    boxes,
  });
}

function resolveStorage(given: StorageOptions = { kind: 'disk' }): ResolvedStorage {
  if (given.kind !== 'claim') return Object.freeze({ kind: given.kind });
  const { storageClass = null, bytes = 10 * GIB, isBounded = false, accessMode = 'ReadWriteOnce' } = given;
  if (!(bytes > 0)) throw new Error(`The bytes of a claim are above 0; not ${bytes}.`);
  return Object.freeze({ kind: 'claim', storageClass, bytes, isBounded, accessMode });
}

function resolveIdentity({ audience, lifeSeconds = 3_600, serviceAccount = 'default' }: IdentityOptions) {
  if (audience === '') throw new Error('The token of a box is for somebody: its audience is not empty.');
  if (!Number.isInteger(lifeSeconds) || lifeSeconds < LEAST_IDENTITY_SECONDS) {
    throw new Error(`The token of a box is good for at least ${LEAST_IDENTITY_SECONDS} s; not for ${lifeSeconds}.`);
  }
  return Object.freeze({ audience, lifeSeconds, serviceAccount });
}

function userOf(text: string): ResolvedKubernetesOptions['user'] {
  const [, uid, gid] = /^([1-9]\d*):([1-9]\d*)$/.exec(text) ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error(`The user of boxes is a number and a group's number, neither 0, such as 1000:1000; not ${text}.`);
  }
  return Object.freeze({ uid: Number(uid), gid: Number(gid) });
}

function checkMarks(marks: Readonly<Record<string, string>>): void {
  const own = Object.keys(marks).find((key) => key.startsWith(OWN_PREFIX));
  if (own !== undefined) throw new Error(`Labels and annotations of ${OWN_PREFIX} are Carrel's own; not ${own}.`);
}
