import { errAsync, okAsync, type ResultAsync } from '../kernel/index.js';
import { busClosed, busMessageTooLarge, type BusError } from './bus-errors.js';
import { MAX_BUS_MESSAGE_BYTES, type Bus } from './bus.js';

/** A bus within this process. */
export function memoryBus(): Bus {
  return new MemoryBus();
}

class MemoryBus implements Bus {
  readonly name = 'memory';
  readonly shared = false;
  private readonly topics = new Map<string, Set<(message: string) => void>>();
  private state: 'new' | 'open' | 'disposed' = 'new';

  open(): ResultAsync<void, BusError> {
    if (this.state === 'disposed') return errAsync(busClosed());
    this.state = 'open';
    return okAsync(undefined);
  }

  publish(topic: string, message: string): ResultAsync<void, BusError> {
    if (this.state !== 'open') return errAsync(busClosed());
    if (Buffer.byteLength(message) > MAX_BUS_MESSAGE_BYTES) return errAsync(busMessageTooLarge());
    queueMicrotask(() => {
      for (const hear of [...(this.topics.get(topic) ?? [])]) hear(message);
    });
    return okAsync(undefined);
  }

  subscribe(topic: string, hear: (message: string) => void): ResultAsync<() => void, BusError> {
    if (this.state !== 'open') return errAsync(busClosed());
    const listener = (message: string) => {
      hear(message);
    };
    const listeners = this.topics.get(topic) ?? new Set();
    this.topics.set(topic, listeners.add(listener));
    return okAsync(() => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.topics.get(topic) === listeners) this.topics.delete(topic);
    });
  }

  health(): ResultAsync<void, BusError> {
    return this.state === 'open' ? okAsync(undefined) : errAsync(busClosed());
  }

  dispose(): Promise<void> {
    this.state = 'disposed';
    this.topics.clear();
    return Promise.resolve();
  }
}
