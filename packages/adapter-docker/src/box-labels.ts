import { createHash } from 'node:crypto';
import type { RuntimeHandle, WorkspaceSpec } from '@carrel/core/runtime';

export const INSTALLATION_LABEL = 'carrel.installation';
export const TENANT_LABEL = 'carrel.tenant';

/** What a container says of the box that it is; enough to find it again without any record. */
export function labelsOf(spec: WorkspaceSpec): Readonly<Record<string, string>> {
  return {
    [INSTALLATION_LABEL]: spec.installationId,
    [TENANT_LABEL]: spec.tenantId,
    'carrel.session': spec.sessionId,
    'carrel.incarnation': String(spec.incarnation),
    'carrel.intent': spec.intentToken,
  };
}

/** The handle of the container with these labels; `null` when it is none of ours. */
export function handleOf(boxId: string, labels: Readonly<Record<string, string>>): RuntimeHandle | null {
  const installationId = labels[INSTALLATION_LABEL];
  const { [TENANT_LABEL]: tenantId, 'carrel.session': sessionId, 'carrel.intent': intentToken } = labels;
  const incarnation = Number(labels['carrel.incarnation']);
  if (installationId === undefined || tenantId === undefined || sessionId === undefined) return null;
  if (intentToken === undefined || !Number.isSafeInteger(incarnation)) return null;
  return { boxId, installationId, tenantId, sessionId, incarnation, intentToken };
}

/** The name of the one container for an intent: the engine lets no second one have it. */
export function boxIdOf({
  installationId,
  intentToken,
}: Pick<WorkspaceSpec, 'installationId' | 'intentToken'>): string {
  const digest = createHash('sha256').update(`${installationId}\0${intentToken}`).digest('hex');
  return `carrel-${digest.slice(0, 32)}`;
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
