import type { Duplex, Writable } from 'node:stream';
import type { ResultAsync } from '@carrel/core/kernel';
import { sessionParam } from '../http/path-param.js';
import { SeenRequest } from '../http/request-observer.js';
import type { Admitted } from './port-credentials.js';
import type { PortTarget } from './port-target.js';

/** What all requests for ports are called in logs, metrics and traces, whatever session and port they name. */
export const PORT_ROUTE = '/sessions/:id/ports/:port/*';

export function seenPort(method: string, { session }: PortTarget, requestId: string): SeenRequest {
  const seen = new SeenRequest(method, PORT_ROUTE, requestId);
  seen.at({ id: sessionParam }, [session]);
  return seen;
}

/** `asked`, of which is seen who it is. */
export function seenBy<E>(seen: SeenRequest, asked: ResultAsync<Admitted, E>): ResultAsync<Admitted, E> {
  return asked.map((admitted) => {
    seen.by(admitted.caller);
    return admitted;
  });
}

/** Resolves when it is closed. */
export function closing(stream: Duplex | Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once('close', resolve);
  });
}
