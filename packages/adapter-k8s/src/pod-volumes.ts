import type { Volume, VolumeMount } from './plain.js';
import type { WorkspaceLimits, WorkspaceSpec } from '@carrel/core/runtime';
import { TOKEN_KEY } from './box-record.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import { sessionClaimNameOf } from './names.js';
import { places } from './places.js';
import { bytesQuantity } from './quantities.js';

/** The agent is a few hundred kB; another version may be larger. */
const AGENT_BYTES = 32 * 1024 * 1024;
/** How much the box may write where the agent's secret was. */
const RUN_BYTES = 64 * 1024;
const LEAST_BYTES = 4_096;

export interface VolumeParts {
  readonly spec: WorkspaceSpec;
  /** Of the Secret of the box, and of its claim where that is no session's. */
  readonly name: string;
  readonly options: ResolvedKubernetesOptions;
  readonly limits: Pick<WorkspaceLimits, 'memoryBytes' | 'diskBytes'>;
}

/** What a box sees beside its image, and what its init container does. */
export function volumesOf(parts: VolumeParts): Volume[] {
  const { name, options, limits } = parts;
  const tmpBytes = Math.max(Math.min(options.tmpBytes, Math.floor(limits.memoryBytes / 2)), LEAST_BYTES);
  return [
    { name: 'carrel-agent', emptyDir: { sizeLimit: bytesQuantity(AGENT_BYTES) } },
    { name: 'carrel-run', emptyDir: { medium: 'Memory', sizeLimit: bytesQuantity(RUN_BYTES) } },
    {
      name: 'carrel-secret',
      projected: {
        defaultMode: 0o440,
        sources: [{ secret: { name, items: [{ key: TOKEN_KEY, path: TOKEN_KEY }] } }],
      },
    },
    { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: bytesQuantity(tmpBytes) } },
    { name: 'workspace', ...workspaceVolume(parts) },
    ...identityVolume(options),
  ];
}

export function workspaceMounts({ identity, storage }: ResolvedKubernetesOptions): VolumeMount[] {
  return [
    { name: 'carrel-agent', mountPath: places.agentDirectory, readOnly: true },
    { name: 'carrel-run', mountPath: places.runDirectory },
    { name: 'tmp', mountPath: places.temporary },
    {
      ...{ name: 'workspace', mountPath: places.root },
      ...(storage.kind === 'claim' ? { subPath: places.filesInVolume } : {}),
    },
    ...(identity === null ? [] : [{ name: 'carrel-identity', mountPath: places.identityDirectory, readOnly: true }]),
  ];
}

export function agentMounts({ storage }: ResolvedKubernetesOptions): VolumeMount[] {
  return [
    { name: 'carrel-agent', mountPath: places.agentDirectory },
    { name: 'carrel-run', mountPath: places.runDirectory },
    { name: 'carrel-secret', mountPath: places.secretDirectory, readOnly: true },
    ...(storage.kind === 'claim' ? [{ name: 'workspace', mountPath: places.volumeDirectory }] : []),
  ];
}

function workspaceVolume({ name, options, limits, spec }: VolumeParts): Omit<Volume, 'name'> {
  const { resources, storage } = options;
  if (storage.kind === 'claim') {
    return { persistentVolumeClaim: { claimName: spec.files === 'session' ? sessionClaimNameOf(spec) : name } };
  }
  if (storage.kind === 'memory') {
    const bytes = limits.diskBytes ?? Math.max(Math.floor(limits.memoryBytes / 2), LEAST_BYTES);
    return { emptyDir: { medium: 'Memory', sizeLimit: bytesQuantity(bytes) } };
  }
  return { emptyDir: { sizeLimit: bytesQuantity(resources.ephemeralBytes) } };
}

function identityVolume({ identity }: ResolvedKubernetesOptions): Volume[] {
  if (identity === null) return [];
  const { audience, lifeSeconds } = identity;
  const serviceAccountToken = { audience, expirationSeconds: lifeSeconds, path: 'token' };
  return [{ name: 'carrel-identity', projected: { defaultMode: 0o440, sources: [{ serviceAccountToken }] } }];
}
