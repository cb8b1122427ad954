import { createHash } from 'node:crypto';
import { aborted, CarrelException } from '../kernel/index.js';
import { contentCorrupt, storageFailed } from './storage-errors.js';
import type { StreamedContent } from './storage-provider.js';

/**
 * The bytes of `content` as they stream by. What ends without a throw had its length and its digest.
 *
 * Otherwise it throws a `CarrelException`: of `storage/content-corrupt`, as soon as there are too many bytes or at the end; of
 * `request/aborted` once `signal` fires, also while the source is silent; of `storage/failed`, with what the source threw as `cause`.
 * The source is ended in each case, and when the reader leaves.
 */
export async function* checkedContent(
  content: StreamedContent,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  const hash = createHash('sha256');
  const source = content.data[Symbol.asyncIterator]();
  let bytes = 0;
  try {
    for (;;) {
      const chunk = await nextOf(source, signal);
      if (chunk === null) break;
      bytes += chunk.length;
      if (bytes > content.bytes) throw new CarrelException(contentCorrupt(content.digest));
      hash.update(chunk);
      yield chunk;
    }
    if (bytes === content.bytes && hash.digest('hex') === content.digest) return;
    throw new CarrelException(contentCorrupt(content.digest));
  } finally {
    // A source that waits would only end after what it waits for; one that ended has nothing left to do.
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }
}

async function nextOf(source: AsyncIterator<Uint8Array>, signal: AbortSignal | undefined): Promise<Uint8Array | null> {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new CarrelException(aborted('Reading the content')));
    };
  });
  stopped.catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    return await Promise.race([stopped, chunkOf(source)]);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function chunkOf(source: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  try {
    const item = await source.next();
    return item.done === true ? null : item.value;
  } catch (thrown) {
    throw thrown instanceof CarrelException ? thrown : new CarrelException(storageFailed(thrown));
  }
}
