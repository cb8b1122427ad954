import { SESSION_ROLES } from '@carrel/core/sessions';
import { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import { errorAnswers } from '../http/error-answers.js';
import { PROBLEM_TYPE } from '../http/problem.js';
import type { Route } from '../http/route.js';
import { headerReferences, type AnswerHeaderName } from './headers.js';
import type { Json } from './json-schema.js';
import { routeErrors } from './route-errors.js';

type ErrorType = ApiError['type'];

export const problemBody = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  retryable: z.boolean(),
  retryAfterMs: z.int().exactOptional(),
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).exactOptional(),
  capability: z.string().exactOptional(),
  candidates: z.array(z.strictObject({ directory: z.string(), manager: z.string() })).exactOptional(),
  commandId: z.string().exactOptional(),
  paths: z.array(z.string()).exactOptional(),
  neededRole: z.enum(SESSION_ROLES).exactOptional(),
});

const everyType = Object.keys(errorAnswers) as ErrorType[];

/** What any request can come to, whatever it asks for. */
const ANY: readonly ErrorType[] = [
  'request/headers-too-large',
  'request/target-too-long',
  'request/too-slow',
  'service/failed',
];
const TOKEN: readonly ErrorType[] = [
  'auth/token-expired',
  'auth/token-invalid',
  'auth/token-missing',
  'auth/token-revoked',
  'auth/issuer-unavailable',
  ...everyType.filter((type) => type.startsWith('store/')),
];
const COUNTED: readonly ErrorType[] = ['rate-limit/closed', 'rate-limit/unavailable', 'request/rate-limited'];
const BODY: readonly ErrorType[] = [
  'request/aborted',
  'request/invalid',
  'request/malformed',
  'request/too-large',
  'request/unsupported-media-type',
];

/**
 * The errors that a route can be answered with: those of its own work, by the types of its handler, and those of what stands before
 * it, by what it takes. `null` for a route of a host, of which it is not known.
 */
export function errorsOf(route: Route): readonly ErrorType[] | null {
  const own = routeErrors[`${route.method} ${route.path}`];
  if (own === undefined) return null;
  const types = new Set<ErrorType>([...ANY, ...own.split(' ').flatMap(typesLike)]);
  const add = (when: boolean, more: readonly ErrorType[]) => {
    if (when) for (const type of more) types.add(type);
  };
  add(route.auth === 'bearer', TOKEN);
  add(route.cost > 0, COUNTED);
  add(route.scope !== null, ['auth/forbidden']);
  add(route.body.kind !== 'none' || route.method !== 'GET', BODY);
  add(Object.keys((route.query as z.ZodObject).shape).length > 0, ['request/invalid']);
  add(route.wait === 'stream', ['request/event-stream-limit']);
  add(route.wait !== 'stream', ['request/timed-out']);
  add(route.atRoot !== true, ['service/shutting-down']);
  return [...types].sort();
}

function typesLike(pattern: string): readonly ErrorType[] {
  if (!pattern.endsWith('/*')) return everyType.filter((type) => type === pattern);
  return everyType.filter((type) => type.startsWith(pattern.slice(0, -1)));
}

const names: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  408: 'TooSlow',
  409: 'Conflict',
  410: 'Gone',
  412: 'PreconditionFailed',
  413: 'ContentTooLarge',
  414: 'TargetTooLong',
  415: 'UnsupportedMediaType',
  416: 'RangeNotSatisfiable',
  422: 'Unsupported',
  429: 'TooManyRequests',
  431: 'HeadersTooLarge',
  500: 'Failed',
  502: 'BadGateway',
  503: 'Unavailable',
  504: 'TimedOut',
  507: 'NoRoom',
};

/** The answers to errors of one document: those that several routes have are written once. */
export class ErrorResponses {
  readonly named: Record<string, Json> = {};
  private readonly names = new Map<string, string>();

  /** By status. */
  of(types: readonly ErrorType[] | null): Json {
    if (types === null) return { default: problemResponse('Problem details', {}, []) };
    const statuses = [...new Set(types.map((type) => errorAnswers[type].status))].sort();
    return Object.fromEntries(
      statuses.map((status) => [
        status,
        this.one(
          status,
          types.filter((type) => errorAnswers[type].status === status),
        ),
      ]),
    );
  }

  private one(status: number, types: readonly ErrorType[]): Json {
    const key = types.join(' ');
    let name = this.names.get(key);
    if (name === undefined) {
      name = this.free(nameOf(status, types));
      this.names.set(key, name);
      this.named[name] = errorResponse(status, types);
    }
    return { $ref: `#/components/responses/${name}` };
  }

  private free(name: string): string {
    for (let number = 2; ; number += 1) {
      const numbered = number === 2 ? name : `${name}.${String(number - 1)}`;
      if (!(numbered in this.named)) return numbered;
    }
  }
}

/** Such as `NotFound.session-not-found`, or with the first domains of several. */
function nameOf(status: number, types: readonly ErrorType[]): string {
  const domains = [...new Set(types.map((type) => type.split('/')[0] ?? ''))].slice(0, 3);
  const words = types.length === 1 ? types.map((type) => type.replace('/', '-')) : domains;
  return [names[status] ?? `Status${String(status)}`, ...words].join('.');
}

function errorResponse(status: number, types: readonly ErrorType[]): Json {
  const description = types.map((type) => `\`${type}\`: ${errorAnswers[type].title}.`).join('\n\n');
  const [type] = types;
  const narrowed = { properties: { type: { enum: types }, status: { const: status } } };
  const headers: AnswerHeaderName[] = [];
  if (status === 401) headers.push('WWW-Authenticate');
  if (status === 416) headers.push('Content-Range');
  if (status === 429 || status >= 503) headers.push('Retry-After');
  if (types.includes('request/rate-limited')) headers.push('RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset');
  return problemResponse(description, narrowed, headers, type);
}

function problemResponse(
  description: string,
  narrowed: Json,
  headers: readonly AnswerHeaderName[],
  type: ErrorType = 'service/failed',
): Json {
  const { title, status } = errorAnswers[type];
  const said = {
    type,
    title,
    status,
    detail: `${title}.`,
    requestId: EXAMPLE_REQUEST,
    retryable: status === 429 || status >= 503,
  };
  return {
    description,
    headers: headerReferences(['X-Request-Id', ...headers]),
    content: {
      [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem', ...narrowed }, example: said },
    },
  };
}

const EXAMPLE_REQUEST = 'req_01arz3ndektsv4rrffq69g5fav';
