import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from './test-server.js';

const server = await testServer();
afterAll(() => server[Symbol.asyncDispose]());

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

describe('the OpenAPI document', async () => {
  const answer = await server.client.get('/openapi.json');
  const document = answer.json<Document>();

  it('describes every route and socket and nothing else', () => {
    const ports = '/sessions/{id}/ports/{port}/{path}';
    expect(Object.keys(document.paths[ports] ?? {})).toContain('patch');
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      // Any method of a port is its program's.
      (path === ports ? [] : Object.keys(operations)).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    expect(document.openapi).toBe('3.1.0');
    const served = [...server.api.routes, ...server.api.sockets];
    expect(described.sort()).toEqual(served.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('names every operation by itself', () => {
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says what a route takes, who may, and what it answers', () => {
    expect(document.paths['/sessions/{id}']?.['put']).toMatchObject({
      operationId: 'putSessionsId',
      security: [{ bearer: [] }],
      parameters: [{ name: 'id', in: 'path', required: true }],
      requestBody: { content: { 'application/json': { schema: { additionalProperties: false } } } },
      responses: { 200: {}, default: {} },
    });
    expect(document.paths['/auth/login']?.['post']?.security).toEqual([]);
    expect(document.paths['/sessions/{id}/files/content']?.['get']?.parameters).toContainEqual(
      expect.objectContaining({ name: 'path', in: 'query', required: true }),
    );
  });

  it('says what opens a socket, and what is spoken behind it', () => {
    expect(document.paths['/ws/terminals/{tid}']?.['get']).toMatchObject({
      security: [{ bearer: [] }, { subprotocol: [] }, { ticket: [] }],
      parameters: [
        { name: 'tid', in: 'path' },
        { name: 'since', in: 'query', required: false },
      ],
      responses: { 101: {} },
    });
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...answer.text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    for (const reference of new Set(references)) {
      const target = reference.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
      expect(target, reference).toBeDefined();
    }
  });
});
