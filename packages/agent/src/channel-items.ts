import type { ConnectionError } from '@carrel/core/runtime';
import type { Channel } from './channel.js';

/**
 * What the agent streams on a channel, in order; the last may be the error that ended it. Leaving the loop, or `signal`, gives
 * the request up.
 */
export async function* channelItems(
  channel: Channel,
  signal?: AbortSignal,
): AsyncGenerator<Buffer | ConnectionError, void, void> {
  const stop = () => {
    channel.cancel();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted === true) return;
    for (let item = await channel.next(); item !== null; item = await channel.next()) {
      yield item;
      if ('type' in item) return;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}
