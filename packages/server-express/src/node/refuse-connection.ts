import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiError } from '../http/api-error.js';
import { headersTooLarge, malformedRequest, requestTooSlow, type HttpError } from '../http/http-errors.js';
import { toErrorReply } from '../http/http-reply.js';

/** Answers a connection whose request could not be read at all, where it can still be answered, and ends it. */
export function refuseConnection(
  cause: { readonly code?: string | undefined },
  socket: Duplex & { readonly bytesWritten?: number },
  requestId: string,
): void {
  // Bytes that were written before may be those of half an answer.
  if (cause.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten !== 0) {
    socket.destroy();
    return;
  }
  writeProblem(toHttpError(cause.code), socket, { 'X-Request-Id': requestId });
}

/** Answers a connection that no response stands for, with the error and these headers, and ends it. */
export function writeProblem(
  error: ApiError,
  socket: Duplex,
  common: Readonly<Record<string, string>> & { readonly 'X-Request-Id': string },
): void {
  const { status, headers, body } = toErrorReply(error, common['X-Request-Id'], common);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`, ...lines].join('\r\n');
  socket.end(`${head}\r\n\r\n${body.kind === 'text' ? body.text : ''}`);
}

function toHttpError(code: string | undefined): HttpError {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTooSlow();
  return malformedRequest('The request is not HTTP that can be read.');
}
