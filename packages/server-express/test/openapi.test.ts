import { validate } from '@readme/openapi-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, describe, expect, it } from 'vitest';
import { errorAnswers } from '../src/index.js';
import { answerExamples } from '../src/openapi/answer-examples.js';
import { operationNotes } from '../src/openapi/operation-notes.js';
import { requestExamples } from '../src/openapi/request-examples.js';
import { routeErrors } from '../src/openapi/route-errors.js';
import { OpenApiCheck } from './openapi-check.js';
import { testServer } from './test-server.js';

const server = await testServer();
afterAll(() => server[Symbol.asyncDispose]());

interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<'schemas' | 'responses' | 'examples', Readonly<Record<string, object>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, { readonly $ref?: string }>>;
}

const answer = await server.client.get('/openapi.json');
const document = answer.json<Document>();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    operation,
  })),
);
const served = [...server.api.routes, ...server.api.sockets].map(({ method, path }) => `${method} ${path}`);

const ajv = new Ajv2020({ strict: false });
(formats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema(document, 'openapi', undefined, false);
const faultsOf = (pointer: string, value: unknown) => {
  const check = ajv.getSchema(`openapi#/${pointer}`);
  if (check === undefined) return `No schema at ${pointer}`;
  return check(value) === true ? null : ajv.errorsText(check.errors);
};

describe('the OpenAPI document', () => {
  it('has the version of the interface, wherever it is mounted', async () => {
    expect(document.info.version).toBe('5.0.0');
    await using elsewhere = await testServer({ http: { basePath: '/carrel' } });
    const { info } = (await elsewhere.client.get('/openapi.json')).json<Document>();
    expect(info.version).toBe(document.info.version);
  });

  it('is one of OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await validate(answer.json())).toMatchObject({ valid: true, warnings: [] });
  });

  it('describes every route and socket, what is passed on to ports, and nothing else', () => {
    const isPort = (name: string) => name.endsWith(' /sessions/:id/ports/:port/:path');
    const names = operations.map(({ name }) => name);
    expect(names.filter((name) => !isPort(name)).sort()).toEqual(served.sort());
    expect(names.filter(isPort)).toHaveLength(8);
  });

  it('has a note of each of them, and its errors', () => {
    for (const name of served) expect(operationNotes, name).toHaveProperty([name]);
    for (const { method, path } of server.api.routes) {
      // Those of the document itself answer nothing but that.
      if (path !== '/openapi.json' && path !== '/docs')
        expect(routeErrors, 'node scripts/route-errors.mjs --update').toHaveProperty([`${method} ${path}`]);
    }
  });

  it('names every operation by itself, as a person would', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
    expect(ids).toEqual(expect.arrayContaining(['createSession', 'listSessions', 'runCommand', 'attachTerminal']));
  });

  it('puts every operation under a tag that it describes', () => {
    const tags = document.tags.map(({ name }) => name);
    for (const { name, operation } of operations)
      expect(tags, name).toEqual(expect.arrayContaining([...operation.tags]));
    expect(tags).not.toContain('other');
  });

  it('says what a route takes, who may, and what it answers', () => {
    expect(document.paths['/sessions/{id}']?.['put']).toMatchObject({
      operationId: 'updateSession',
      security: [{ bearer: [] }],
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { pattern: expect.stringContaining('^ses_') as string } },
        { name: 'If-Match', in: 'header', required: false },
      ],
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/UpdateSession' } } } },
      responses: {
        200: { headers: { ETag: {} } },
        400: {},
        401: {},
        403: {},
        404: {},
        409: {},
        412: {},
        429: {},
        503: {},
      },
    });
    expect(document.paths['/auth/login']?.['post']?.security).toEqual([]);
    expect(document.paths['/sessions/{id}/files/content']?.['get']?.parameters).toContainEqual(
      expect.objectContaining({ name: 'path', in: 'query', required: true }),
    );
  });

  it('says what opens a socket, and what is spoken behind it', () => {
    expect(document.paths['/ws/terminals/{tid}']?.['get']).toMatchObject({
      operationId: 'attachTerminal',
      security: [{ bearer: [] }, { subprotocol: [] }, { ticket: [] }],
      parameters: [
        { name: 'tid', in: 'path' },
        { name: 'since', in: 'query', required: false },
      ],
      responses: { 101: {} },
    });
  });

  it('leaves no error of a route to be guessed', () => {
    for (const { name, operation } of operations)
      // What a program answers is its own.
      if (!operation.tags.includes('sockets') && !operation.tags.includes('ports'))
        expect(Object.keys(operation.responses), name).not.toContain('default');
    const told = new Set(
      [...answer.text.matchAll(/"enum":(\[[^\]]*\])/g)].flatMap(([, list]) => JSON.parse(list ?? '[]') as string[]),
    );
    const untold = Object.keys(errorAnswers).filter((type) => !told.has(type));
    // Those of paths that are not served, of the handshakes of sockets, and of what no route of the interface does.
    expect(untold.filter((type) => !OUTSIDE.test(type))).toEqual([]);
  });

  it('refers to nothing that it does not hold, and holds nothing that it does not refer to', () => {
    const references = new Set([...answer.text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? ''));
    for (const reference of references) {
      const target = reference.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
      expect(target, reference).toBeDefined();
    }
    for (const [kind, named] of Object.entries(document.components))
      if (kind === 'schemas' || kind === 'responses' || kind === 'examples')
        for (const name of Object.keys(named)) expect(references, name).toContain(`components/${kind}/${name}`);
  });
});

const OUTSIDE =
  /^request\/(no-route|method-not-allowed|origin-refused)$|^socket\/|^auth\/ticket-invalid$|^port\/|^answer\/|^terminal\/(read-only|input-)/;

describe('the examples of the document', () => {
  it('are there for every body of JSON, and fit it', () => {
    for (const { name, operation } of operations) {
      const { example } = operation.requestBody?.content['application/json'] ?? {};
      if (operation.requestBody?.content['application/json'] === undefined) continue;
      expect(example, name).toBeDefined();
      const [method = '', path = ''] = name.split(' ');
      const at = encodeURIComponent(path.replaceAll(/:(\w+)/g, '{$1}').replaceAll('/', '~1'));
      expect(
        faultsOf(`paths/${at}/${method.toLowerCase()}/requestBody/content/application~1json/schema`, example),
        name,
      ).toBeNull();
    }
    for (const name of Object.keys(requestExamples)) expect(served).toContain(name);
  });

  it.each(Object.entries(answerExamples))('fit %s', (name, example) => {
    expect(faultsOf(`components/schemas/${name}`, example)).toBeNull();
  });

  it.each(Object.entries(document.components.responses))('fit the answer %s', (name, response) => {
    const { content } = response as { readonly content: Readonly<Record<string, { readonly example: unknown }>> };
    const { example } = content['application/problem+json'] ?? {};
    expect(faultsOf(`components/responses/${name}/content/application~1problem+json/schema`, example)).toBeNull();
  });
});

describe('an answer outside the document', () => {
  const check = new OpenApiCheck(server.api);
  const base = server.api.options.basePath;
  const headers = new Headers({ 'Content-Type': 'application/json', 'X-Request-Id': 'one' });
  const said = (text: string, more: object = {}) =>
    check.problemOf({ method: 'GET', target: `${base}/healthz`, status: 200, headers, text, ...more });

  it('is told from one inside', () => {
    expect(said('{"status":"alive"}')).toBeNull();
  });

  it.each([
    ['another body', '{"status":"dead"}', {}],
    ['another member', '{"status":"alive","more":1}', {}],
    ['another status', '{"status":"alive"}', { status: 201 }],
    ['another type', 'alive', { headers: new Headers({ 'Content-Type': 'text/plain', 'X-Request-Id': 'one' }) }],
    ['no request id', '{"status":"alive"}', { headers: new Headers({ 'Content-Type': 'application/json' }) }],
    ['another path', '{}', { target: `${base}/nowhere` }],
    [
      'an error that the route does not have',
      JSON.stringify({
        type: 'session/not-found',
        title: 'x',
        status: 404,
        detail: 'x',
        requestId: 'x',
        retryable: false,
      }),
      { status: 404, headers: new Headers({ 'Content-Type': 'application/problem+json', 'X-Request-Id': 'one' }) },
    ],
  ])('is found by %s', (_name, text, more) => {
    expect(said(text, more)).not.toBeNull();
  });
});
