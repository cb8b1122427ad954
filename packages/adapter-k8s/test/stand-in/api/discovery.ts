import { apiVersionOf, resources, reviews, type Resource } from '../store/resources.js';
import type { Fields } from '../store/objects.js';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Subresources that are of another kind, and what may be done with them. */
const SUBRESOURCES: Readonly<Record<string, { kind?: string; group?: string; version?: string; verbs: string[] }>> = {
  status: { verbs: ['get', 'patch', 'update'] },
  finalize: { verbs: ['update'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  log: { verbs: ['get'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
};

/** The discovery document at a path, or undefined where there is none. */
export function discovery(path: string, accept: string | undefined, address: string): Fields | undefined {
  const isAggregated =
    /g=apidiscovery\.k8s\.io;v=v2(;|,|$)/.test(accept ?? '') && /as=APIGroupDiscoveryList/.test(accept ?? '');
  switch (path.replace(/\/$/, '')) {
    case '/api':
      return isAggregated ? aggregated(['']) : legacyVersions(address);
    case '/apis':
      return isAggregated ? aggregated(groups()) : groupList();
    case '/version':
      return version();
    default:
      return groupDocument(path);
  }
}

export const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const all = [...resources, ...reviews];
const groups = (): string[] => [...new Set(all.map(({ group }) => group))].filter((group) => group !== '').sort();
const versionOf = (group: string): string => all.find((resource) => resource.group === group)?.version ?? 'v1';
const verbsOf = (resource: Resource): string[] => (reviews.includes(resource) ? ['create'] : VERBS);

const version = (): Fields => ({
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.0',
  gitCommit: '0',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'linux/amd64',
});

const legacyVersions = (address: string): Fields => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
});

const groupOf = (group: string): Fields => {
  const one = { groupVersion: `${group}/${versionOf(group)}`, version: versionOf(group) };
  return { name: group, versions: [one], preferredVersion: one };
};

const groupList = (): Fields => ({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) });

function groupDocument(path: string): Fields | undefined {
  const [, root, first, second] = /^\/(api|apis)\/([^/]+)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
  if (root === undefined) return undefined;
  if (root === 'apis' && second === undefined) {
    return groups().includes(first ?? '') ? { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(first ?? '') } : undefined;
  }
  const groupVersion = root === 'api' ? (first ?? '') : `${first ?? ''}/${second ?? ''}`;
  const served = all.filter((resource) => apiVersionOf(resource) === groupVersion);
  return served.length === 0
    ? undefined
    : { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: served.flatMap(listedAs) };
}

function listedAs(resource: Resource): Fields[] {
  const { plural, singular, kind, namespaced, shortNames, subresources } = resource;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs: verbsOf(resource),
      ...(shortNames.length === 0 ? {} : { shortNames }),
    },
    ...subresources.map((name) => {
      const { verbs, ...other } = SUBRESOURCES[name] ?? { verbs: ['get'] };
      return { name: `${plural}/${name}`, singularName: '', namespaced, kind, ...other, verbs };
    }),
  ];
}

const aggregated = (names: readonly string[]): Fields => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: names.map((name) => ({
    metadata: { name, creationTimestamp: null },
    versions: [
      {
        version: versionOf(name),
        freshness: 'Current',
        resources: all.filter(({ group }) => group === name).map(discoveredAs),
      },
    ],
  })),
});

function discoveredAs(resource: Resource): Fields {
  const { group, version: of, plural, singular, kind, namespaced, shortNames, subresources } = resource;
  return {
    resource: plural,
    responseKind: { group, version: of, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    subresources: subresources.map((name) => {
      const one = SUBRESOURCES[name];
      return {
        subresource: name,
        responseKind: { group: one?.group ?? group, version: one?.version ?? of, kind: one?.kind ?? kind },
        verbs: one?.verbs ?? ['get'],
      };
    }),
  };
}
