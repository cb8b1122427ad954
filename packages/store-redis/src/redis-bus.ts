import { busClosed, busMessageTooLarge, busUnavailable, MAX_BUS_MESSAGE_BYTES } from '@carrel/core/bus';
import type { Bus, BusError } from '@carrel/core/bus';
import { err, errAsync, ok, type ResultAsync } from '@carrel/core/kernel';
import type { RedisOptions } from './redis-options.js';
import { RedisService } from './redis-service.js';

/** A bus between all processes that use the same Redis and the same prefix. */
export function redisBus(options: RedisOptions = {}): Bus {
  return new RedisBus(options);
}

class RedisBus implements Bus {
  readonly name = 'redis';
  readonly shared = true;
  private readonly service: RedisService<BusError>;

  constructor(options: RedisOptions) {
    this.service = new RedisService<BusError>(options, { closed: busClosed, unavailable: busUnavailable });
  }

  open(): ResultAsync<void, BusError> {
    return this.service.open();
  }

  publish(topic: string, message: string): ResultAsync<void, BusError> {
    const { service } = this;
    if (service.isOpen && Buffer.byteLength(message) > MAX_BUS_MESSAGE_BYTES) return errAsync(busMessageTooLarge());
    const send = async () => {
      const { client } = service.link;
      const channel = service.key('bus', topic);
      await (service.topics.publish === 'SPUBLISH'
        ? client.spublish(channel, message)
        : client.publish(channel, message));
    };
    return service.run(send);
  }

  subscribe(topic: string, hear: (message: string) => void): ResultAsync<() => void, BusError> {
    const { service } = this;
    return service
      .run(() => service.topics.listen(service.key('bus', topic), hear))
      .andThen((leave) => (leave === null ? err(busUnavailable()) : ok(leave)));
  }

  health(): ResultAsync<void, BusError> {
    return this.service.ping();
  }

  dispose(): Promise<void> {
    return this.service.dispose();
  }
}
