import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '@carrel/core/kernel';
import {
  streamConflict,
  streamEnded,
  streamLogFull,
  streamLogUnavailable,
  streamNotFound,
  type StreamEnd,
  type StreamLogError,
} from '@carrel/core/streams';
import { toEntries } from './chunk-entries.js';
import type { RedisLink } from './redis-link.js';
import type { ScriptCall } from './redis-script.js';
import { streamNames } from './stream-names.js';
import { StreamQueue, type StreamBatch, type StreamWrite } from './stream-queue.js';
import { toStreamError } from './to-stream-error.js';
import { appendScript } from './stream-scripts.js';

export interface StreamWriterOptions {
  readonly link: RedisLink;
  /** `PUBLISH`, or `SPUBLISH` in clusters that have it. */
  readonly publish: () => string;
  /** The most bytes that wait for Redis. */
  readonly maxQueuedBytes: number;
}

/**
 * Brings writes to Redis, exactly once: those of one turn of the event loop as one for each stream, and those of all streams together.
 * While a batch is under way the next one gathers, so that what waits is brought in ever fewer steps the more of it there is.
 */
export class StreamWriter {
  private readonly queues = new Map<string, StreamQueue>();
  private readonly ready = new Set<string>();
  private readonly name = `w:${randomBytes(8).toString('hex')}`;
  private calls = 0;
  private queuedBytes = 0;
  private isScheduled = false;

  constructor(private readonly options: StreamWriterOptions) {}

  /** Settles `write` once it happened, or did not. */
  add(key: string, write: StreamWrite): void {
    const { maxQueuedBytes } = this.options;
    if (this.queuedBytes + write.part.bytes > maxQueuedBytes && this.queuedBytes > 0) {
      write.settle(err(streamLogFull(new Error(`more than ${maxQueuedBytes} bytes wait for Redis`))));
      return;
    }
    this.queuedBytes += write.part.bytes;
    let queue = this.queues.get(key);
    if (queue === undefined) this.queues.set(key, (queue = new StreamQueue()));
    queue.add(write);
    this.schedule(key, queue);
  }

  /** Nothing waits any more: all that did got `error`. */
  close(error: StreamLogError): void {
    for (const queue of this.queues.values()) this.settle(queue.drain(), err(error));
  }

  private schedule(key: string, queue: StreamQueue): void {
    if (queue.isBusy) return;
    if (queue.isEmpty) {
      this.queues.delete(key);
      return;
    }
    this.ready.add(key);
    if (this.isScheduled) return;
    this.isScheduled = true;
    // After all that is done in this turn, and before the process waits for anything.
    process.nextTick(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    const batches = [...this.ready].flatMap((key) => {
      const queue = this.queues.get(key);
      if (queue === undefined || queue.isEmpty) return [];
      queue.isBusy = true;
      const batch = queue.take();
      return [{ key, queue, batch, call: this.toCall(key, batch) }];
    });
    this.ready.clear();
    const answers = this.options.link.callAll(batches.map(({ call }) => call));
    for (const [index, { key, queue, batch }] of batches.entries())
      void this.finish(queue, batch, answers[index]).then(() => {
        queue.isBusy = false;
        this.schedule(key, queue);
      });
  }

  private toCall(key: string, { writes, at }: StreamBatch): ScriptCall {
    const { entries, meta, channel } = streamNames(this.options.link.options.prefix, key);
    const end = writes.at(-1)?.end ?? null;
    this.calls += 1;
    const head = [this.name, this.calls, at ?? '', end === null ? '' : JSON.stringify(end), this.options.publish()];
    const args = toEntries(writes.map(({ part }) => part)).flatMap((entry) => entry.args);
    return { script: appendScript, keys: [entries, meta, channel], args: [...head, ...args] };
  }

  private async finish(queue: StreamQueue, { writes }: StreamBatch, answer: Promise<unknown> | undefined) {
    let reply: readonly string[];
    try {
      reply = (await answer) as readonly string[];
    } catch (cause) {
      // What comes behind must not be readable where this may not be.
      this.settle([...writes, ...queue.drain()], err(toStreamError(cause)));
      return;
    }
    const [status, detail = ''] = reply;
    if (status === 'ok') this.settleAll(writes, Number(detail));
    else if (status === 'conflict') {
      const [first, ...others] = writes;
      if (first !== undefined) this.settle([first], err(streamConflict(Number(detail))));
      queue.putBack(others);
    } else this.settle(writes, err(refusalOf(status, detail)));
  }

  /** Each gets the position that it reached. */
  private settleAll(writes: readonly StreamWrite[], next: number): void {
    let position = next - writes.reduce((sum, { part }) => sum + part.chunks.length, 0);
    for (const write of writes) {
      position += write.part.chunks.length;
      this.settle([write], ok(position));
    }
  }

  private settle(writes: readonly StreamWrite[], result: Result<number, StreamLogError>): void {
    for (const { part, settle } of writes) {
      this.queuedBytes -= part.bytes;
      settle(result);
    }
  }
}

function refusalOf(status: string | undefined, detail: string): StreamLogError {
  if (status === 'not-found') return streamNotFound();
  if (status === 'ended') return streamEnded(JSON.parse(detail) as StreamEnd);
  return streamLogUnavailable(new Error('a later call of this process came first'));
}
