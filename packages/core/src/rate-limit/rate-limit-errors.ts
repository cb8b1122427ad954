import { errorMaker, type CarrelError } from '../kernel/index.js';

export type RateLimiterClosed = CarrelError<'rate-limit/closed'>;
export type RateLimiterUnavailable = CarrelError<'rate-limit/unavailable'>;
export type RateLimiterError = RateLimiterClosed | RateLimiterUnavailable;

export const rateLimiterClosed = errorMaker('rate-limit/closed', 'the rate limiter is not open; open it first', false);
export const rateLimiterUnavailable = errorMaker('rate-limit/unavailable', 'the rate limiter does not answer', true);
