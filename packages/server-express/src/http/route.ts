import type { Carrel } from '@carrel/core';
import type { Caller, ResultAsync } from '@carrel/core/kernel';
import type { z } from 'zod';
import type { ApiError } from './api-error.js';
import type { BodySpec } from './body-spec.js';
import type { Exchange } from './exchange.js';
import type { PathParams, PathValues } from './path-param.js';
import type { AddressBudget } from './rate-gate.js';
import type { Reply } from './reply.js';
import { requestReader, type RequestSchemas, type RouteRequest } from './route-request.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface RouteFacts {
  readonly method: HttpMethod;
  /** Beneath the base path, with `:name` for a parameter. */
  readonly path: string;
  /** Also served at the root of the server, outside the base path. @default false */
  readonly atRoot?: boolean;
  /** One sentence of what it does. */
  readonly summary: string;
  /** How much of the budget of a user, or of an address where there is no token, one call uses; 1 is reading one record, 0 is free. */
  readonly cost: number;
  /**
   * How long an answer may take: `request` as long as any request, `work` as long as work in a workspace, `stream` without an
   * end.
   */
  readonly wait: 'request' | 'work' | 'stream';
  /** The statuses it answers when all is well, each with the shape of its JSON body; `null` for another body or none. */
  readonly responses: Readonly<Record<number, z.ZodType | null>>;
}

/** A route for whoever has a token. */
export interface RouteDefinition<P extends PathParams, Q, B> extends RouteFacts, RequestSchemas<P, Q, B> {
  /** The scope that the token must allow; `null` when any token will do. What the role allows is the service's matter. */
  readonly scope: string | null;
  readonly handle: (
    request: RouteRequest<PathValues<P>, Q, B>,
    carrel: Carrel,
    caller: Caller,
  ) => ResultAsync<Reply, ApiError>;
}

/** A route for everybody. */
export interface PublicRouteDefinition<P extends PathParams, Q, B> extends RouteFacts, RequestSchemas<P, Q, B> {
  /** What calls of an address are counted as, where that is stricter than their cost. @default 'calls' */
  readonly budget?: AddressBudget;
  readonly handle: (request: RouteRequest<PathValues<P>, Q, B>, carrel: Carrel) => ResultAsync<Reply, ApiError>;
}

interface RouteDescription extends RouteFacts {
  readonly params: PathParams;
  readonly query: z.ZodType;
  readonly body: BodySpec<unknown>;
}

interface BearerRoute extends RouteDescription {
  readonly auth: 'bearer';
  readonly scope: string | null;
  readonly answer: (exchange: Exchange, carrel: Carrel, caller: Caller) => ResultAsync<Reply, ApiError>;
}

interface PublicRoute extends RouteDescription {
  readonly auth: 'none';
  readonly scope: null;
  readonly budget?: AddressBudget;
  readonly answer: (exchange: Exchange, carrel: Carrel) => ResultAsync<Reply, ApiError>;
}

/** One entry of the interface: what it is called by, what it takes and gives, and what it does. */
export type Route = BearerRoute | PublicRoute;

export function bearerRoute<P extends PathParams, Q, B>(definition: RouteDefinition<P, Q, B>): Route {
  const { handle, ...description } = definition;
  const read = requestReader(definition);
  return {
    ...description,
    auth: 'bearer',
    answer: (exchange, carrel, caller) => read(exchange).andThen((request) => handle(request, carrel, caller)),
  };
}

export function publicRoute<P extends PathParams, Q, B>(definition: PublicRouteDefinition<P, Q, B>): Route {
  const { handle, ...description } = definition;
  const read = requestReader(definition);
  return {
    ...description,
    auth: 'none',
    scope: null,
    answer: (exchange, carrel) => read(exchange).andThen((request) => handle(request, carrel)),
  };
}
