import { CarrelException, err, ok, type Result } from '@carrel/core/kernel';
import type { ConnectionError, FileEntry, WatchEvent } from '@carrel/core/runtime';
import { decode } from './call.js';
import { channelItems } from './channel-items.js';
import type { Channel } from './channel.js';
import { readEntries, readWatchEvent } from './file-payload.js';
import type { Link } from './link.js';

/**
 * The content that comes on a channel.
 *
 * @throws CarrelException with the error when the content ends early.
 */
export async function* readContent(channel: Channel, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  for await (const item of channelItems(channel, signal)) {
    if ('type' in item) throw new CarrelException(item);
    yield item;
  }
}

/** The events that come on a channel. */
export async function* readWatch(
  link: Link,
  channel: Channel,
  signal?: AbortSignal,
): AsyncGenerator<WatchEvent, void, void> {
  for await (const item of channelItems(channel, signal)) {
    const event = 'type' in item ? err<WatchEvent, ConnectionError>(item) : decode(link, () => readWatchEvent(item));
    if (event.isErr()) return yield { type: 'failed', error: event.error };
    yield event.value;
  }
}

/** The events after the position that they begin at. */
export async function* afterOpened(
  position: number,
  events: AsyncGenerator<WatchEvent, void, void>,
): AsyncGenerator<WatchEvent, void, void> {
  try {
    yield { type: 'opened', position };
    yield* events;
  } finally {
    // Also of a reader who left at once.
    await events.return();
  }
}

/** All entries that come on a channel. */
export async function collectEntries(
  link: Link,
  channel: Channel,
): Promise<Result<readonly FileEntry[], ConnectionError>> {
  const all: FileEntry[] = [];
  for await (const item of channelItems(channel)) {
    if ('type' in item) return err(item);
    const entries = decode(link, () => readEntries(item));
    if (entries.isErr()) return err(entries.error);
    for (const entry of entries.value) all.push(entry);
  }
  return ok(all);
}
