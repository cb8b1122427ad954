import type { RuntimeHandle, WorkspaceSpec } from '@carrel/core/runtime';
import type { KubeObject, ObjectMeta } from './api-objects.js';
import { hashedLabelOf, labelValueOf } from './names.js';

/** What the keys of our labels and annotations begin with. */
export const OWN_PREFIX = 'carrel.dev/';

export const labels = {
  /** On everything that is ours. */
  managed: 'app.kubernetes.io/managed-by',
  installation: 'carrel.dev/installation',
  tenant: 'carrel.dev/tenant',
  session: 'carrel.dev/session',
  incarnation: 'carrel.dev/incarnation',
  intent: 'carrel.dev/intent',
  /** What its programs may reach, for the NetworkPolicies. */
  network: 'carrel.dev/network',
  /** What an object is for. */
  role: 'carrel.dev/role',
} as const;

export const annotations = {
  installation: 'carrel.dev/installation-id',
  tenant: 'carrel.dev/tenant-id',
  session: 'carrel.dev/session-id',
  incarnation: 'carrel.dev/incarnation',
  intent: 'carrel.dev/intent-token',
  /** What was asked of the box last: `created`, `running` or `stopped`. */
  desired: 'carrel.dev/desired',
  /** Whose the box is since it was claimed. */
  claimedBy: 'carrel.dev/claimed-by',
} as const;

export const MANAGED_BY = 'carrel';
export const BOX_ROLE = 'box';
/** Of the claims that outlive boxes. */
export const SESSION_FILES_ROLE = 'session-files';
/** Finds everything that belongs to a box, of every installation. */
export const BOX_SELECTOR = `${labels.managed}=${MANAGED_BY},${labels.role}=${BOX_ROLE}`;

/** Whose box it is, on each of its objects. Labels are for finding, annotations for reading. */
export function identityOf(spec: WorkspaceSpec): Required<Pick<ObjectMeta, 'labels' | 'annotations'>> {
  return {
    labels: {
      [labels.managed]: MANAGED_BY,
      [labels.role]: BOX_ROLE,
      [labels.installation]: labelValueOf(spec.installationId),
      [labels.tenant]: hashedLabelOf(spec.tenantId),
      [labels.session]: labelValueOf(spec.sessionId),
      [labels.incarnation]: String(spec.incarnation),
      [labels.intent]: labelValueOf(spec.intentToken),
    },
    annotations: {
      [annotations.installation]: spec.installationId,
      [annotations.tenant]: spec.tenantId,
      [annotations.session]: spec.sessionId,
      [annotations.incarnation]: String(spec.incarnation),
      [annotations.intent]: spec.intentToken,
    },
  };
}

/** The handle of the box that the object belongs to; `null` when it is none of ours. */
export function handleOf({ metadata }: KubeObject): RuntimeHandle | null {
  const { name, annotations: notes = {} } = metadata;
  const installationId = notes[annotations.installation];
  const tenantId = notes[annotations.tenant];
  const sessionId = notes[annotations.session];
  const intentToken = notes[annotations.intent];
  const incarnation = Number(notes[annotations.incarnation]);
  if (installationId === undefined || tenantId === undefined || sessionId === undefined) return null;
  if (intentToken === undefined || !Number.isSafeInteger(incarnation)) return null;
  return { boxId: name, installationId, tenantId, sessionId, incarnation, intentToken };
}

/** Whether both name the same life of the same session. */
export function isSameBox(one: RuntimeHandle, other: RuntimeHandle): boolean {
  return (
    one.installationId === other.installationId &&
    one.tenantId === other.tenantId &&
    one.sessionId === other.sessionId &&
    one.incarnation === other.incarnation &&
    one.intentToken === other.intentToken
  );
}
