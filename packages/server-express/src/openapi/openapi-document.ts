import type { BodySpec } from '../http/body-spec.js';
import type { Route } from '../http/route.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import { answerExamples } from './answer-examples.js';
import { ErrorResponses, errorsOf, problemBody } from './error-responses.js';
import { answerHeaders, headerParameters, headerReferences, type AnswerHeaderName } from './headers.js';
import { SchemaSet, type Json } from './json-schema.js';
import { operationNotes, type OperationNote } from './operation-notes.js';
import { pathParameters, queryParameters } from './parameters.js';
import { requestExamples } from './request-examples.js';
import { PORT_PATH, portOperations } from './port-operation.js';
import { socketOperation, socketSecurity } from './socket-operation.js';
import { tagDescriptions } from './tags.js';

/** The version of the interface, whose major number is that of its base path `/api/v5`, wherever it is served. */
const API_VERSION = '5.0.0';

const DESCRIPTION = `Remote workspaces for many tenants: sessions, the workspaces that run them, and what goes on inside.

Errors are problem details of RFC 9457 with a stable \`type\`. Each operation has the ones it can be answered with; beside them, a
path that is not served is answered with 404 \`request/no-route\`, and a method that a path does not take with 405
\`request/method-not-allowed\`. \`HEAD\` is answered where \`GET\` is, and \`OPTIONS\` everywhere. Lists answer pages: ask
again with \`nextCursor\` until it is null.`;

/** The interface as an OpenAPI 3.1 document, made of what its routes say of themselves. */
export function openApiDocument(routes: readonly Route[], sockets: readonly SocketRoute[], basePath: string): Json {
  const parts: Parts = { schemas: new SchemaSet(), errors: new ErrorResponses(), examples: {} };
  const paths: Record<string, Record<string, Json>> = {};
  const add = (method: string, path: string, described: Json) => {
    const name = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[name] = { ...paths[name], [method.toLowerCase()]: described };
  };
  for (const route of routes) add(route.method, route.path, operation(route, parts));
  for (const socket of sockets) {
    const parameters = [...pathParameters(socket), ...queryParameters(socket)];
    add('GET', socket.path, socketOperation(socket, noteOf(socket), parameters));
  }
  paths[PORT_PATH] = portOperations();
  const { schemas, errors, examples } = parts;
  const problem = schemas.of(problemBody, 'output');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Carrel',
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: basePath === '' ? '/' : basePath, description: 'This server.' }],
    tags: tagsOf(paths),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token of a login, or the key of an agent.' },
        ...socketSecurity,
      },
      schemas: { ...sorted(schemas.named), Problem: problem },
      responses: sorted(errors.named),
      headers: answerHeaders,
      examples: sorted(examples),
    },
  };
}

interface Parts {
  readonly schemas: SchemaSet;
  readonly errors: ErrorResponses;
  readonly examples: Record<string, Json>;
}

function operation(route: Route, parts: Parts): Json {
  const { schemas, errors } = parts;
  const note = noteOf(route);
  const body = requestBody(route, schemas);
  const done = Object.keys(route.responses).map((status) => [status, answer(route, Number(status), parts)] as const);
  return {
    operationId: note.id,
    summary: route.summary,
    ...(route.scope === null ? {} : { description: `The token must allow \`${route.scope}\`.` }),
    tags: [note.tag],
    security: route.auth === 'none' ? [] : [{ bearer: [] }],
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(note.takes ?? [])],
    ...(body === null ? {} : { requestBody: body }),
    responses: { ...errors.of(errorsOf(route)), ...Object.fromEntries(done) },
  };
}

/** What is noted of a route; of one of a host, what can be made of its path: `getSessionsIdThings`. */
function noteOf({ method, path }: Pick<Route, 'method' | 'path'>): OperationNote {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '');
  const id = method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return operationNotes[`${method} ${path}`] ?? { id, tag: 'other' };
}

function requestBody(route: Route, schemas: SchemaSet): Json | null {
  const body: BodySpec<unknown> = route.body;
  switch (body.kind) {
    case 'none':
      return null;
    case 'json': {
      const example = requestExamples[`${route.method} ${route.path}`];
      const media = { schema: schemas.of(body.schema, 'input'), ...(example === undefined ? {} : { example }) };
      return { required: body.whenEmpty === undefined, content: { 'application/json': media } };
    }
    case 'raw':
      return { required: true, content: { [body.mediaType]: { schema: { type: 'string', format: 'binary' } } } };
    default:
      return body satisfies never;
  }
}

function answer(route: Route, status: number, { schemas, examples }: Parts): Json {
  const { gives = {}, mediaType, events } = noteOf(route);
  const headers: AnswerHeaderName[] = ['X-Request-Id', ...(gives[status] ?? [])];
  if (route.auth === 'bearer') headers.push('RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset');
  const described = { description: meanings[status] ?? 'Done.', headers: headerReferences(headers) };
  const schema = route.responses[status] ?? null;
  if (schema !== null) {
    const shape = schemas.of(schema, 'output');
    return { ...described, content: { 'application/json': { schema: shape, ...exampleOf(shape, examples) } } };
  }
  if (events !== undefined || route.wait === 'stream') {
    const shapes = Object.entries(events ?? {}).map(([name, data]) => [name, schemas.of(data, 'output')]);
    const stream = { schema: { type: 'string', description: EVENTS }, 'x-events': Object.fromEntries(shapes) as Json };
    return { ...described, content: { 'text/event-stream': stream } };
  }
  if (mediaType === undefined || status === 304 || status === 204) return described;
  return { ...described, content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } } };
}

const EVENTS =
  'Server-sent events. `x-events` has the JSON that the `data` of each holds, by its name. Ask again with the last id to go on.';

const meanings: Readonly<Record<number, string>> = {
  201: 'It is made.',
  202: 'It is under way.',
  204: 'Done; there is nothing to say.',
  206: 'A range of it.',
  304: 'The client has it.',
};

/** A reference to the example of a named schema, which is put into the document by that. */
function exampleOf({ $ref }: Json, examples: Record<string, Json>): Json {
  if (typeof $ref !== 'string') return {};
  const name = $ref.split('/').at(-1) ?? '';
  const item = answerExamples[name.replace(/Page$/, '')];
  if (item === undefined) return {};
  examples[name] = { value: name.endsWith('Page') ? { items: [item], nextCursor: null } : item };
  return { examples: { one: { $ref: `#/components/examples/${name}` } } };
}

function tagsOf(paths: Readonly<Record<string, Readonly<Record<string, Json>>>>): readonly Json[] {
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const used = new Set(operations.flatMap(({ tags }) => tags as readonly string[]));
  return Object.entries(tagDescriptions)
    .filter(([name]) => used.has(name))
    .map(([name, description]) => ({ name, description }));
}

function sorted<T>(named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1)));
}
