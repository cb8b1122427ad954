import type { Cluster, Redis, RedisOptions as ClientOptions } from 'ioredis';
import { invariant, systemClock, type Clock } from '@carrel/core/kernel';
import { importIoredis, type LoadIoredis } from './ioredis-module.js';

/** Where Redis is, and how long it is waited for. The same for everything of this package. */
export interface RedisOptions {
  /** Such as `redis://:password@localhost:6379/0`, or `rediss://` for TLS. Not with `client`. @default `redis://127.0.0.1:6379` */
  readonly url?: string;
  /** A client of the host's own, also of a cluster. It stays open, and is not configured further. */
  readonly client?: Redis | Cluster;
  /** More for the clients that are made, such as `tls` or `sentinels`; in place of `url` where both say something. Not with `client`. */
  readonly options?: ClientOptions;
  /** What all keys and channels begin with; without braces. @default 'carrel' */
  readonly prefix?: string;
  /** How long a call tries to get its answer, lost connections included, in milliseconds. @default 5000 */
  readonly timeoutMs?: number;
  /** How long making a connection may take, in milliseconds. @default 5000 */
  readonly connectTimeoutMs?: number;
  /** Gives the client's package, for hosts that bring their own. @default the package `ioredis` */
  readonly loadClient?: LoadIoredis;
  /** Measures waiting and time limits. @default the machine's clock */
  readonly clock?: Clock;
}

export interface ResolvedRedisOptions extends Required<Omit<RedisOptions, 'client'>> {
  readonly client: Redis | Cluster | null;
}

/** @throws Error when an option is out of its range. */
export function resolveRedisOptions(options: RedisOptions): ResolvedRedisOptions {
  const resolved: ResolvedRedisOptions = {
    url: options.url ?? 'redis://127.0.0.1:6379',
    client: options.client ?? null,
    options: options.options ?? {},
    prefix: options.prefix ?? 'carrel',
    timeoutMs: options.timeoutMs ?? 5_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    loadClient: options.loadClient ?? importIoredis,
    clock: options.clock ?? systemClock,
  };
  const isOwn = options.url === undefined && options.options === undefined;
  invariant(options.client === undefined || isOwn, 'a client of your own goes without url and options');
  invariant(/^rediss?:\/\//.test(resolved.url), 'the address of Redis begins with redis:// or rediss://');
  invariant(/^[^{}\s]{1,64}$/.test(resolved.prefix), 'a prefix has 1 to 64 characters, and no braces or spaces');
  invariant(resolved.timeoutMs > 0 && resolved.connectTimeoutMs > 0, 'time limits are above 0');
  return Object.freeze(resolved);
}
