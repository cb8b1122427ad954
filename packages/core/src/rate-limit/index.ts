export { addressGroup } from './address-group.js';
export { fallbackRateLimiter } from './fallback-rate-limiter.js';
export type { FallbackRateLimiterOptions } from './fallback-rate-limiter.js';
export { observedRateLimiter } from './observed-rate-limiter.js';
export { memoryRateLimiter } from './memory-rate-limiter.js';
export type { MemoryRateLimiterOptions } from './memory-rate-limiter.js';
export type { RateAnswer, RateLimit, RateLimiter, RateLimiterHealth } from './rate-limiter.js';
export * from './rate-limit-errors.js';
