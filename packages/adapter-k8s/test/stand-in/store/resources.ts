/** A kind of object that the API serves. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly subresources: readonly string[];
}

type Extra = Partial<Pick<Resource, 'shortNames' | 'subresources' | 'namespaced'>>;

function resource(apiVersion: string, plural: string, kind: string, extra: Extra = {}): Resource {
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: true,
    shortNames: [],
    subresources: [],
    ...extra,
  };
}

const cluster = { namespaced: false } as const;
const RBAC = 'rbac.authorization.k8s.io/v1';

export const pods = resource('v1', 'pods', 'Pod', {
  shortNames: ['po'],
  subresources: ['status', 'exec', 'log', 'portforward', 'eviction'],
});
export const namespaces = resource('v1', 'namespaces', 'Namespace', {
  ...cluster,
  shortNames: ['ns'],
  subresources: ['status', 'finalize'],
});
export const nodes = resource('v1', 'nodes', 'Node', { ...cluster, shortNames: ['no'], subresources: ['status'] });
export const secrets = resource('v1', 'secrets', 'Secret');
export const configMaps = resource('v1', 'configmaps', 'ConfigMap', { shortNames: ['cm'] });
export const claims = resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
  shortNames: ['pvc'],
  subresources: ['status'],
});
export const serviceAccounts = resource('v1', 'serviceaccounts', 'ServiceAccount', {
  shortNames: ['sa'],
  subresources: ['token'],
});
export const events = resource('v1', 'events', 'Event', { shortNames: ['ev'] });
export const quotas = resource('v1', 'resourcequotas', 'ResourceQuota', {
  shortNames: ['quota'],
  subresources: ['status'],
});
export const limitRanges = resource('v1', 'limitranges', 'LimitRange', { shortNames: ['limits'] });
export const roles = resource(RBAC, 'roles', 'Role');
export const roleBindings = resource(RBAC, 'rolebindings', 'RoleBinding');
export const clusterRoles = resource(RBAC, 'clusterroles', 'ClusterRole', cluster);
export const clusterRoleBindings = resource(RBAC, 'clusterrolebindings', 'ClusterRoleBinding', cluster);
export const storageClasses = resource('storage.k8s.io/v1', 'storageclasses', 'StorageClass', {
  ...cluster,
  shortNames: ['sc'],
});
export const runtimeClasses = resource('node.k8s.io/v1', 'runtimeclasses', 'RuntimeClass', cluster);
export const networkPolicies = resource('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', {
  shortNames: ['netpol'],
});
export const priorityClasses = resource('scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', {
  ...cluster,
  shortNames: ['pc'],
});

/** All that is served. Those that no controller of ours reads are plain objects. */
export const resources: readonly Resource[] = [
  pods,
  namespaces,
  nodes,
  secrets,
  configMaps,
  claims,
  serviceAccounts,
  events,
  quotas,
  limitRanges,
  resource('v1', 'services', 'Service', { shortNames: ['svc'], subresources: ['status'] }),
  resource('v1', 'endpoints', 'Endpoints', { shortNames: ['ep'] }),
  resource('apps/v1', 'deployments', 'Deployment', { shortNames: ['deploy'], subresources: ['status'] }),
  resource('apps/v1', 'statefulsets', 'StatefulSet', { shortNames: ['sts'], subresources: ['status'] }),
  networkPolicies,
  resource('networking.k8s.io/v1', 'ingresses', 'Ingress', { shortNames: ['ing'], subresources: ['status'] }),
  resource('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', {
    shortNames: ['pdb'],
    subresources: ['status'],
  }),
  resource('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', {
    shortNames: ['hpa'],
    subresources: ['status'],
  }),
  resource('monitoring.coreos.com/v1', 'servicemonitors', 'ServiceMonitor'),
  resource('admissionregistration.k8s.io/v1', 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy', cluster),
  resource(
    'admissionregistration.k8s.io/v1',
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
    cluster,
  ),
  resource('coordination.k8s.io/v1', 'leases', 'Lease'),
  storageClasses,
  runtimeClasses,
  priorityClasses,
  roles,
  roleBindings,
  clusterRoles,
  clusterRoleBindings,
];

/** Answered, never kept. */
export const reviews: readonly Resource[] = [
  resource('authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', cluster),
  resource('authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', cluster),
  resource('authorization.k8s.io/v1', 'subjectaccessreviews', 'SubjectAccessReview', cluster),
  resource('authentication.k8s.io/v1', 'tokenreviews', 'TokenReview', cluster),
  resource('authentication.k8s.io/v1', 'selfsubjectreviews', 'SelfSubjectReview', cluster),
];

export const apiVersionOf = ({ group, version }: Resource): string => (group === '' ? version : `${group}/${version}`);

export const resourceOf = (group: string, version: string, plural: string): Resource | undefined =>
  [...resources, ...reviews].find((r) => r.group === group && r.version === version && r.plural === plural);

export const keyOf = ({ group, plural }: Resource): string => `${group}/${plural}`;
