import { fieldsOf, isSame, listOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import {
  priorityClasses,
  namespaces,
  pods,
  runtimeClasses,
  serviceAccounts,
  type Resource,
} from '../store/resources.js';
import { ApiError, forbidden, notFound, type Subject } from '../store/status.js';
import type { Store } from '../store/store.js';
import { withLimitRanges } from './limit-ranges.js';
import { checkPodSecurity } from './pod-security.js';
import { checkQuotas } from './quotas.js';

/**
 * What the API's admission does with an object that is made: the last changes to it and the refusals.
 *
 * @throws ApiError 403 or 404.
 */
export function admitCreate(store: Store, resource: Resource, object: KubeObject): KubeObject {
  const subject: Subject = { group: resource.group, plural: resource.plural, name: object.metadata.name };
  const { namespace } = object.metadata;
  if (resource.namespaced) checkNamespace(store, subject, namespace ?? '');
  const admitted = resource === pods ? admitPod(store, subject, object) : object;
  checkQuotas(store, resource, { object: admitted });
  return admitted;
}

/** @throws ApiError 403. */
export function admitUpdate(store: Store, resource: Resource, change: { current: KubeObject; next: KubeObject }): void {
  if (isSame(change.current.spec, change.next.spec)) return;
  checkQuotas(store, resource, { object: change.next, before: change.current });
}

function checkNamespace(store: Store, subject: Subject, name: string): void {
  const namespace = store.get(namespaces, undefined, name);
  if (namespace === undefined) throw notFound({ group: '', plural: 'namespaces', name });
  if (namespace.metadata.deletionTimestamp === undefined) return;
  const refusal = forbidden(
    subject,
    `unable to create new content in namespace ${name} because it is being terminated`,
  );
  const message = `namespace ${name} is being terminated`;
  throw new ApiError(refusal.code, refusal.reason, refusal.message, {
    ...refusal.details,
    causes: [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }],
  });
}

function admitPod(store: Store, subject: Subject, pod: KubeObject): KubeObject {
  const spec = fieldsOf(pod.spec);
  const namespace = pod.metadata.namespace ?? '';
  const account = String(spec['serviceAccountName']);
  if (store.get(serviceAccounts, namespace, account) === undefined) {
    throw forbidden(
      subject,
      `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
    );
  }
  checkPodSecurity(store, subject, pod);
  const withClass = { ...spec, ...overheadOf(store, subject, spec), ...priorityOf(store, subject, spec) };
  return {
    ...pod,
    spec: { ...withLimitRanges(store, subject, namespace, withClass), tolerations: tolerations(spec) },
  };
}

function overheadOf(store: Store, subject: Subject, spec: Fields): Fields {
  const name = spec['runtimeClassName'];
  if (typeof name !== 'string') return {};
  const runtimeClass = store.get(runtimeClasses, undefined, name);
  if (runtimeClass === undefined) throw forbidden(subject, `pod rejected: RuntimeClass "${name}" not found`);
  const overhead = valueAt(runtimeClass, 'overhead.podFixed');
  return overhead === undefined ? {} : { overhead };
}

const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

function priorityOf(store: Store, subject: Subject, spec: Fields): Fields {
  const name = spec['priorityClassName'];
  if (typeof name !== 'string' || name === '') return { priority: 0 };
  const found = SYSTEM_PRIORITIES[name] ?? store.get(priorityClasses, undefined, name)?.['value'];
  if (found === undefined) throw forbidden(subject, `no PriorityClass with name ${name} was found`);
  return { priority: found };
}

const NODE_TOLERATION_SECONDS = 300;

/** How long a pod stays bound to a node that is lost, where it does not say. */
function tolerations(spec: Fields): readonly Fields[] {
  const given = listOf(spec['tolerations']);
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    (key) => !given.some((one) => one['key'] === key || (one['key'] === undefined && one['operator'] === 'Exists')),
  );
  return [
    ...given,
    ...missing.map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: NODE_TOLERATION_SECONDS,
    })),
  ];
}
