/** The kinds of objects that the adapter deals with, as their addresses have them. */
export type KubeResource =
  'pods' | 'secrets' | 'persistentvolumeclaims' | 'namespaces' | 'networkpolicies' | 'resourcequotas' | 'limitranges';

export type KubeVerb = 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete';

/** What a call is about: enough for its address, and to say what is missing where it is refused. */
export interface KubeCall {
  readonly verb: KubeVerb;
  readonly resource: KubeResource;
  /** `null` for all, and for objects that are in none. */
  readonly namespace: string | null;
  readonly name?: string;
  readonly subresource?: 'exec' | 'log';
}

interface Group {
  /** As RBAC calls it. */
  readonly group: string;
  readonly path: string;
}

const CORE: Group = { group: '', path: '/api/v1' };

const GROUPS: Readonly<Record<KubeResource, Group>> = {
  pods: CORE,
  secrets: CORE,
  persistentvolumeclaims: CORE,
  namespaces: CORE,
  resourcequotas: CORE,
  limitranges: CORE,
  networkpolicies: { group: 'networking.k8s.io', path: '/apis/networking.k8s.io/v1' },
};

const METHODS: Readonly<Record<KubeVerb, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  patch: 'PATCH',
  delete: 'DELETE',
};

export function methodOf({ verb }: KubeCall): string {
  return METHODS[verb];
}

export function pathOf({ resource, namespace, name, subresource }: KubeCall): string {
  const { path } = GROUPS[resource];
  const within = namespace === null ? [] : ['namespaces', namespace];
  const parts = [...within, resource, ...(name === undefined ? [] : [name])];
  return [path, ...[...parts, ...(subresource === undefined ? [] : [subresource])].map(encodeURIComponent)].join('/');
}

/** As a rule of RBAC names the group and the resource of the call. */
export function ruleNameOf({ resource, subresource }: Pick<KubeCall, 'resource' | 'subresource'>): {
  readonly group: string;
  readonly resource: string;
} {
  const { group } = GROUPS[resource];
  return { group, resource: subresource === undefined ? resource : `${resource}/${subresource}` };
}
