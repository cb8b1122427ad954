import { createHash } from 'node:crypto';
import type { WorkspaceSpec } from '@carrel/core/runtime';

/** The longest name of an object that is a DNS label, and the longest value of a label. */
export const MAX_NAME = 63;

/** How many hexadecimal digits of a digest stand for what it is of: 128 bits. */
const DIGITS = 32;
const TENANT_DIGITS = 24;
const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
/** What the values of labels begin with that are digests; whatever else begins so is made one. */
const DIGEST_MARK = 'h-';

/** The name of the one box of an intent: of its Secret, its Pod and its claim of storage. */
export function boxNameOf({
  installationId,
  intentToken,
}: Pick<WorkspaceSpec, 'installationId' | 'intentToken'>): string {
  return `carrel-${digest(installationId, intentToken)}`;
}

/** The name of the claim of storage that the boxes of a session have together. */
export function sessionClaimNameOf({
  installationId,
  sessionId,
  tenantId,
}: Pick<WorkspaceSpec, 'installationId' | 'tenantId' | 'sessionId'>): string {
  return `carrel-s-${digest(installationId, tenantId, sessionId)}`;
}

/** The namespace of a tenant. Two installations never share one. @param prefix at most 38 characters. */
export function tenantNamespaceOf(
  prefix: string,
  { installationId, tenantId }: Pick<WorkspaceSpec, 'installationId' | 'tenantId'>,
): string {
  return `${prefix}-${digest(installationId, tenantId).slice(0, TENANT_DIGITS)}`;
}

/** The longest prefix with which the name of a tenant's namespace is one. */
export const MAX_NAMESPACE_PREFIX = MAX_NAME - 1 - TENANT_DIGITS;

/** A value that a label may have: the text itself where it is one, else its digest. Different texts have different values. */
export function labelValueOf(text: string): string {
  return LABEL_VALUE.test(text) && !text.startsWith(DIGEST_MARK) ? text : hashedLabelOf(text);
}

/** A value that a label may have and that does not tell the text. */
export function hashedLabelOf(text: string): string {
  return `${DIGEST_MARK}${digest(text)}`;
}

/** Whether an object may have the name: an RFC 1123 label. */
export function isDnsLabel(name: string): boolean {
  return name.length <= MAX_NAME && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name);
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, DIGITS);
}
