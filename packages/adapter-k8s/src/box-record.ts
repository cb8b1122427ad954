import { randomBytes } from 'node:crypto';
import type { RuntimeHandle, WorkspaceSpec } from '@carrel/core/runtime';
import { isJsonObject, type SecretObject } from './api-objects.js';
import { annotations, handleOf, identityOf } from './box-labels.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import { boxNameOf, tenantNamespaceOf } from './names.js';

/** What was asked of a box last. */
export type DesiredState = 'created' | 'running' | 'stopped';

/** What is kept of a box, in its Secret, from `create` to `remove`. */
export interface BoxRecord {
  readonly handle: RuntimeHandle;
  readonly namespace: string;
  readonly spec: WorkspaceSpec;
  /** The secret of its agent. */
  readonly token: string;
  readonly desired: DesiredState;
  readonly createdAt: number;
  /** Whose it is since it was claimed; `null` before. */
  readonly claimedBy: string | null;
  /** Of the Secret itself. */
  readonly uid: string;
  readonly resourceVersion: string;
}

const BOX_SECRET_TYPE = 'carrel.dev/box';
/** The key of the agent's secret in the Secret of a box. */
export const TOKEN_KEY = 'token';
const SPEC_KEY = 'spec';
const TOKEN_BYTES = 24;
const DESIRED: ReadonlySet<string | undefined> = new Set<DesiredState>(['created', 'running', 'stopped']);

/** The key of a variable of the box's environment in its Secret. */
export function variableKey(index: number): string {
  return `env.${index}`;
}

/** The namespace of the boxes of a tenant. */
export function namespaceOf(
  { namespace }: Pick<ResolvedKubernetesOptions, 'namespace'>,
  owner: Pick<WorkspaceSpec, 'installationId' | 'tenantId'>,
): string {
  return namespace.mode === 'one' ? namespace.name : tenantNamespaceOf(namespace.prefix, owner);
}

/** The Secret of a new box, with a secret for its agent that nobody has seen. */
export function recordObject(
  spec: WorkspaceSpec,
  options: Pick<ResolvedKubernetesOptions, 'annotations' | 'labels' | 'namespace'>,
): SecretObject {
  const identity = identityOf(spec);
  const variables = Object.values(spec.env).map((value, index) => [variableKey(index), base64(value)] as const);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: boxNameOf(spec),
      namespace: namespaceOf(options, spec),
      labels: { ...options.labels, ...identity.labels },
      annotations: { ...options.annotations, ...identity.annotations, ...desiredMark('created') },
    },
    type: BOX_SECRET_TYPE,
    data: {
      [TOKEN_KEY]: base64(randomBytes(TOKEN_BYTES).toString('base64url')),
      [SPEC_KEY]: base64(JSON.stringify(spec)),
      ...Object.fromEntries(variables),
    },
  };
}

/** The annotation that says what was asked of the box last. */
export function desiredMark(desired: DesiredState): Readonly<Record<string, string>> {
  return { [annotations.desired]: desired };
}

/** `null` for a Secret that is no box's. */
export function readRecord(secret: SecretObject): BoxRecord | null {
  const handle = handleOf(secret);
  const { uid, namespace, resourceVersion = '', creationTimestamp = '', annotations: notes = {} } = secret.metadata;
  const { [TOKEN_KEY]: token, [SPEC_KEY]: spec } = secret.data ?? {};
  if (secret.type !== BOX_SECRET_TYPE || handle === null || uid === undefined || namespace === undefined) return null;
  if (token === undefined || spec === undefined) return null;
  const read = specIn(spec);
  if (read === null) return null;
  const desired = notes[annotations.desired];
  return {
    ...{ handle, namespace, spec: read, uid, resourceVersion, token: text(token) },
    claimedBy: notes[annotations.claimedBy] ?? null,
    desired: isDesired(desired) ? desired : 'created',
    createdAt: Date.parse(creationTimestamp),
  };
}

function isDesired(value: string | undefined): value is DesiredState {
  return DESIRED.has(value);
}

function specIn(encoded: string): WorkspaceSpec | null {
  try {
    const spec: unknown = JSON.parse(text(encoded));
    if (!isJsonObject(spec) || !isJsonObject(spec['env']) || !isJsonObject(spec['limits'])) return null;
    return spec as unknown as WorkspaceSpec;
  } catch {
    return null;
  }
}

function base64(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}

function text(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8');
}
