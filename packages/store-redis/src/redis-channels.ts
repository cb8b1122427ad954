import type { Cluster, Redis } from 'ioredis';
import type { RedisLink } from './redis-link.js';

/** Who listens to one channel. */
export interface ChannelListener {
  hear(message: string): void;
  /** Listening has begun, or has begun again: what was published before may have been missed. */
  miss(): void;
}

/** How long to wait before listening is tried again, in milliseconds. */
const RETRY_MS = 200;

/** The one connection of this process that listens. It comes back by itself, and says so to everybody who listens. */
export class RedisChannels {
  private readonly listeners = new Map<string, ChannelListener>();
  private client: Redis | Cluster | null = null;
  private isOwn = false;
  private cancelRetry: (() => void) | null = null;
  private readonly onMessage = (channel: string, message: string): void => {
    this.listeners.get(channel)?.hear(message);
  };
  private readonly onReady = (): void => {
    void this.listen([...this.listeners.keys()]);
  };

  constructor(private readonly link: RedisLink) {}

  /** Whether messages go to those alone who have the slot of the channel. */
  get isSharded(): boolean {
    return this.link.cluster?.options.shardedSubscribers === true;
  }

  async open(): Promise<void> {
    const own = await this.link.createListener();
    const client = own ?? this.link.cluster;
    if (client === null) return;
    this.isOwn = own !== null;
    this.client = client;
    client.on(this.isSharded ? 'smessage' : 'message', this.onMessage);
    client.on('ready', this.onReady);
    client.on('+node', this.onReady);
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = null;
    this.cancelRetry?.();
    const channels = [...this.listeners.keys()];
    this.listeners.clear();
    if (client === null) return;
    client.off('message', this.onMessage).off('smessage', this.onMessage);
    client.off('ready', this.onReady).off('+node', this.onReady);
    if (this.isOwn) client.disconnect();
    else if (channels.length > 0) await this.quit(client, channels).catch(() => undefined);
  }

  /** `listener.miss` is called once it listens, and whenever it does again. */
  add(channel: string, listener: ChannelListener): void {
    this.listeners.set(channel, listener);
    void this.listen([channel]);
  }

  remove(channel: string): void {
    this.listeners.delete(channel);
    if (this.client !== null) this.quit(this.client, [channel]).catch(() => undefined);
  }

  private async listen(channels: readonly string[]): Promise<void> {
    const { client } = this;
    if (client === null || channels.length === 0) return;
    try {
      if (this.isSharded) await Promise.all(channels.map((channel) => client.ssubscribe(channel)));
      else await client.subscribe(...channels);
      for (const channel of channels) this.listeners.get(channel)?.miss();
    } catch {
      // Where the connection is lost, it says when it is back; whatever else it was may pass.
      this.cancelRetry?.();
      this.cancelRetry = this.link.options.clock.setTimer(RETRY_MS, this.onReady);
    }
  }

  private async quit(client: Redis | Cluster, channels: readonly string[]): Promise<void> {
    if (this.isSharded) await Promise.all(channels.map((channel) => client.sunsubscribe(channel)));
    else await client.unsubscribe(...channels);
  }
}
