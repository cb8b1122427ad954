import { randomUUID } from 'node:crypto';
import { generatedName, metadataProblems, nameProblems } from '../store/names.js';
import { isSame, timestamp, type Fields, type KubeObject, type ObjectMeta } from '../store/objects.js';
import { apiVersionOf, type Resource } from '../store/resources.js';
import { alreadyExists, badRequest, conflict, invalid, notFound, type Subject } from '../store/status.js';
import type { Store } from '../store/store.js';
import { admitCreate, admitUpdate } from './admission.js';
import { defaulted } from './defaults.js';
import { removal, type DeleteOptions } from './removal.js';
import { createProblems, updateProblems } from './validation.js';

export interface WriteOptions {
  readonly dryRun?: boolean;
  /** Which part is written: the object itself without its status, or its status alone. */
  readonly subresource?: 'status' | undefined;
}

export const subjectOf = ({ group, plural }: Resource, name?: string): Subject => ({
  group,
  plural,
  ...(name === undefined ? {} : { name }),
});

/** The writes of the API: what each checks, sets and refuses before the store has it. All of it is done in one turn. */
export class Registry {
  constructor(readonly store: Store) {}

  /** @throws ApiError 404. */
  get(resource: Resource, namespace: string | undefined, name: string): KubeObject {
    const object = this.store.get(resource, namespace, name);
    if (object === undefined) throw notFound(subjectOf(resource, name));
    return object;
  }

  /** @throws ApiError 400, 403, 404, 409 or 422, as the API does. */
  create(resource: Resource, namespace: string | undefined, body: KubeObject, options: WriteOptions = {}): KubeObject {
    const object = defaulted(resource, { ...structuredClone(body), metadata: freshMeta(resource, namespace, body) });
    const subject = subjectOf(resource, object.metadata.name);
    const problems = [
      ...nameProblems(resource, object.metadata.name),
      ...metadataProblems(object.metadata),
      ...createProblems(resource, object),
    ];
    if (problems.length > 0) throw invalid(resource.kind, subject, problems);
    if (this.store.get(resource, namespace, object.metadata.name) !== undefined) throw alreadyExists(subject);
    const admitted = admitCreate(this.store, resource, object);
    return options.dryRun === true ? admitted : this.store.put(resource, admitted);
  }

  /** @throws ApiError 404, 409 for another revision, 403 or 422. */
  update(resource: Resource, body: KubeObject, options: WriteOptions = {}): KubeObject {
    const { namespace, name } = body.metadata;
    const current = this.get(resource, namespace, name);
    const subject = subjectOf(resource, name);
    const { resourceVersion, uid } = body.metadata;
    if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
      throw conflict(
        subject,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    if (uid && uid !== current.metadata.uid) {
      throw conflict(
        subject,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
    const next = defaulted(resource, merged(current, body, options.subresource));
    const problems = [...metadataProblems(next.metadata), ...updateProblems(resource, current, next)];
    if (problems.length > 0) throw invalid(resource.kind, subject, problems);
    admitUpdate(this.store, resource, { current, next });
    if (isSame(current, next) || options.dryRun === true) return next;
    return this.isReleased(resource, next) ? this.store.remove(resource, next) : this.store.put(resource, next);
  }

  /** Changes what is there now. Undefined when there is none, or not the one with that uid. */
  amend(
    resource: Resource,
    at: Pick<ObjectMeta, 'name' | 'uid'> & { readonly namespace?: string | undefined },
    change: (object: KubeObject) => KubeObject,
  ): KubeObject | undefined {
    const current = this.store.get(resource, at.namespace, at.name);
    if (current?.metadata.uid !== at.uid) return undefined;
    const next = change(structuredClone(current));
    if (isSame(current, next)) return current;
    return this.isReleased(resource, next) ? this.store.remove(resource, next) : this.store.put(resource, next);
  }

  /**
   * What is left of it: the object where it goes later, or undefined when it is gone.
   *
   * @throws ApiError 404, 409 for a precondition that does not hold.
   */
  delete(
    resource: Resource,
    at: { namespace?: string | undefined; name: string },
    options: DeleteOptions,
  ): KubeObject | undefined {
    const current = this.get(resource, at.namespace, at.name);
    const subject = subjectOf(resource, at.name);
    const { uid, resourceVersion } = options.preconditions ?? {};
    if (uid !== undefined && uid !== current.metadata.uid) {
      throw conflict(
        subject,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
    if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
      throw conflict(
        subject,
        `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${current.metadata.resourceVersion}`,
      );
    }
    const next = removal(resource, current, options);
    if (options.dryRun === true) return next;
    if (next !== undefined) return isSame(next, current) ? current : this.store.put(resource, next);
    this.store.remove(resource, current);
    return undefined;
  }

  /** It was to go, and nothing holds it any longer. */
  private isReleased(resource: Resource, { metadata }: KubeObject): boolean {
    if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false;
    // A pod waits for its kubelet, a namespace for what is in it.
    return resource.kind !== 'Namespace' && (metadata.deletionGracePeriodSeconds ?? 0) === 0;
  }
}

function freshMeta(resource: Resource, namespace: string | undefined, body: KubeObject): ObjectMeta {
  const given: Partial<ObjectMeta> = structuredClone(body.metadata ?? {});
  if (given.namespace !== undefined && namespace !== undefined && given.namespace !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  if (given.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
  const name = given.name || (given.generateName ? generatedName(given.generateName) : undefined);
  if (name === undefined) {
    throw invalid(resource.kind, subjectOf(resource), [
      {
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      },
    ]);
  }
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...kept } = given;
  return {
    ...kept,
    name,
    ...(resource.namespaced && namespace !== undefined ? { namespace } : {}),
    uid: randomUUID(),
    resourceVersion: '',
    ...(body.spec === undefined ? {} : { generation: 1 }),
    creationTimestamp: timestamp(),
  };
}

/** The new object with what a writer may not set as it was. */
function merged(current: KubeObject, body: KubeObject, subresource: 'status' | undefined): KubeObject {
  if (subresource === 'status') {
    return {
      ...structuredClone(current),
      ...(body.status === undefined ? {} : { status: structuredClone(body.status) }),
    };
  }
  const own = current.metadata;
  const next: KubeObject = {
    ...structuredClone(body),
    apiVersion: current.apiVersion,
    kind: current.kind,
    metadata: { ...structuredClone(body.metadata), ...pick(own) },
  };
  if (current.status === undefined) Reflect.deleteProperty(next, 'status');
  else next.status = structuredClone(current.status);
  if (own.generation !== undefined && !isSame(current.spec, next.spec)) next.metadata.generation = own.generation + 1;
  for (const name of ['deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (own[name] === undefined) Reflect.deleteProperty(next.metadata, name);
  }
  return next;
}

const KEPT = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

const pick = (meta: ObjectMeta): Pick<ObjectMeta, 'name' | 'uid' | 'resourceVersion' | 'creationTimestamp'> =>
  Object.fromEntries(KEPT.flatMap((name) => (meta[name] === undefined ? [] : [[name, meta[name]]]))) as never;

/** An object of its kind from what a client sent. */
export function objectOf(resource: Resource, body: Fields): KubeObject {
  const { apiVersion = apiVersionOf(resource), kind = resource.kind, metadata = {} } = body;
  if (kind !== resource.kind || apiVersion !== apiVersionOf(resource)) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}, ${String(kind)}) does not match the expected API version (${apiVersionOf(resource)}, ${resource.kind})`,
    );
  }
  return { ...body, apiVersion, kind, metadata } as KubeObject;
}
