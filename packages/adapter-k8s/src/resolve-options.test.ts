import { describe, expect, it } from 'vitest';
import type { KubernetesRuntimeOptions } from './k8s-options.js';
import { resolveKubernetesOptions } from './resolve-options.js';

const withSpec = (spec: Readonly<Record<string, unknown>>): KubernetesRuntimeOptions => ({ podPatch: { spec } });
const workspace = (container: Readonly<Record<string, unknown>>): KubernetesRuntimeOptions =>
  withSpec({ containers: [{ name: 'workspace', ...container }] });

describe('resolveKubernetesOptions', () => {
  it('gives a full workspace what an IDE needs', () => {
    const { resources, namespace, user } = resolveKubernetesOptions({});
    const { cpus, cpuShare, memoryBytes, memoryShare } = resources;
    expect([cpus * cpuShare, cpus]).toEqual([0.5, 2]);
    expect([memoryBytes * memoryShare, memoryBytes]).toEqual([2 * 2 ** 30, 4 * 2 ** 30]);
    expect(namespace).toEqual({ mode: 'one', name: 'carrel-workspaces', setUp: false });
    expect(user).toEqual({ uid: 1000, gid: 1000 });
  });

  it.each<[string, KubernetesRuntimeOptions, RegExp]>([
    ['root', { user: '0:0' }, /The user of boxes/],
    ['the group of root', { user: '1000:0' }, /The user of boxes/],
    ['a user by name', { user: 'me' }, /The user of boxes/],
    ['a namespace with capitals', { namespace: { mode: 'one', name: 'Boxes' } }, /No namespace/],
    ['a prefix that is too long', { namespace: { mode: 'per-tenant', prefix: 'p'.repeat(39) } }, /at most 38/],
    ['a share above all', { resources: { cpuShare: 1.5 } }, /cpuShare/],
    ['a share of nothing', { resources: { memoryShare: 0 } }, /memoryShare/],
    ['a claim of nothing', { storage: { kind: 'claim', bytes: 0 } }, /claim/],
    ['a resolver that is none', { network: { dns: ['ns.example'] } }, /resolver/],
    ['a network that is none', { network: { allow: ['10.0.0.0/33'] } }, /network/],
    ['labels of ours', { labels: { 'carrel.dev/tenant': 'x' } }, /Carrel's own/],
    ['a token for nobody', { identity: { audience: '' } }, /audience/],
    ['a token that is good too short', { identity: { audience: 'a', lifeSeconds: 599 } }, /at least 600/],
  ])('refuses %s', (_name, options, message) => {
    expect(() => resolveKubernetesOptions(options)).toThrow(message);
  });

  it('takes patches that leave the agent and the hardening where they are', () => {
    const patches: readonly KubernetesRuntimeOptions[] = [
      withSpec({ affinity: { nodeAffinity: {} }, schedulerName: 'mine' }),
      workspace({ env: [{ name: 'PROXY', value: 'http://proxy' }] }),
      workspace({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
      withSpec({ volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }] }),
      { podPatch: { metadata: { labels: { team: 'a' }, annotations: { note: 'b' } } } },
    ];
    for (const options of patches) expect(resolveKubernetesOptions(options).podPatch).toBe(options.podPatch);
  });

  const hardening = { privileged: 'privileged', allowPrivilegeEscalation: 'allowPrivilegeEscalation' };
  it.each<[string, KubernetesRuntimeOptions, string]>([
    ['a privileged container', workspace({ securityContext: { privileged: true } }), hardening.privileged],
    [
      'privilege escalation',
      workspace({ securityContext: { allowPrivilegeEscalation: true } }),
      hardening.allowPrivilegeEscalation,
    ],
    ['a root that can be written', workspace({ securityContext: { readOnlyRootFilesystem: false } }), 'readOnlyRoot'],
    ['a capability', workspace({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }), 'capabilities.add'],
    ['capabilities that stay', workspace({ securityContext: { capabilities: { drop: [] } } }), 'capabilities.drop'],
    ['root in a container', workspace({ securityContext: { runAsUser: 0 } }), 'runAsNonRoot'],
    ['root in the pod', withSpec({ securityContext: { runAsUser: 0 } }), 'securityContext'],
    ['no seccomp', withSpec({ securityContext: { seccompProfile: { type: 'Unconfined' } } }), 'seccompProfile'],
    ['the network of the node', withSpec({ hostNetwork: true }), 'hostNetwork'],
    ['the processes of the node', withSpec({ hostPID: true }), 'hostPID'],
    ['a token of the cluster', withSpec({ automountServiceAccountToken: true }), 'automountServiceAccountToken'],
    ['restarts', withSpec({ restartPolicy: 'Always' }), 'restartPolicy'],
    ['files of the node', withSpec({ volumes: [{ name: 'node', hostPath: { path: '/' } }] }), 'of the node'],
    ['a port of the node', workspace({ ports: [{ containerPort: 1, hostPort: 1 }] }), 'hostPort'],
    ['another command', workspace({ command: ['sleep'] }), 'command'],
    ['arguments', workspace({ args: ['x'] }), 'command'],
    ['no workspace', withSpec({ containers: [{ $patch: 'delete', name: 'workspace' }] }), 'workspace is missing'],
    ['no agent', withSpec({ initContainers: [{ $patch: 'delete', name: 'carrel-agent' }] }), 'carrel-agent is missing'],
    ['no volume of the agent', withSpec({ volumes: [{ $patch: 'delete', name: 'carrel-agent' }] }), 'is missing'],
    ['another volume of the agent', withSpec({ volumes: [{ name: 'carrel-run', emptyDir: { medium: '' } }] }), 'ours'],
    [
      'the secret of the box in the workspace',
      workspace({ volumeMounts: [{ name: 'carrel-secret', mountPath: '/s' }] }),
      'secret',
    ],
    [
      'a container that is not hardened',
      withSpec({ containers: [{ name: 'side', image: 'x' }] }),
      'The container side',
    ],
    ['containers that are none', withSpec({ containers: null }), 'containers'],
    ['a patch that is none', withSpec({ containers: [{ image: 'x' }] }), 'podPatch is none'],
  ])('refuses a patch with %s', (_name, options, message) => {
    expect(() => resolveKubernetesOptions(options)).toThrow(message);
  });
});
