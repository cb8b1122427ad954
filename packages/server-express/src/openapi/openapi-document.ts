import { SESSION_ROLES } from '@carrel/core/sessions';
import { z } from 'zod';
import type { BodySpec } from '../http/body-spec.js';
import { PROBLEM_TYPE } from '../http/problem.js';
import type { Route } from '../http/route.js';
import type { SocketRoute } from '../sockets/socket-route.js';
import { PORT_PATH, portOperations } from './port-operation.js';
import { socketOperation, socketSecurity } from './socket-operation.js';

type Json = Readonly<Record<string, unknown>>;

const problemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.int().exactOptional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
  capability: z.string().exactOptional(),
  candidates: z.array(z.object({ directory: z.string(), manager: z.string() })).exactOptional(),
  commandId: z.string().exactOptional(),
  neededRole: z.enum(SESSION_ROLES).exactOptional(),
});

/** The interface as an OpenAPI 3.1 document, made of what its routes say of themselves. */
export function openApiDocument(routes: readonly Route[], sockets: readonly SocketRoute[], basePath: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  for (const socket of sockets)
    paths[socket.path.replaceAll(/:(\w+)/g, '{$1}')] = {
      get: socketOperation(socket, pathParameters, queryParameters),
    };
  paths[PORT_PATH] = portOperations() as Record<string, Json>;
  return {
    openapi: '3.1.0',
    info: { title: 'Carrel', version: basePath.split('/').at(-1) ?? '' },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, ...socketSecurity },
      schemas: { Problem: schemaOf(problemBody, 'output') },
    },
  };
}

function operation(route: Route): Json {
  const body = requestBody(route.body);
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.path.split('/')[1] ?? ''],
    security: route.auth === 'none' ? [] : [{ bearer: [] }],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(body === null ? {} : { requestBody: body }),
    responses: {
      ...Object.fromEntries(Object.entries(route.responses).map(([status, schema]) => [status, answer(route, schema)])),
      default: {
        description: 'Problem details',
        content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** Such as `getSessionsIdWorkspace`: unique, because method and path together are. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function pathParameters({ params }: Pick<Route, 'params'>): readonly Json[] {
  return Object.keys(params).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameters({ query }: Pick<Route, 'query'>): readonly Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function requestBody(body: BodySpec<unknown>): Json | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'json': {
      const content = { 'application/json': { schema: schemaOf(body.schema, 'input') } };
      return { required: body.whenEmpty === undefined, content };
    }
    case 'raw':
      return { required: true, content: { [body.mediaType]: { schema: { type: 'string', format: 'binary' } } } };
    default:
      return body satisfies never;
  }
}

function answer(route: Route, schema: z.ZodType | null): Json {
  if (schema !== null)
    return { description: 'Done', content: { 'application/json': { schema: schemaOf(schema, 'output') } } };
  if (route.wait === 'stream')
    return { description: 'Events', content: { 'text/event-stream': { schema: { type: 'string' } } } };
  return { description: 'Done' };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
