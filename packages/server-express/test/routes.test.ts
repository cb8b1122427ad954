import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameOf } from './access-table.js';
import { pathIn, routeExamples } from './route-examples.js';
import { testServer, type TestServer } from './test-server.js';
import { makeWorld, TERSE } from './world.js';

const server: TestServer = await testServer({ model: TERSE });

beforeAll(() => undefined);
afterAll(() => server[Symbol.asyncDispose]());

describe('every route', () => {
  it('has an example, and every example a route', async () => {
    const world = await makeWorld(server.client, server.carrel);
    expect(server.api.routes.map(nameOf).sort()).toEqual(Object.keys(routeExamples(world)).sort());
  });

  it.each(server.api.routes.map((route) => [nameOf(route), route] as const))(
    '%s answers as it says',
    async (name, route) => {
      const world = await makeWorld(server.client, server.carrel);
      const example = routeExamples(world)[name];
      if (example === undefined) throw new Error(`No example of ${name}`);
      const leaving = new AbortController();
      const path = pathIn(world, route.path) + (example.query ?? '');
      const response = await world.owner.client.open(route.method, path, { ...example, signal: leaving.signal });
      expect(response.status, await problemOf(response)).toBe(example.status);
      expect(response.headers.get('x-request-id')).toMatch(/^req_/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const schema = route.responses[response.status];
      expect(schema, 'the status is one that the route declares').toBeDefined();
      if (schema !== null && schema !== undefined) schema.parse(await response.json());
      else if (route.wait === 'stream') expect(response.headers.get('content-type')).toBe('text/event-stream');
      leaving.abort();
    },
  );
});

describe('every route under the root', () => {
  it.each(server.api.routes.filter(({ atRoot }) => atRoot === true).map(({ path }) => path))(
    'answers at %s',
    async (path) => {
      const answers = await Promise.all([fetch(server.origin + path), server.client.get(path)]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    },
  );
});

async function problemOf(response: Response): Promise<string> {
  return response.status >= 400 ? response.clone().text() : '';
}
