import { okAsync } from '@carrel/core/kernel';
import { describe, expect, it } from 'vitest';
import { noBody } from './body-spec.js';
import { textParam } from './path-param.js';
import { emptyReply } from './reply.js';
import { noQuery } from './request-query.js';
import { compileRoutes } from './route-table.js';
import { publicRoute, type HttpMethod, type Route } from './route.js';

const route = (method: HttpMethod, path: string): Route =>
  publicRoute({
    method,
    path,
    summary: path,
    cost: 1,
    wait: 'request',
    params: Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, name]) => [name, textParam])),
    query: noQuery,
    body: noBody,
    responses: { 204: null },
    handle: () => okAsync(emptyReply()),
  });

const table = compileRoutes(
  [
    route('GET', '/things'),
    route('POST', '/things'),
    route('GET', '/things/:id'),
    route('GET', '/things/newest'),
    route('GET', '/things/:id/parts/:part'),
  ],
  ({ path }) => [path],
);

const found = (path: string) => {
  const match = table.match(path);
  return match === null ? null : [match.routes.get('GET')?.path, match.values];
};

describe('a route table', () => {
  it.each([
    ['/things', ['/things', []]],
    ['/things/7', ['/things/:id', ['7']]],
    ['/things/newest', ['/things/newest', []]],
    ['/things/7/parts/a%2Fb%20c', ['/things/:id/parts/:part', ['7', 'a/b c']]],
    ['/things/', ['/things/:id', ['']]],
  ])('finds %s', (path, expected) => {
    expect(found(path)).toEqual(expected);
  });

  it.each(['', '/', '/thing', '/things/7/parts', '/things/7/parts/1/2', '/things/%zz', '//things', '/Things'])(
    'finds nothing under %s',
    (path) => {
      expect(found(path)).toBeNull();
    },
  );

  it('gives all methods of a path', () => {
    expect([...(table.match('/things')?.routes.keys() ?? [])]).toEqual(['GET', 'POST']);
  });

  it('refuses two routes with one method and path', () => {
    expect(() => compileRoutes([route('GET', '/a'), route('GET', '/a')], ({ path }) => [path])).toThrow(/Two routes/);
  });
});
