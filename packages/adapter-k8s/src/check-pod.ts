import type { Container, PodSpec, SecurityContext } from './plain.js';
import type { PodObject } from './api-objects.js';
import { AGENT_CONTAINER, WORKSPACE_CONTAINER } from './places.js';

/** What is wrong with a pod that is to be a box's, by the pod that it was made from; empty when nothing is. */
export function problemsOf(pod: PodObject, template: PodObject): readonly string[] {
  const { spec } = pod;
  const base = template.spec;
  if (spec === undefined || base === undefined) return ['It has no spec.'];
  const shape = shapeProblems(spec);
  if (shape.length > 0) return shape;
  return [
    ...kept(spec, base),
    ...podProblems(spec),
    ...volumeProblems(spec),
    ...[...(spec.initContainers ?? []), ...spec.containers].flatMap((container) => containerProblems(container, spec)),
  ];
}

/** Whether it can be looked at as a pod at all. */
function shapeProblems(spec: PodSpec): readonly string[] {
  const lists = { containers: spec.containers, initContainers: spec.initContainers, volumes: spec.volumes };
  return Object.entries(lists).flatMap(([name, list]: [string, unknown]) => {
    if (list === undefined && name !== 'containers') return [];
    if (!Array.isArray(list)) return [`${name} is a list.`];
    return list.every((entry: unknown) => typeof entry === 'object' && entry !== null) ? [] : [`${name} has objects.`];
  });
}

/** The two containers of ours are there, and do what they did. */
function kept(spec: PodSpec, base: PodSpec): readonly string[] {
  return [
    ...keptContainer(WORKSPACE_CONTAINER, spec.containers, base.containers),
    ...keptContainer(AGENT_CONTAINER, spec.initContainers ?? [], base.initContainers ?? []),
    ...(base.volumes ?? []).flatMap((volume) => {
      const there = spec.volumes?.find(({ name }) => name === volume.name);
      if (there === undefined) return [`The volume ${volume.name} is missing.`];
      const isOurs = volume.name.startsWith('carrel-');
      return isOurs && JSON.stringify(there) !== JSON.stringify(volume) ? [`The volume ${volume.name} is ours.`] : [];
    }),
  ];
}

function keptContainer(name: string, found: readonly Container[], base: readonly Container[]): readonly string[] {
  const ours = base.find((container) => container.name === name);
  const theirs = found.find((container) => container.name === name);
  if (ours === undefined || theirs === undefined) return [`The container ${name} is missing.`];
  const missing = (ours.volumeMounts ?? []).filter(
    (mount) => !(theirs.volumeMounts ?? []).some((each) => JSON.stringify(each) === JSON.stringify(mount)),
  );
  return [
    ...(JSON.stringify(theirs.command) === JSON.stringify(ours.command) && theirs.args === undefined
      ? []
      : [`The command of the container ${name} is ours.`]),
    ...missing.map(({ mountPath }) => `The container ${name} has not what is ours at ${mountPath}.`),
  ];
}

function podProblems(spec: PodSpec): readonly string[] {
  const wrong = {
    hostNetwork: spec.hostNetwork === true,
    hostPID: spec.hostPID === true,
    hostIPC: spec.hostIPC === true,
    shareProcessNamespace: spec.shareProcessNamespace === true,
    automountServiceAccountToken: spec.automountServiceAccountToken !== false,
    restartPolicy: spec.restartPolicy !== 'Never',
    securityContext: isRoot(spec.securityContext) || spec.securityContext?.runAsNonRoot !== true,
    seccompProfile: isUnconfined(spec.securityContext),
  };
  return Object.entries(wrong).flatMap(([field, isWrong]) =>
    isWrong ? [`The hardening of the pod is gone: ${field}.`] : [],
  );
}

/** What reaches into the node. */
function volumeProblems({ volumes = [] }: PodSpec): readonly string[] {
  return volumes.flatMap((volume) =>
    volume.hostPath === undefined ? [] : [`The volume ${volume.name} is of the node.`],
  );
}

function containerProblems(container: Container, spec: PodSpec): readonly string[] {
  const { name, image, securityContext } = container;
  const wrong = {
    name: typeof name !== 'string' || name === '',
    image: typeof image !== 'string' || image === '',
    privileged: securityContext?.privileged === true,
    allowPrivilegeEscalation: securityContext?.allowPrivilegeEscalation !== false,
    readOnlyRootFilesystem: securityContext?.readOnlyRootFilesystem !== true,
    runAsNonRoot: isRoot(securityContext) || securityContext?.runAsNonRoot === false,
    'capabilities.drop': securityContext?.capabilities?.drop?.includes('ALL') !== true,
    'capabilities.add': (securityContext?.capabilities?.add ?? []).length > 0,
    seccompProfile: isUnconfined(securityContext),
    hostPort: (container.ports ?? []).some(({ hostPort }) => hostPort !== undefined),
    secret:
      sees(container, 'carrel-secret') &&
      !(spec.initContainers ?? []).some((each) => each.name === name && name === AGENT_CONTAINER),
  };
  return Object.entries(wrong).flatMap(([field, isWrong]) =>
    isWrong ? [`The container ${name} may not have it so: ${field}.`] : [],
  );
}

function sees({ volumeMounts = [] }: Container, volume: string): boolean {
  return volumeMounts.some(({ name }) => name === volume);
}

function isRoot(context: Pick<SecurityContext, 'runAsGroup' | 'runAsUser'> | undefined): boolean {
  return context?.runAsUser === 0 || context?.runAsGroup === 0;
}

function isUnconfined(context: Pick<SecurityContext, 'seccompProfile'> | undefined): boolean {
  return context?.seccompProfile?.type === 'Unconfined';
}
