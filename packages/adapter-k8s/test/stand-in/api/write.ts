import { serverSideApply } from '../patch/server-side-apply.js';
import { jsonPatch } from '../patch/json-patch.js';
import { mergePatch } from '../patch/merge-patch.js';
import { strategicPatch } from '../patch/strategic-patch.js';
import { objectOf, subjectOf, type Registry } from '../cluster/registry.js';
import type { DeleteOptions } from '../cluster/removal.js';
import { fieldsOf, isFields, type Fields, type KubeObject } from '../store/objects.js';
import { apiVersionOf, type Resource } from '../store/resources.js';
import { badRequest, methodNotAllowed, notFound, unsupportedMediaType } from '../store/status.js';
import { isDryRun, mediaType, objectBody, ok, parsedBody, type Answer, type ResourceCall } from './call.js';
import { selectorOf } from './read.js';
import { decoded } from './schema.js';

export async function create(registry: Registry, resource: Resource, call: ResourceCall): Promise<Answer> {
  const body = decoded(resource, objectOf(resource, await objectBody(call.request)), call);
  const namespace = namespaceFor(resource, call);
  return { code: 201, body: registry.create(resource, namespace, body, { dryRun: isDryRun(call) }) };
}

export async function update(registry: Registry, resource: Resource, call: ResourceCall): Promise<Answer> {
  const body = decoded(resource, objectOf(resource, await objectBody(call.request)), call);
  const { name = '', subresource } = call.info;
  if (body.metadata.name !== name) {
    throw badRequest(`the name of the object (${body.metadata.name}) does not match the name on the URL (${name})`);
  }
  const placed = { ...body, metadata: { ...body.metadata, ...placeOf(resource, call) } };
  const part = partOf(resource, subresource);
  return ok(registry.update(resource, placed, { dryRun: isDryRun(call), subresource: part }));
}

export async function patch(registry: Registry, resource: Resource, call: ResourceCall): Promise<Answer> {
  const type = mediaType(call.request);
  const body = await parsedBody(call.request);
  const { name = '', subresource } = call.info;
  const namespace = namespaceFor(resource, call);
  const current = registry.store.get(resource, namespace, name);
  const options = { dryRun: isDryRun(call), subresource: partOf(resource, subresource) };
  if (current === undefined && type === 'application/apply-patch+yaml' && subresource === undefined) {
    const empty = objectOf(resource, { metadata: { name } });
    const applied = patched(empty, type, { body, call, resource });
    return { code: 201, body: registry.create(resource, namespace, applied, options) };
  }
  if (current === undefined) throw notFound(subjectOf(resource, name));
  const next = patched(current, type, { body, call, resource });
  return ok(
    registry.update(resource, { ...next, metadata: { ...next.metadata, ...placeOf(resource, call) } }, options),
  );
}

interface Patching {
  readonly body: unknown;
  readonly call: ResourceCall;
  readonly resource: Resource;
}

function patched(current: KubeObject, type: string, { body, call, resource }: Patching): KubeObject {
  const result = patchedBy(current, type, { body, call, resource });
  if (!isFields(result)) throw badRequest('the patch leaves no object');
  return decoded(resource, objectOf(resource, result), call);
}

function patchedBy(current: KubeObject, type: string, { body, call, resource }: Patching): unknown {
  switch (type) {
    case 'application/json-patch+json':
      return jsonPatch(current, body);
    case 'application/merge-patch+json':
      return mergePatch(current, body);
    case 'application/strategic-merge-patch+json':
      return strategicPatch(current, body);
    case 'application/apply-patch+yaml':
      return serverSideApply(current, body, {
        manager: call.query.get('fieldManager') ?? undefined,
        force: call.query.get('force') === 'true',
        apiVersion: apiVersionOf(resource),
      });
    default:
      throw unsupportedMediaType(type);
  }
}

export async function remove(registry: Registry, resource: Resource, call: ResourceCall): Promise<Answer> {
  const options = await deleteOptions(call);
  const { name = '' } = call.info;
  const before = registry.get(resource, namespaceFor(resource, call), name);
  const left = registry.delete(resource, { namespace: before.metadata.namespace, name }, options);
  if (left !== undefined) return ok(left);
  return ok(resource.kind === 'Pod' || resource.kind === 'PersistentVolumeClaim' ? before : success(resource, before));
}

export async function removeAll(registry: Registry, resource: Resource, call: ResourceCall): Promise<Answer> {
  const options = await deleteOptions(call);
  const selects = selectorOf(resource, call.query);
  const objects = registry.store.list(resource, call.info.namespace).filter(selects);
  for (const { metadata } of objects) registry.delete(resource, metadata, options);
  const { kind } = resource;
  return ok({
    kind: `${kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata: { resourceVersion: String(registry.store.revision) },
    items: objects,
  });
}

async function deleteOptions(call: ResourceCall): Promise<DeleteOptions> {
  const body: Fields = fieldsOf(await parsedBody(call.request));
  const { query } = call;
  const seconds = query.get('gracePeriodSeconds');
  const propagation = query.get('propagationPolicy');
  return {
    ...body,
    ...(seconds === null ? {} : { gracePeriodSeconds: Number(seconds) }),
    ...(propagation === null ? {} : { propagationPolicy: propagation as 'Background' }),
    dryRun: isDryRun(call) || (Array.isArray(body['dryRun']) && body['dryRun'].includes('All')),
  };
}

const success = ({ group, plural }: Resource, { metadata }: KubeObject): Fields => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { name: metadata.name, ...(group === '' ? {} : { group }), kind: plural, uid: metadata.uid },
});

/** @throws ApiError 405 for a write to all namespaces. */
function namespaceFor(resource: Resource, { info }: ResourceCall): string | undefined {
  if (!resource.namespaced) return undefined;
  if (info.namespace === undefined) throw methodNotAllowed();
  return info.namespace;
}

const placeOf = (resource: Resource, call: ResourceCall) => {
  const namespace = namespaceFor(resource, call);
  return namespace === undefined ? {} : { namespace };
};

function partOf(resource: Resource, subresource: string | undefined): 'status' | undefined {
  if (subresource === undefined || subresource === 'finalize') return undefined;
  if (subresource === 'status' && resource.subresources.includes('status')) return 'status';
  throw methodNotAllowed();
}
