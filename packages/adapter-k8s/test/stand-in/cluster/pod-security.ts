import { fieldsOf, isFields, listOf, textOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { namespaces } from '../store/resources.js';
import { forbidden, type Subject } from '../store/status.js';
import type { Store } from '../store/store.js';

const LABEL = 'pod-security.kubernetes.io/enforce';

const VOLUMES = [
  'name',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/**
 * Refuses a pod that its namespace's level of the Pod Security Standards does not allow. Of the levels `restricted` alone is known;
 * the others allow all here.
 *
 * @throws ApiError 403 that names each of the violations.
 */
export function checkPodSecurity(store: Store, subject: Subject, pod: KubeObject): void {
  const namespace = store.get(namespaces, undefined, pod.metadata.namespace ?? '');
  if (namespace?.metadata.labels?.[LABEL] !== 'restricted') return;
  const violations = restricted(fieldsOf(pod.spec));
  if (violations.length === 0) return;
  throw forbidden(subject, `violates PodSecurity "restricted:latest": ${violations.join(', ')}`);
}

interface Container {
  readonly name: string;
  readonly context: Fields;
}

function restricted(spec: Fields): readonly string[] {
  const pod = fieldsOf(spec['securityContext']);
  const containers = [...listOf(spec['initContainers']), ...listOf(spec['containers'])].map((one): Container => ({
    name: textOf(one['name']) ?? '',
    context: fieldsOf(one['securityContext']),
  }));
  /** What a container says, else what the pod does. */
  const either = (context: Fields, path: string): unknown => valueAt(context, path) ?? valueAt(pod, path);
  const those = (isWrong: (context: Fields) => boolean): string | undefined => {
    const names = containers.filter(({ context }) => isWrong(context)).map(({ name }) => `"${name}"`);
    if (names.length === 0) return undefined;
    return names.length === 1 ? `container ${names.join('')}` : `containers ${names.join(', ')}`;
  };
  const rules: readonly (readonly [string, string | undefined, string])[] = [
    ['privileged', those((context) => context['privileged'] === true), 'must not set securityContext.privileged=true'],
    [
      'allowPrivilegeEscalation != false',
      those((context) => context['allowPrivilegeEscalation'] !== false),
      'must set securityContext.allowPrivilegeEscalation=false',
    ],
    ['unrestricted capabilities', those(hasCapabilities), 'must set securityContext.capabilities.drop=["ALL"]'],
    [
      'runAsNonRoot != true',
      those((context) => either(context, 'runAsNonRoot') !== true),
      'must set securityContext.runAsNonRoot=true',
    ],
    ['runAsUser=0', those((context) => either(context, 'runAsUser') === 0), 'must not set runAsUser=0'],
    [
      'seccompProfile',
      those((context) => !['RuntimeDefault', 'Localhost'].includes(String(either(context, 'seccompProfile.type')))),
      'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
    ],
  ];
  return [
    ...hostRules(spec),
    ...rules.flatMap(([what, who, must]) => (who === undefined ? [] : [`${what} (${who} ${must})`])),
  ];
}

function hostRules(spec: Fields): readonly string[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => spec[name] === true);
  const volumes = listOf(spec['volumes']).filter((volume) =>
    Object.keys(volume).some((kind) => !VOLUMES.includes(kind) && isFields(volume[kind])),
  );
  const ports = listOf(spec['containers'])
    .flatMap((container) => listOf(container['ports']))
    .filter(({ hostPort }) => typeof hostPort === 'number' && hostPort > 0);
  return [
    ...(shared.length === 0 ? [] : [`host namespaces (${shared.map((name) => `${name}=true`).join(', ')})`]),
    ...(ports.length === 0 ? [] : ['hostPort']),
    ...volumes.map(({ name }) => `restricted volume types (volume "${textOf(name) ?? ''}")`),
  ];
}

function hasCapabilities(context: Fields): boolean {
  const { drop, add } = fieldsOf(context['capabilities']);
  const added = Array.isArray(add) ? add.filter((name) => name !== 'NET_BIND_SERVICE') : [];
  return !Array.isArray(drop) || !drop.includes('ALL') || added.length > 0;
}
