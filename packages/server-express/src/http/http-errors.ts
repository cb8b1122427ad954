import type { CarrelError } from '@carrel/core/kernel';
import type { OpenRefusal } from './open-count.js';

/** The request brings no token, and this path needs one. */
export type TokenMissing = CarrelError<'auth/token-missing'>;
/** Nothing is served under this path. */
export type NoRoute = CarrelError<'request/no-route'>;
/** The path is served, with other methods. */
export interface MethodNotAllowed extends CarrelError<'request/method-not-allowed'> {
  readonly allowed: readonly string[];
}
/** The body is of a type that the route does not take. */
export type UnsupportedMediaType = CarrelError<'request/unsupported-media-type'>;
/** The body is larger than the route takes. */
export interface BodyTooLarge extends CarrelError<'request/too-large'> {
  readonly maxBytes: number;
}
/** The request cannot be read: not JSON, not UTF-8, a broken escape. */
export type MalformedRequest = CarrelError<'request/malformed'>;
export type TargetTooLong = CarrelError<'request/target-too-long'>;
export type HeadersTooLarge = CarrelError<'request/headers-too-large'>;
/** The request did not arrive in the time a request may take to arrive. */
export type RequestTooSlow = CarrelError<'request/too-slow'>;
/** No answer was found in the time a request may take. What was begun may go on. */
export type RequestTimedOut = CarrelError<'request/timed-out'>;
/** A condition in the request's headers does not hold. */
export type PreconditionFailed = CarrelError<'request/precondition-failed'>;
/** The range lies outside what there is. */
export interface RangeNotSatisfiable extends CarrelError<'request/range-not-satisfiable'> {
  readonly size: number;
}
/** The user or the tenant has as many WebSockets open as may be. */
export interface SocketLimit extends CarrelError<'socket/limit'> {
  readonly limit: number;
}
/** The user or the tenant has as many streams of events open as may be. */
export interface EventStreamLimit extends CarrelError<'request/event-stream-limit'> {
  readonly limit: number;
}
/** The server has as many WebSockets open as may be. */
export type SocketsFull = CarrelError<'socket/full'>;
/** The user, or for calls without a token the address, has called more than is allowed in the time. */
export interface RateLimited extends CarrelError<'request/rate-limited'> {
  /** The points of the window. */
  readonly limit: number;
}
/** A page of this origin may not open WebSockets here. */
export type OriginRefused = CarrelError<'request/origin-refused'>;
/** A mistake of the program; the log has it under the request's id. */
export type ServiceFailed = CarrelError<'service/failed'>;

/** What goes wrong before and around the services. */
export type HttpError =
  | TokenMissing
  | NoRoute
  | MethodNotAllowed
  | UnsupportedMediaType
  | BodyTooLarge
  | MalformedRequest
  | TargetTooLong
  | HeadersTooLarge
  | RequestTooSlow
  | RequestTimedOut
  | PreconditionFailed
  | RangeNotSatisfiable
  | RateLimited
  | EventStreamLimit
  | SocketLimit
  | SocketsFull
  | OriginRefused
  | ServiceFailed;

export function tokenMissing(): TokenMissing {
  return { type: 'auth/token-missing', message: 'Send a token: Authorization: Bearer …', retryable: false };
}

export function noRoute(): NoRoute {
  return { type: 'request/no-route', message: 'Nothing is served under this path.', retryable: false };
}

export function methodNotAllowed(allowed: readonly string[]): MethodNotAllowed {
  const message = `This path takes ${allowed.join(', ')}.`;
  return { type: 'request/method-not-allowed', message, retryable: false, allowed };
}

/** @param expected a media type, such as `application/json`. */
export function unsupportedMediaType(expected: string): UnsupportedMediaType {
  return { type: 'request/unsupported-media-type', message: `Expected a body of ${expected}.`, retryable: false };
}

export function bodyTooLarge(maxBytes: number): BodyTooLarge {
  const message = `The body is over the ${String(maxBytes)} bytes that this path takes.`;
  return { type: 'request/too-large', message, retryable: false, maxBytes };
}

/** @param detail a whole sentence. */
export function malformedRequest(detail: string): MalformedRequest {
  return { type: 'request/malformed', message: detail, retryable: false };
}

export function targetTooLong(maxBytes: number): TargetTooLong {
  const message = `The path and query are over the ${String(maxBytes)} bytes that are taken.`;
  return { type: 'request/target-too-long', message, retryable: false };
}

export function headersTooLarge(): HeadersTooLarge {
  return { type: 'request/headers-too-large', message: 'The headers are over what is taken.', retryable: false };
}

export function requestTooSlow(): RequestTooSlow {
  return { type: 'request/too-slow', message: 'The request took too long to arrive.', retryable: true };
}

export function requestTimedOut(timeoutMs: number): RequestTimedOut {
  const message = `No answer was found in ${String(timeoutMs)} ms.`;
  return { type: 'request/timed-out', message, retryable: true, retryAfterMs: 1_000 };
}

/** @param name of the header whose condition does not hold. */
export function preconditionFailed(name: string): PreconditionFailed {
  const message = `The condition of ${name} does not hold; read again.`;
  return { type: 'request/precondition-failed', message, retryable: false };
}

export function rangeNotSatisfiable(size: number): RangeNotSatisfiable {
  const message = `The range lies outside the ${String(size)} bytes there are.`;
  return { type: 'request/range-not-satisfiable', message, retryable: false, size };
}

export function serviceFailed(cause?: unknown): ServiceFailed {
  const message = 'The service failed; the request id names it in the log.';
  return { type: 'service/failed', message, retryable: false, ...(cause === undefined ? {} : { cause }) };
}

export function eventStreamLimit({ who, limit }: OpenRefusal): EventStreamLimit {
  const message = `${who} has at most ${String(limit)} streams of events open; end one.`;
  return { type: 'request/event-stream-limit', message, retryable: true, retryAfterMs: 1_000, limit };
}

export function socketLimit({ who, limit }: OpenRefusal): SocketLimit {
  const message = `${who} has at most ${String(limit)} WebSockets; close one.`;
  return { type: 'socket/limit', message, retryable: true, retryAfterMs: 1_000, limit };
}

export function socketsFull(): SocketsFull {
  const message = 'The server takes no more WebSockets now.';
  return { type: 'socket/full', message, retryable: true, retryAfterMs: 1_000 };
}

/**
 * @param who has called too much, such as `A user`.
 * @param resetMs until the window is over.
 */
export function rateLimited(who: string, limit: number, resetMs: number): RateLimited {
  const message = `${who} has ${String(limit)} points for calls at a time, and these are used up; wait.`;
  return { type: 'request/rate-limited', message, retryable: true, retryAfterMs: Math.max(1, resetMs), limit };
}

export function originRefused(): OriginRefused {
  const message = 'Pages of this origin may not call; the server has to be told that they may.';
  return { type: 'request/origin-refused', message, retryable: false };
}
