import { dockerImages } from '@carrel/adapter-docker';
import { redisRateLimiter } from '@carrel/store-redis';
import type { ServerSettings } from '../server-settings.js';
import { broken, found, lacking, type Finding } from './finding.js';

/** Whether Redis answers; `null` where it is not used. */
export async function checkRedis({ streams }: Pick<ServerSettings, 'streams'>): Promise<Finding | null> {
  if (streams.kind !== 'redis') return null;
  const place = new URL(streams.redis.url).host;
  const limiter = redisRateLimiter(streams.redis);
  const started = performance.now();
  const taken = await limiter.open().andThen(() => limiter.take('carrel:doctor', { points: 1, windowMs: 1_000 }, 1));
  await limiter.dispose();
  if (taken.isErr())
    return broken('Redis', `${place}: ${taken.error.message}`, 'Set redis.url, or streams.kind to memory.');
  return found('Redis', `${place} answers in ${(performance.now() - started).toFixed(0)} ms`);
}

/** Whether there are images for workspaces; `null` where the runtime has none. */
export async function checkImages({
  images,
  runtime,
}: Pick<ServerSettings, 'images' | 'runtime'>): Promise<Finding | null> {
  if (runtime.name !== 'docker') return null;
  const listed = await dockerImages().list();
  if (listed.isErr()) return broken('images', listed.error.message, 'Start the Docker Engine, or set DOCKER_HOST.');
  const ours = listed.value.filter(({ tag }) => tag.startsWith(`${images.repository}:`));
  if (ours.length > 0) return found('images', ours.map(({ tag }) => tag).join(', '));
  const advice =
    'The first session of each set of languages waits for its image. Make them ahead: carrel images build python,javascript';
  return lacking('images', `none of ${images.repository}`, advice);
}
