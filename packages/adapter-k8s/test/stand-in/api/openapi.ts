import { apiVersionOf, resources, type Resource } from '../store/resources.js';
import type { Fields } from '../store/objects.js';

const pathOf = (apiVersion: string): string => (apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`);

/**
 * The OpenAPI documents, as little as `kubectl` needs: which kinds may be patched, and that the server itself validates fields.
 * They hold no schemas. Undefined where there is none.
 */
export function openapi(path: string): Fields | undefined {
  const versions = [...new Set(resources.map(apiVersionOf))];
  if (path === '/openapi/v3') {
    const entries = versions.map((one) => [pathOf(one), { serverRelativeURL: `/openapi/v3/${pathOf(one)}?hash=1` }]);
    return { paths: Object.fromEntries(entries) as Fields };
  }
  const apiVersion = versions.find((one) => path === `/openapi/v3/${pathOf(one)}`);
  if (apiVersion === undefined) return undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.0' },
    components: { schemas: {} },
    paths: Object.fromEntries(resources.filter((one) => apiVersionOf(one) === apiVersion).map(pathsOf)),
  };
}

function pathsOf(resource: Resource): [string, Fields] {
  const { group, version, kind, plural, namespaced } = resource;
  const place = namespaced ? `namespaces/{namespace}/${plural}` : plural;
  const fieldValidation = { name: 'fieldValidation', in: 'query', schema: { type: 'string', uniqueItems: true } };
  const operation = {
    parameters: [fieldValidation],
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-group-version-kind': { group, version, kind },
  };
  const requestBody = { content: { 'application/merge-patch+json': {} } };
  const patch = { ...operation, requestBody, 'x-kubernetes-action': 'patch' };
  return [
    `/${pathOf(apiVersionOf(resource))}/${place}/{name}`,
    { patch, put: { ...operation, 'x-kubernetes-action': 'put' } },
  ];
}
