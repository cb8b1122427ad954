import type { Rbac } from '../access/rbac.js';
import { reviewed } from '../access/reviews.js';
import { tokenRequest } from '../access/token-request.js';
import type { Tokens } from '../access/users.js';
import { evicted } from '../cluster/eviction.js';
import type { Registry } from '../cluster/registry.js';
import { reviews, serviceAccounts, type Resource } from '../store/resources.js';
import { methodNotAllowed, noSuchPath } from '../store/status.js';
import { objectBody, ok, type Answer, type Call, type Handled, type ResourceCall } from './call.js';
import { aggregatedType, discovery } from './discovery.js';
import { openapi } from './openapi.js';
import { listed } from './read.js';
import { presenter } from './table.js';
import type { Watches } from './watch.js';
import { create, patch, remove, removeAll, update } from './write.js';
import type { Webhooks } from './webhooks.js';
import type { PathRequest } from './request-info.js';

/** What a pod writes, as the kubelet gives it. */
export type LogHandler = (call: ResourceCall) => Promise<Handled>;

export interface Handlers {
  readonly registry: Registry;
  readonly rbac: Rbac;
  readonly tokens: Tokens;
  readonly watches: Watches;
  readonly webhooks: Webhooks;
  readonly logs: LogHandler;
  readonly address: () => string;
}

export async function handle(handlers: Handlers, call: Call): Promise<Handled> {
  if (call.info.kind === 'path') return handlePath(handlers, call as Call<PathRequest>);
  return handleResource(handlers, call as ResourceCall);
}

function handlePath(handlers: Handlers, { info, request, response }: Call<PathRequest>): Handled {
  if (info.verb !== 'get') throw methodNotAllowed();
  if (['/healthz', '/livez', '/readyz'].includes(info.path)) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    return undefined;
  }
  const { accept } = request.headers;
  const found = discovery(info.path, accept, handlers.address()) ?? openapi(info.path);
  if (found === undefined) throw noSuchPath();
  if (found['kind'] === 'APIGroupDiscoveryList') response.setHeader('content-type', aggregatedType);
  return ok(found);
}

async function handleResource(handlers: Handlers, call: ResourceCall): Promise<Handled> {
  const { resource, namespace, subresource } = call.info;
  if (resource === undefined) throw noSuchPath();
  if (!resource.namespaced && namespace !== undefined && resource.plural !== 'namespaces') throw noSuchPath();
  if (reviews.includes(resource)) return review(handlers, resource, call);
  if (subresource !== undefined && !resource.subresources.includes(subresource)) throw noSuchPath();
  switch (subresource) {
    case undefined:
    case 'status':
    case 'finalize':
      return handleObject(handlers, resource, call);
    case 'log':
      return handlers.logs(call);
    case 'eviction':
      return evicted(handlers.registry, call.info, await objectBody(call.request));
    case 'token':
      return token(handlers, call);
    default:
      // What is left are streams, and this is no upgrade.
      throw methodNotAllowed();
  }
}

async function handleObject(handlers: Handlers, resource: Resource, call: ResourceCall): Promise<Handled> {
  const { registry, watches, webhooks } = handlers;
  webhooks.check(call.info);
  const { verb, namespace, name = '' } = call.info;
  const present = presenter(call.request.headers.accept);
  switch (verb) {
    case 'get':
      return ok(present([registry.get(resource, resource.namespaced ? namespace : undefined, name)]));
    case 'list': {
      const list = listed(registry.store, resource, call);
      const items = list['items'] as never[];
      return ok(
        present(
          items.map((item: object) => ({ kind: resource.kind, ...item }) as never),
          list,
        ),
      );
    }
    case 'watch':
      watches.start(resource, call);
      return undefined;
    case 'create':
      return create(registry, resource, call);
    case 'update':
      return update(registry, resource, call);
    case 'patch':
      return patch(registry, resource, call);
    case 'delete':
      return remove(registry, resource, call);
    default:
      return removeAll(registry, resource, call);
  }
}

async function review({ rbac, tokens }: Handlers, resource: Resource, call: ResourceCall): Promise<Answer> {
  if (call.info.verb !== 'create') throw methodNotAllowed();
  return { code: 201, body: reviewed(resource, await objectBody(call.request), { rbac, tokens, user: call.user }) };
}

async function token({ registry, tokens }: Handlers, call: ResourceCall): Promise<Answer> {
  if (call.info.verb !== 'create') throw methodNotAllowed();
  const account = registry.get(serviceAccounts, call.info.namespace, call.info.name ?? '');
  return { code: 201, body: tokenRequest(tokens, account, await objectBody(call.request)) };
}
