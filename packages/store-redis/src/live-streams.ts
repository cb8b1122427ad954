import type { Clock } from '@carrel/core/kernel';
import { LiveStream } from './live-stream.js';
import type { RedisChannels } from './redis-channels.js';
import { streamNames } from './stream-names.js';

export interface LiveStreamsOptions {
  readonly channels: RedisChannels;
  readonly clock: Clock;
  readonly prefix: string;
  /** The most bytes that are kept of the latest of each stream that is followed. */
  readonly maxBytes: number;
}

/** The streams that somebody in this process follows: each is listened to once. */
export class LiveStreams {
  private readonly followed = new Map<string, { readonly stream: LiveStream; readers: number }>();

  constructor(private readonly options: LiveStreamsOptions) {}

  join(key: string): LiveStream {
    const { channels, clock, prefix, maxBytes } = this.options;
    const known = this.followed.get(key);
    if (known !== undefined) {
      known.readers += 1;
      return known.stream;
    }
    const stream = new LiveStream({ clock, maxBytes });
    this.followed.set(key, { stream, readers: 1 });
    channels.add(streamNames(prefix, key).channel, stream);
    return stream;
  }

  leave(key: string): void {
    const known = this.followed.get(key);
    if (known === undefined) return;
    known.readers -= 1;
    if (known.readers > 0) return;
    this.followed.delete(key);
    this.options.channels.remove(streamNames(this.options.prefix, key).channel);
    known.stream.close();
  }

  /** Has all readers look whether anything is still there. */
  close(): void {
    for (const { stream } of this.followed.values()) stream.close();
  }
}
