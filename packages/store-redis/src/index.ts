export { redisBus } from './redis-bus.js';
export { redisPresence } from './redis-presence.js';
export { redisRateLimiter } from './redis-rate-limiter.js';
export { redisStreamLog } from './redis-stream-log.js';
export type { RedisStreamLogOptions } from './redis-stream-log.js';
export type { RedisOptions } from './redis-options.js';
export type { IoredisModule, LoadIoredis } from './ioredis-module.js';
