import type { KubernetesRuntimeOptions, ResolvedKubernetesOptions } from './k8s-options.js';
import { ruleNameOf, type KubeCall, type KubeResource, type KubeVerb } from './kube-resource.js';
import { resolveKubernetesOptions } from './resolve-options.js';

/** What the adapter does with one kind of object, and so what its role has to allow. */
export interface Permission {
  readonly resource: KubeResource;
  readonly subresource?: NonNullable<KubeCall['subresource']>;
  readonly verbs: readonly KubeVerb[];
  /** When it is needed. */
  readonly when: 'always' | 'claim' | 'set-up' | 'check' | 'per-tenant';
}

/**
 * Everything that the adapter asks of a cluster. Each `when` other than `always` goes with options: `claim` with storage by claims,
 * `set-up` and `check` with one namespace that it makes or only looks at, `per-tenant` with namespaces of tenants.
 */
export const permissions: readonly Permission[] = Object.freeze([
  { resource: 'secrets', verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'], when: 'always' },
  { resource: 'pods', verbs: ['create', 'delete', 'get', 'list', 'watch'], when: 'always' },
  // A WebSocket begins as a get; newer servers ask for create as well.
  { resource: 'pods', subresource: 'exec', verbs: ['create', 'get'], when: 'always' },
  { resource: 'persistentvolumeclaims', verbs: ['create', 'delete', 'list'], when: 'claim' },
  { resource: 'networkpolicies', verbs: ['list'], when: 'check' },
  { resource: 'namespaces', verbs: ['create'], when: 'set-up' },
  { resource: 'networkpolicies', verbs: ['create'], when: 'set-up' },
  { resource: 'namespaces', verbs: ['create'], when: 'per-tenant' },
  { resource: 'networkpolicies', verbs: ['create'], when: 'per-tenant' },
  { resource: 'resourcequotas', verbs: ['create'], when: 'per-tenant' },
  { resource: 'limitranges', verbs: ['create'], when: 'per-tenant' },
]);

/** A rule of a Role or a ClusterRole. */
export interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * The rules of a role with which the adapter works by these options, and no more: of a Role of the one namespace, which may be made
 * before; of a ClusterRole where the adapter makes namespaces, or boxes are in several.
 *
 * @throws Error for options that are none.
 */
export function roleRulesOf(options: KubernetesRuntimeOptions): readonly RoleRule[] {
  const resolved = resolveKubernetesOptions(options);
  const needed = permissions.filter((permission) => isNeeded(permission, resolved));
  const byName = new Map<string, RoleRule>();
  for (const { verbs, ...about } of needed) {
    const { group, resource } = ruleNameOf(about);
    const known = byName.get(`${group}/${resource}`);
    const all = [...new Set([...(known?.verbs ?? []), ...verbs])].sort();
    byName.set(`${group}/${resource}`, { apiGroups: [group], resources: [resource], verbs: all });
  }
  return [...byName.values()];
}

function isNeeded(
  { resource, when }: Permission,
  { namespace, network, storage }: Pick<ResolvedKubernetesOptions, 'namespace' | 'network' | 'storage'>,
): boolean {
  if (resource === 'networkpolicies' && !network.enforced) return false;
  switch (when) {
    case 'always':
      return true;
    case 'claim':
      return storage.kind === 'claim';
    case 'per-tenant':
      return namespace.mode === 'per-tenant';
    case 'set-up':
      return namespace.mode === 'one' && namespace.setUp;
    case 'check':
      return namespace.mode === 'one' && !namespace.setUp;
    default:
      return when satisfies never;
  }
}
