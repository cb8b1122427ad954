export { describeRateLimiter } from './describe-rate-limiter.js';
export type { RateLimiterKitOptions, RateLimiterSubject } from './describe-rate-limiter.js';
