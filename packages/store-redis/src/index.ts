export { redisStreamLog } from './redis-stream-log.js';
export type { RedisStreamLogOptions } from './redis-stream-log.js';
export type { RedisOptions } from './redis-options.js';
export type { IoredisModule, LoadIoredis } from './ioredis-module.js';
