import type { Attributes } from '../access/rbac.js';
import { resourceOf, type Resource } from '../store/resources.js';

/** What a request asks for, read from its method and address. */
export type RequestInfo = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly kind: 'resource';
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  /** Undefined for a resource that is not served. */
  readonly resource: Resource | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

export interface PathRequest {
  readonly kind: 'path';
  readonly verb: string;
  readonly path: string;
}

export function requestInfo(method: string, url: URL): RequestInfo {
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [root, ...rest] = parts;
  const isGroup = root === 'apis';
  const prefix = isGroup ? 2 : 1;
  if ((root !== 'api' && !isGroup) || rest.length <= prefix) {
    return { kind: 'path', verb: method.toLowerCase(), path: url.pathname };
  }
  const [group = '', version = ''] = isGroup ? rest : ['', ...rest];
  const { plural, namespace, name, subresource } = placeOf(rest.slice(prefix));
  const isWatch = ['true', '1'].includes(url.searchParams.get('watch') ?? '');
  return {
    kind: 'resource',
    verb: verbOf(method, name !== undefined, isWatch),
    group,
    version,
    plural,
    resource: resourceOf(group, version, plural),
    namespace,
    name,
    subresource,
  };
}

interface Place {
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Below a namespace, unless it is the namespace that is meant. */
function placeOf(parts: readonly string[]): Place {
  const [first, second, third, ...rest] = parts;
  const isNamespaced = first === 'namespaces' && third !== undefined && third !== 'status' && third !== 'finalize';
  if (isNamespaced) return { plural: third, namespace: second, name: rest[0], subresource: rest[1] };
  const namespace = first === 'namespaces' ? second : undefined;
  return { plural: first ?? '', namespace, name: second, subresource: third };
}

function verbOf(method: string, isNamed: boolean, isWatch: boolean): string {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isNamed ? 'delete' : 'deletecollection';
    default:
      return isWatch ? 'watch' : isNamed ? 'get' : 'list';
  }
}

export function attributesOf(info: RequestInfo): Attributes {
  if (info.kind === 'path') return { verb: info.verb, path: info.path };
  const { verb, group, plural, namespace, name, subresource } = info;
  return {
    verb,
    group,
    resource: plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}
