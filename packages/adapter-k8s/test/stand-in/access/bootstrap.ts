import type { KubeObject } from '../store/objects.js';
import { clusterRoleBindings, clusterRoles } from '../store/resources.js';
import type { Registry } from '../cluster/registry.js';

const GROUP = 'rbac.authorization.k8s.io';

/** The roles that every cluster has: what any user may find out, and the one that may do all. */
export function addBootstrapRoles(registry: Registry): void {
  addRole(registry, 'cluster-admin', 'system:masters', [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ]);
  addRole(registry, 'system:discovery', 'system:authenticated', [
    {
      verbs: ['get'],
      nonResourceURLs: [
        '/api',
        '/api/*',
        '/apis',
        '/apis/*',
        '/healthz',
        '/livez',
        '/openapi',
        '/openapi/*',
        '/readyz',
        '/version',
        '/version/',
      ],
    },
  ]);
  addRole(registry, 'system:basic-user', 'system:authenticated', [
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ]);
}

function addRole(registry: Registry, name: string, group: string, rules: readonly object[]): void {
  const apiVersion = `${GROUP}/v1`;
  const metadata = { name } as KubeObject['metadata'];
  registry.create(clusterRoles, undefined, { apiVersion, kind: 'ClusterRole', metadata, rules });
  registry.create(clusterRoleBindings, undefined, {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
    subjects: [{ kind: 'Group', apiGroup: GROUP, name: group }],
  });
}
