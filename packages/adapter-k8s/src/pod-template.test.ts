import type { WorkspaceSpec } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { boxPod } from './box-pod.js';
import { handleOf } from './box-labels.js';
import type { KubernetesRuntimeOptions } from './k8s-options.js';
import { podTemplate } from './pod-template.js';
import { resolveKubernetesOptions } from './resolve-options.js';

const GIB = 2 ** 30;
const spec: WorkspaceSpec = {
  ...{ installationId: 'inst', tenantId: 'tenant/ü', sessionId: 'ses_1', incarnation: 3, intentToken: 'intent_1' },
  ...{ env: { SECRET: 'hush $(HOME)', PATH: '/bin' }, limits: { cpus: 1, memoryBytes: GIB, pids: 100 } },
};

function podOf(options: KubernetesRuntimeOptions = {}, given: Partial<WorkspaceSpec> = {}) {
  const resolved = resolveKubernetesOptions(options);
  const pod = boxPod({ spec: { ...spec, ...given }, options: resolved, recordUid: 'uid-1' });
  const [workspace] = pod.spec?.containers ?? [];
  const [agent] = pod.spec?.initContainers ?? [];
  if (workspace === undefined || agent === undefined) throw new Error('a container is missing');
  return { pod, workspace, agent };
}

describe('the pod of a box', () => {
  it('says whose it is, and goes with its record', () => {
    const { pod } = podOf();
    const { boxId, ...identity } = handleOf(pod) ?? { boxId: '' };
    const { installationId, tenantId, sessionId, incarnation, intentToken } = spec;
    expect(identity).toEqual({ installationId, tenantId, sessionId, incarnation, intentToken });
    expect(pod.metadata.name).toBe(boxId);
    expect(pod.metadata.namespace).toBe('carrel-workspaces');
    expect(pod.metadata.ownerReferences).toEqual([{ apiVersion: 'v1', kind: 'Secret', name: boxId, uid: 'uid-1' }]);
    expect(JSON.stringify(pod.metadata.labels)).not.toContain('tenant/');
  });

  it('is hardened', () => {
    const { pod, workspace, agent } = podOf();
    expect(pod.spec).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
    });
    for (const { securityContext } of [workspace, agent]) {
      expect(securityContext).toEqual({
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
  });

  it('shows the secret of the agent to the container that brings the agent, and to no other', () => {
    const { pod, workspace, agent } = podOf();
    expect(agent.volumeMounts?.map(({ name }) => name)).toContain('carrel-secret');
    expect(workspace.volumeMounts?.map(({ name }) => name)).not.toContain('carrel-secret');
    expect(workspace.volumeMounts?.find(({ name }) => name === 'carrel-agent')?.readOnly).toBe(true);
    expect(agent.command?.slice(3)).toEqual(['--secret', '/.carrel/secret/token', '/.carrel/run/token']);
    expect(workspace.command?.slice(-2)).toEqual(['--token', '/.carrel/run/token']);
    expect(JSON.stringify(pod.spec)).not.toContain('CARREL_AGENT_TOKEN');
  });

  it('has the environment of its spec by references, so that pods do not show it', () => {
    const { pod, workspace } = podOf();
    const variables = Object.fromEntries((workspace.env ?? []).map(({ name, ...rest }) => [name, rest]));
    expect(variables).toMatchObject({
      TENANT_ID: { value: 'tenant/ü' },
      SESSION_ID: { value: 'ses_1' },
      SECRET: { valueFrom: { secretKeyRef: { name: pod.metadata.name, key: 'env.0' } } },
      PATH: { valueFrom: { secretKeyRef: { name: pod.metadata.name, key: 'env.1' } } },
    });
    expect(JSON.stringify(pod)).not.toContain('hush');
    expect(new Set(workspace.env?.map(({ name }) => name)).size).toBe(workspace.env?.length);
  });

  it('lets a spec name what would be set otherwise', () => {
    const { workspace } = podOf({}, { env: { HOME: '/home' } });
    expect(workspace.env?.filter(({ name }) => name === 'HOME')).toEqual([
      { name: 'HOME', valueFrom: { secretKeyRef: { name: expect.any(String) as string, key: 'env.0' } } },
    ]);
  });

  it('writes what looks like a reference so that it stays what it is', () => {
    const { workspace } = podOf({}, { tenantId: '$(HOME)' });
    expect(workspace.env?.find(({ name }) => name === 'TENANT_ID')?.value).toBe('$$(HOME)');
  });
});

describe('what the pod of a box may use', () => {
  it('is what the spec says, of which a part is promised', () => {
    expect(podOf().workspace.resources).toEqual({
      requests: { cpu: '250m', memory: String(GIB / 2) },
      limits: { cpu: '1000m', memory: String(GIB), 'ephemeral-storage': String(10 * GIB) },
    });
  });

  it('is that of the options where the spec has none', () => {
    const limits = { cpus: 0, memoryBytes: 0, pids: 10 };
    expect(podOf({}, { limits }).workspace.resources).toMatchObject({
      requests: { cpu: '500m', memory: String(2 * GIB) },
      limits: { cpu: '2000m', memory: String(4 * GIB) },
    });
  });

  it('has its files on the disk, in memory, or in a claim', () => {
    const volume = (options: KubernetesRuntimeOptions, given: Partial<WorkspaceSpec> = {}) =>
      podOf(options, given).pod.spec?.volumes?.find(({ name }) => name === 'workspace');
    expect(volume({})).toEqual({ name: 'workspace', emptyDir: { sizeLimit: String(10 * GIB) } });
    expect(volume({ storage: { kind: 'memory' } })).toEqual({
      name: 'workspace',
      emptyDir: { medium: 'Memory', sizeLimit: String(GIB / 2) },
    });
    const limits = { ...spec.limits, diskBytes: 4096 };
    expect(volume({ storage: { kind: 'memory' } }, { limits })?.emptyDir?.sizeLimit).toBe('4096');
    const { agent, pod, workspace } = podOf({ storage: { kind: 'claim' } });
    expect(workspace.volumeMounts?.find(({ name }) => name === 'workspace')?.subPath).toBe('files');
    expect(agent.command?.slice(-2)).toEqual(['--directory', '/.carrel/volume/files']);
    expect(pod.spec?.volumes).toContainEqual({
      name: 'workspace',
      persistentVolumeClaim: { claimName: pod.metadata.name },
    });
  });

  it('bounds /tmp by half of the memory', () => {
    const limits = { ...spec.limits, memoryBytes: 64 * 2 ** 20 };
    const tmp = podOf({}, { limits }).pod.spec?.volumes?.find(({ name }) => name === 'tmp');
    expect(tmp?.emptyDir).toEqual({ medium: 'Memory', sizeLimit: String(32 * 2 ** 20) });
  });
});

describe('where the pod of a box goes', () => {
  it('follows the isolation class, the first for a spec that names none', () => {
    const isolationClasses = { gvisor: 'gvisor-class', kata: 'kata-class', plain: '' };
    expect(podOf().pod.spec?.runtimeClassName).toBeUndefined();
    expect(podOf({ isolationClasses }).pod.spec?.runtimeClassName).toBe('gvisor-class');
    expect(podOf({ isolationClasses }, { isolationClass: 'kata' }).pod.spec?.runtimeClassName).toBe('kata-class');
    expect(podOf({ isolationClasses }, { isolationClass: 'plain' }).pod.spec?.runtimeClassName).toBeUndefined();
  });

  it('follows the options for nodes, secrets, priority and topology', () => {
    const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' };
    const { pod } = podOf({
      nodeSelector: { pool: 'boxes' },
      tolerations: [{ key: 'boxes', operator: 'Exists' }],
      imagePullSecrets: ['pull'],
      priorityClass: 'low',
      topologySpread: [constraint],
    });
    expect(pod.spec).toMatchObject({
      nodeSelector: { pool: 'boxes' },
      tolerations: [{ key: 'boxes', operator: 'Exists' }],
      imagePullSecrets: [{ name: 'pull' }],
      priorityClassName: 'low',
      topologySpreadConstraints: [
        { ...constraint, labelSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'carrel' } } },
      ],
    });
  });

  it('is the namespace of its tenant by option', () => {
    const namespace = { mode: 'per-tenant' } as const;
    const { pod } = podOf({ namespace });
    expect(pod.metadata.namespace).toMatch(/^carrel-t-[0-9a-f]{24}$/);
    expect(podOf({ namespace }, { tenantId: 'other' }).pod.metadata.namespace).not.toBe(pod.metadata.namespace);
  });

  it('shows its network to the policies', () => {
    const mark = (options: KubernetesRuntimeOptions, given: Partial<WorkspaceSpec> = {}) =>
      podOf(options, given).pod.metadata.labels?.['carrel.dev/network'];
    expect(mark({})).toBe('none');
    expect(mark({}, { network: 'internet' })).toBe('internet');
    expect(mark({ network: { enforced: false } })).toBe('internet');
  });
});

describe('the patch of an integrator', () => {
  it('is laid over the pod, and does not change what says whose it is', () => {
    const { pod, workspace } = podOf({
      podPatch: {
        metadata: { labels: { team: 'a', 'carrel.dev/network': 'internet' } },
        spec: { containers: [{ name: 'workspace', env: [{ name: 'PROXY', value: 'p' }] }] },
      },
    });
    expect(pod.metadata.labels).toMatchObject({ team: 'a', 'carrel.dev/network': 'none' });
    expect(workspace.env?.at(-1)).toEqual({ name: 'PROXY', value: 'p' });
  });

  it('leaves the template alone', () => {
    const options = resolveKubernetesOptions({ podPatch: { spec: { hostname: 'x' } } });
    const parts = { spec, options, recordUid: 'uid-1' };
    boxPod(parts);
    expect(podTemplate(parts).spec?.hostname).toBeUndefined();
    expect(boxPod(parts).spec?.hostname).toBe('x');
  });
});
