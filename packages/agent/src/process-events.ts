import { PulledItems, type ItemSource } from '@carrel/core/kernel';
import type { ConnectionError, ProcessEvent } from '@carrel/core/runtime';
import { decode } from './call.js';
import type { Channel } from './channel.js';
import type { Link } from './link.js';
import { readProcessEvent } from './process-payload.js';

type Taken = ReturnType<ItemSource<ProcessEvent>['take']>;

/**
 * What the agent tells of a process on a channel, in order; the last may be the error that ended it. Leaving the loop, or `signal`, gives
 * the request up.
 */
export function processEvents(link: Link, channel: Channel, signal?: AbortSignal): AsyncIterable<ProcessEvent> {
  return new PulledItems(new ProcessEvents(link, channel), signal);
}

class ProcessEvents implements ItemSource<ProcessEvent> {
  constructor(
    private readonly link: Link,
    private readonly channel: Channel,
  ) {}

  watch(look: () => void): () => void {
    return this.channel.watch(look);
  }

  take(): Taken {
    const item = this.channel.take();
    if (item === undefined) return null;
    if (item === null) return 'over';
    if ('type' in item) return failed(item);
    const event = decode(this.link, () => readProcessEvent(item));
    return event.isErr() ? failed(event.error) : { item: event.value, isLast: event.value.type === 'exit' };
  }

  close(why: 'all' | 'left'): void {
    const cancel = () => {
      this.channel.cancel();
    };
    // The agent's own end of the request may stand right behind what was read last.
    if (why === 'all') queueMicrotask(cancel);
    else cancel();
  }
}

function failed(error: ConnectionError): Taken {
  return { item: { type: 'failed', error }, isLast: true };
}
