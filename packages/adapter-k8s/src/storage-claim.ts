import type { JsonObject, KubeObject, ObjectMeta } from './api-objects.js';
import { annotations, labels, MANAGED_BY, SESSION_FILES_ROLE } from './box-labels.js';
import { namespaceOf } from './box-record.js';
import { hashedLabelOf, labelValueOf, sessionClaimNameOf } from './names.js';
import { limitsOf, ownedMeta, type PodParts } from './pod-template.js';
import { bytesQuantity } from './quantities.js';

/** The claim of storage of a box, or that of its session; `null` where its files are elsewhere. */
export function claimObject(parts: PodParts): (KubeObject & { readonly spec: JsonObject }) | null {
  const { spec, options } = parts;
  const { storage } = options;
  if (storage.kind !== 'claim') return null;
  const bytes = limitsOf(spec, options).diskBytes ?? storage.bytes;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: spec.files === 'session' ? sessionMeta(parts) : ownedMeta(parts),
    spec: {
      accessModes: [storage.accessMode],
      ...(storage.storageClass === null ? {} : { storageClassName: storage.storageClass }),
      resources: { requests: { storage: bytesQuantity(bytes) } },
    },
  };
}

/** Of no box: nobody owns it, and the sweep for boxes does not see it. */
function sessionMeta({ spec, options }: PodParts): ObjectMeta {
  const { installationId, sessionId, tenantId } = spec;
  return {
    name: sessionClaimNameOf(spec),
    namespace: namespaceOf(options, spec),
    labels: {
      ...options.labels,
      [labels.managed]: MANAGED_BY,
      [labels.role]: SESSION_FILES_ROLE,
      [labels.installation]: labelValueOf(installationId),
      [labels.tenant]: hashedLabelOf(tenantId),
      [labels.session]: labelValueOf(sessionId),
    },
    annotations: {
      ...options.annotations,
      [annotations.installation]: installationId,
      [annotations.tenant]: tenantId,
      [annotations.session]: sessionId,
    },
  };
}
