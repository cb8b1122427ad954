import { okAsync } from '@carrel/core/kernel';
import { bearerRoute, noQuery, streamBody, textParam, type HttpMethod, type Route } from '@carrel/server-express';
import { notServed } from '../refusal.js';

const EXECD = '/sandboxes/:id/execd';
const EGRESS = '/sandboxes/:id/egress';

/** What the specifications have and a Carrel does not: methods, paths, and what they are about. */
const UNSERVED: readonly (readonly [methods: string, path: string, what: string])[] = [
  ['POST', '/v1/sandboxes/:id/snapshots', 'snapshots'],
  ['GET', '/v1/snapshots', 'snapshots'],
  ['GET DELETE', '/v1/snapshots/:name', 'snapshots'],
  ['GET DELETE', `${EXECD}/code/contexts`, 'contexts of code'],
  ['GET DELETE', `${EXECD}/code/contexts/:name`, 'contexts of code'],
  ['POST', `${EXECD}/code/context`, 'contexts of code'],
  ['POST DELETE', `${EXECD}/code`, 'contexts of code'],
  ['POST', `${EXECD}/session`, 'sessions of a shell'],
  ['POST', `${EXECD}/session/:name/run`, 'sessions of a shell'],
  ['DELETE', `${EXECD}/session/:name`, 'sessions of a shell'],
  ['GET', `${EXECD}/metrics`, 'metrics of one sandbox'],
  ['GET', `${EXECD}/metrics/watch`, 'metrics of one sandbox'],
  ['GET PATCH DELETE', `${EGRESS}/policy`, 'network policies of one sandbox'],
  ['GET POST PATCH DELETE', `${EGRESS}/credential-vault`, 'vaults of credentials'],
  ['GET', `${EGRESS}/credential-vault/credentials`, 'vaults of credentials'],
  ['GET', `${EGRESS}/credential-vault/credentials/:name`, 'vaults of credentials'],
  ['GET', `${EGRESS}/credential-vault/bindings`, 'vaults of credentials'],
  ['GET', `${EGRESS}/credential-vault/bindings/:name`, 'vaults of credentials'],
];

/** Each answers 501 to whoever has a key. */
export const unservedRoutes: readonly Route[] = UNSERVED.flatMap(([methods, path, what]) =>
  methods.split(' ').map((method) => unserved(method as HttpMethod, path, what)),
);

function unserved(method: HttpMethod, path: string, what: string): Route {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, textParam] as const);
  return bearerRoute({
    ...{ method, path, summary: `Says that ${what} are not served.` },
    ...{ scope: null, cost: 1, wait: 'request', query: noQuery, responses: { 501: null } },
    params: Object.fromEntries(names),
    // What it would have taken is not looked at.
    body: streamBody('json'),
    handle: () => okAsync(notServed(what)),
  });
}
