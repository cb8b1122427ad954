export type { RateAnswer, RateLimit, RateLimiter } from './rate-limiter.js';
export * from './rate-limit-errors.js';
