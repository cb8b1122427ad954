import type { Container, EnvVar, PodSpec, ResourceRequirements, SecurityContext } from './plain.js';
import type { NetworkAccess, WorkspaceLimits, WorkspaceSpec } from '@carrel/core/runtime';
import type { ObjectMeta, OwnerReference, PodObject } from './api-objects.js';
import { BOX_ROLE, identityOf, labels, MANAGED_BY } from './box-labels.js';
import { namespaceOf, TOKEN_KEY, variableKey } from './box-record.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import { boxNameOf } from './names.js';
import { AGENT_CONTAINER, places, WORKSPACE_CONTAINER } from './places.js';
import { agentMounts, volumesOf, workspaceMounts } from './pod-volumes.js';
import { bytesQuantity, cpuQuantity } from './quantities.js';

export interface PodParts {
  readonly spec: WorkspaceSpec;
  readonly options: ResolvedKubernetesOptions;
  /** The uid of the box's Secret, with which the pod goes. */
  readonly recordUid: string;
}

const MIB = 1024 * 1024;

/**
 * The pod of a box, without the patch of the integrator: nobody but its user, no privilege, no capability, a root file system that
 * cannot be written, the system calls of the runtime's default, no token of the cluster, and bounds on memory, CPU and disk. Its
 * process 1 is the agent.
 */
export function podTemplate(parts: PodParts): PodObject {
  const { spec, options } = parts;
  const name = boxNameOf(spec);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...ownedMeta(parts),
      name,
      labels: { ...options.labels, ...identityOf(spec).labels, [labels.network]: networkOf(spec, options) },
    },
    spec: podSpec(parts, name),
  };
}

/** The name and the marks of what belongs to a box beside its Secret, and goes with it. */
export function ownedMeta({ spec, options, recordUid }: PodParts): ObjectMeta {
  const name = boxNameOf(spec);
  const identity = identityOf(spec);
  const owner: OwnerReference = { apiVersion: 'v1', kind: 'Secret', name, uid: recordUid };
  return {
    name,
    namespace: namespaceOf(options, spec),
    labels: { ...options.labels, ...identity.labels },
    annotations: { ...options.annotations, ...identity.annotations },
    ownerReferences: [owner],
  };
}

/** What the programs of the box may reach. Where nothing is enforced, they reach what the cluster's network lets them. */
function networkOf(
  { network }: Pick<WorkspaceSpec, 'network'>,
  { network: rules }: Pick<ResolvedKubernetesOptions, 'network'>,
): NetworkAccess {
  return network ?? (rules.enforced ? 'none' : 'internet');
}

/** The limits of the spec, and those of the options where it has none. */
export function limitsOf(
  { limits }: Pick<WorkspaceSpec, 'limits'>,
  { resources }: Pick<ResolvedKubernetesOptions, 'resources'>,
): Pick<WorkspaceLimits, 'cpus' | 'memoryBytes' | 'diskBytes'> {
  const { cpus, memoryBytes, diskBytes } = limits;
  return {
    cpus: cpus > 0 ? cpus : resources.cpus,
    memoryBytes: memoryBytes > 0 ? memoryBytes : resources.memoryBytes,
    ...(diskBytes === undefined ? {} : { diskBytes }),
  };
}

function podSpec({ spec, options }: PodParts, name: string): PodSpec {
  const { imagePullSecrets, nodeSelector, priorityClass, tolerations, user } = options;
  const limits = limitsOf(spec, options);
  const runtimeClass = runtimeClassOf(spec, options);
  return {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: Math.ceil(options.stopGraceMs / 1_000) + 1,
    automountServiceAccountToken: false,
    ...(options.identity === null ? {} : { serviceAccountName: options.identity.serviceAccount }),
    enableServiceLinks: false,
    ...dnsOf(spec, options),
    ...(runtimeClass === '' ? {} : { runtimeClassName: runtimeClass }),
    ...(priorityClass === null ? {} : { priorityClassName: priorityClass }),
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector: { ...nodeSelector } }),
    ...(tolerations.length === 0 ? {} : { tolerations: [...tolerations] }),
    ...spreadOf(options),
    ...(imagePullSecrets.length === 0
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((secret) => ({ name: secret })) }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user.uid,
      runAsGroup: user.gid,
      fsGroup: user.gid,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    initContainers: [agentContainer(options)],
    containers: [workspaceContainer({ spec, options, name, limits })],
    volumes: volumesOf({ spec, name, options, limits }),
  };
}

/** Puts the agent in its place, with the secret that the agent takes away when it starts. */
function agentContainer(options: ResolvedKubernetesOptions): Container {
  const { agentImage, imagePullPolicy, storage } = options;
  return {
    name: AGENT_CONTAINER,
    image: agentImage,
    imagePullPolicy,
    command: [
      ...[places.agentInImage, 'install', places.agent],
      ...['--secret', `${places.secretDirectory}/${TOKEN_KEY}`, places.token],
      // As its user, who may write there then.
      ...(storage.kind === 'claim' ? ['--directory', `${places.volumeDirectory}/${places.filesInVolume}`] : []),
    ],
    resources: {
      requests: { cpu: '10m', memory: bytesQuantity(16 * MIB) },
      limits: { cpu: '500m', memory: bytesQuantity(64 * MIB) },
    },
    securityContext: hardened(),
    volumeMounts: agentMounts(options),
  };
}

interface WorkspaceParts extends Pick<PodParts, 'spec' | 'options'> {
  readonly name: string;
  readonly limits: Pick<WorkspaceLimits, 'cpus' | 'memoryBytes' | 'diskBytes'>;
}

/** The agent takes the file with its secret away before it starts anything, so that nothing in the box ever sees it. */
function workspaceContainer({ spec, options, name, limits }: WorkspaceParts): Container {
  return {
    name: WORKSPACE_CONTAINER,
    image: options.imageReference(spec.image ?? options.image),
    imagePullPolicy: options.imagePullPolicy,
    command: [
      ...[places.agent, 'serve', '--root', places.root, '--socket', places.socket],
      ...['--incarnation', String(spec.incarnation), '--token', places.token],
    ],
    workingDir: '/',
    env: environmentOf(spec, name),
    resources: resourcesOf(limits, options),
    securityContext: hardened(),
    volumeMounts: workspaceMounts(options),
  };
}

/** Values of the spec are in the Secret: whoever may look at pods does not see them, and nothing in them is taken for a reference. */
function environmentOf(spec: WorkspaceSpec, secret: string): EnvVar[] {
  const own = {
    HOME: places.root,
    TMPDIR: places.temporary,
    LANG: 'C.UTF-8',
    TENANT_ID: spec.tenantId,
    SESSION_ID: spec.sessionId,
  };
  const given = Object.keys(spec.env).map((variable, index) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: secret, key: variableKey(index) } },
  }));
  return [
    ...Object.entries(own)
      .filter(([variable]) => spec.env[variable] === undefined)
      .map(([variable, value]) => ({ name: variable, value: value.replaceAll('$', '$$$$') })),
    ...given,
  ];
}

function resourcesOf(limits: WorkspaceParts['limits'], { resources }: ResolvedKubernetesOptions): ResourceRequirements {
  const { cpuShare, ephemeralBytes, memoryShare } = resources;
  return {
    requests: {
      cpu: cpuQuantity(limits.cpus * cpuShare),
      memory: bytesQuantity(limits.memoryBytes * memoryShare),
    },
    limits: {
      cpu: cpuQuantity(limits.cpus),
      memory: bytesQuantity(limits.memoryBytes),
      'ephemeral-storage': bytesQuantity(ephemeralBytes),
    },
  };
}

function hardened(): SecurityContext {
  return {
    privileged: false,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The RuntimeClass of the box; '' for the node's own. */
function runtimeClassOf(
  { isolationClass }: WorkspaceSpec,
  { isolationClasses }: Pick<ResolvedKubernetesOptions, 'isolationClasses'>,
): string {
  const [first] = Object.values(isolationClasses);
  return (isolationClass === undefined ? first : isolationClasses[isolationClass]) ?? '';
}

function dnsOf(spec: WorkspaceSpec, options: ResolvedKubernetesOptions): Pick<PodSpec, 'dnsConfig' | 'dnsPolicy'> {
  const { dns } = options.network;
  if (dns.length === 0) return { dnsPolicy: networkOf(spec, options) === 'none' ? 'Default' : 'ClusterFirst' };
  return { dnsPolicy: 'None', dnsConfig: { nameservers: [...dns] } };
}

function spreadOf({ topologySpread }: ResolvedKubernetesOptions): Pick<PodSpec, 'topologySpreadConstraints'> {
  if (topologySpread.length === 0) return {};
  const labelSelector = { matchLabels: { [labels.managed]: MANAGED_BY, [labels.role]: BOX_ROLE } };
  return { topologySpreadConstraints: topologySpread.map((constraint) => ({ labelSelector, ...constraint })) };
}
