import type { Carrel } from '@carrel/core';
import { err, ok, type Caller, type Result, type ResultAsync } from '@carrel/core/kernel';
import type { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import type { PathParams, PathValues } from '../http/path-param.js';
import { emptyQuery, parseQuery } from '../http/request-query.js';
import type { Socket, SocketEnd } from './socket.js';

/** What a handler gets of the request that opened its socket, read and checked. */
export interface SocketRequest<P, Q> {
  readonly params: P;
  readonly query: Q;
  readonly requestId: string;
}

/** Serves one socket until it is over; ok or not says how it ends. */
export type ServeSocket = (socket: Socket, carrel: Carrel, caller: Caller) => ResultAsync<SocketEnd, ApiError>;

interface SocketFacts {
  /** One for the table of routes: an upgrade is a `GET`. */
  readonly method: 'GET';
  /** Beneath the base path, with `:name` for a parameter. */
  readonly path: string;
  /** One sentence of what it does. */
  readonly summary: string;
  /** What its frames mean, for people. */
  readonly description: string;
  /** The scope that the token must allow. What the role allows is the service's matter. */
  readonly scope: string;
  readonly params: PathParams;
  readonly query: z.ZodType;
}

export interface SocketDefinition<P extends PathParams, Q> extends Omit<SocketFacts, 'method' | 'params' | 'query'> {
  /** In the order of the path. */
  readonly params: P;
  /** Keys it does not name are ignored. */
  readonly query: z.ZodType<Q>;
  readonly serve: (
    request: SocketRequest<PathValues<P>, Q>,
    socket: Socket,
    carrel: Carrel,
    caller: Caller,
  ) => ResultAsync<SocketEnd, ApiError>;
}

/** One WebSocket of the interface: where it is, what it takes, who may open it, and what it does. */
export interface SocketRoute extends SocketFacts {
  /** Reads the request: the path, whose error is that of a missing thing, then the query. */
  read(target: string, values: readonly string[], requestId: string): Result<ServeSocket, ApiError>;
}

export function socketRoute<P extends PathParams, Q>(definition: SocketDefinition<P, Q>): SocketRoute {
  const { serve, ...facts } = definition;
  const parsers = Object.entries(definition.params);
  const whenEmpty = emptyQuery(definition.query);
  return {
    ...facts,
    method: 'GET',
    read(target, values, requestId) {
      const params: Record<string, unknown> = {};
      for (const [index, [name, parse]] of parsers.entries()) {
        const value = parse(values[index] ?? '');
        if (value.isErr()) return err(value.error);
        params[name] = value.value;
      }
      const query = parseQuery(definition.query, target, whenEmpty);
      if (query.isErr()) return err(query.error);
      const request = { params: params as PathValues<P>, query: query.value, requestId };
      return ok((socket, carrel, caller) => serve(request, socket, carrel, caller));
    },
  };
}
