import { delay } from '@carrel/core/kernel';
import { RedisChannels, type ChannelListener } from './redis-channels.js';
import type { RedisLink } from './redis-link.js';

/** Channels that any number of listeners of this process share. */
export class RedisTopics {
  private readonly channels: RedisChannels;
  private readonly shared = new Map<string, SharedChannel>();

  constructor(private readonly link: RedisLink) {
    this.channels = new RedisChannels(link);
  }

  /** `PUBLISH`, or `SPUBLISH` in clusters that are used so. */
  get publish(): 'PUBLISH' | 'SPUBLISH' {
    return this.channels.isSharded ? 'SPUBLISH' : 'PUBLISH';
  }

  open(): Promise<void> {
    return this.channels.open();
  }

  async close(): Promise<void> {
    this.shared.clear();
    await this.channels.close();
  }

  /** Has `listener` told when listening begins, also when it has begun. Call what it gives to listen no more. */
  join(channel: string, listener: ChannelListener): () => void {
    let shared = this.shared.get(channel);
    if (shared === undefined) {
      this.shared.set(channel, (shared = new SharedChannel()));
      this.channels.add(channel, shared);
    }
    const { listeners, isListening } = shared;
    listeners.add(listener);
    if (isListening) listener.miss();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.shared.get(channel)?.listeners !== listeners) return;
      this.shared.delete(channel);
      this.channels.remove(channel);
    };
  }

  /** Listens to `hear`; gives what ends it once it listens, `null` when that takes too long. */
  async listen(channel: string, hear: (message: string) => void): Promise<(() => void) | null> {
    const listening = new AbortController();
    const leave = this.join(channel, {
      hear,
      miss: () => {
        listening.abort();
      },
    });
    await delay(this.link.options.clock, this.link.options.timeoutMs, listening.signal);
    if (listening.signal.aborted) return leave;
    leave();
    return null;
  }
}

class SharedChannel implements ChannelListener {
  readonly listeners = new Set<ChannelListener>();
  isListening = false;

  hear(message: string): void {
    for (const listener of [...this.listeners]) listener.hear(message);
  }

  miss(): void {
    this.isListening = true;
    for (const listener of [...this.listeners]) listener.miss();
  }
}
