import { fieldsOf, isFields, listOf, type Fields, type KubeObject } from '../store/objects.js';
import type { Resource } from '../store/resources.js';

/** The object with what the API sets where nothing is said. What is said stays. */
export function defaulted({ kind }: Resource, object: KubeObject): KubeObject {
  switch (kind) {
    case 'Pod':
      return {
        ...object,
        spec: podDefaults(fieldsOf(object.spec)),
        status: object.status ?? { phase: 'Pending', qosClass: qosOf(fieldsOf(object.spec)) },
      };
    case 'Secret':
      return secretDefaults(object);
    case 'Namespace':
      return {
        ...object,
        metadata: {
          ...object.metadata,
          labels: { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name },
        },
        spec: object.spec ?? { finalizers: ['kubernetes'] },
        status: object.status ?? { phase: 'Active' },
      };
    case 'PersistentVolumeClaim':
      return {
        ...object,
        metadata: { ...object.metadata, finalizers: claimFinalizers(object) },
        spec: { volumeMode: 'Filesystem', ...object.spec },
        status: object.status ?? { phase: 'Pending' },
      };
    case 'NetworkPolicy':
      return { ...object, spec: { policyTypes: policyTypes(fieldsOf(object.spec)), ...object.spec } };
    default:
      return object;
  }
}

/** Set when it is made; a later writer, the one that releases it, may take it away. */
const claimFinalizers = ({ metadata }: KubeObject): string[] =>
  metadata.resourceVersion === '' ? ['kubernetes.io/pvc-protection'] : (metadata.finalizers ?? []);

const policyTypes = (spec: Fields): string[] => (spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress']);

function secretDefaults(object: KubeObject): KubeObject {
  const { stringData, ...kept } = object;
  const texts = Object.entries(fieldsOf(stringData)).map(([key, text]): [string, string] => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  const data = { ...fieldsOf(object['data']), ...Object.fromEntries(texts) };
  return { type: 'Opaque', ...kept, ...(Object.keys(data).length === 0 ? {} : { data }) } as KubeObject;
}

function podDefaults(spec: Fields): Fields {
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'] ?? 'default';
  return {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    ...spec,
    serviceAccountName: account,
    serviceAccount: account,
    ...(Array.isArray(spec['initContainers'])
      ? { initContainers: listOf(spec['initContainers']).map(containerDefaults) }
      : {}),
    ...(Array.isArray(spec['containers']) ? { containers: listOf(spec['containers']).map(containerDefaults) } : {}),
    ...(Array.isArray(spec['volumes']) ? { volumes: listOf(spec['volumes']).map(volumeDefaults) } : {}),
  };
}

function containerDefaults(container: Fields): Fields {
  const image = typeof container['image'] === 'string' ? container['image'] : '';
  const isLatest = /:latest$/.test(image) || !/[:@][^/]*$/.test(image);
  return {
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    resources: resourceDefaults(fieldsOf(container['resources'])),
  };
}

/** What is limited and not requested is requested at its limit. */
function resourceDefaults(resources: Fields): Fields {
  if (!isFields(resources['limits'])) return resources;
  return { ...resources, requests: { ...resources['limits'], ...fieldsOf(resources['requests']) } };
}

function volumeDefaults(volume: Fields): Fields {
  const result = { ...volume };
  for (const kind of ['secret', 'configMap', 'projected', 'downwardAPI']) {
    if (isFields(volume[kind])) result[kind] = { defaultMode: 0o644, ...volume[kind] };
  }
  return result;
}

function qosOf(spec: Fields): string {
  const containers = listOf(spec['containers']).map(({ resources }) => fieldsOf(resources));
  const isNone = containers.every(({ limits, requests }) => limits === undefined && requests === undefined);
  if (isNone) return 'BestEffort';
  const isWhole = containers.every(({ limits, requests }) =>
    ['cpu', 'memory'].every((name) => {
      const limit = fieldsOf(limits)[name];
      return limit !== undefined && (fieldsOf(requests)[name] ?? limit) === limit;
    }),
  );
  return isWhole ? 'Guaranteed' : 'Burstable';
}
