import { randomBytes } from 'node:crypto';
import {
  abortable,
  err,
  errAsync,
  invariant,
  isAborted,
  aborted,
  ok,
  ResultAsync,
  stoppable,
  type Result,
} from '@carrel/core/kernel';
import {
  checkStreamKey,
  streamChunkTooLarge,
  streamExists,
  streamKeyInvalid,
  streamLogClosed,
  streamLogUnavailable,
  streamNotFound,
  type AppendOptions,
  type StreamCallOptions,
  type StreamEnd,
  type StreamEvent,
  type StreamInfo,
  type StreamLog,
  type StreamLogHealth,
  type StreamLogError,
  type StreamReadOptions,
  type StreamRetention,
} from '@carrel/core/streams';
import { sizeChunks } from './chunk-entries.js';
import { LiveStreams } from './live-streams.js';
import { RedisChannels } from './redis-channels.js';
import { RedisLink } from './redis-link.js';
import { resolveRedisOptions, type RedisOptions } from './redis-options.js';
import type { ScriptCall } from './redis-script.js';
import { streamNames } from './stream-names.js';
import { readPage } from './stream-page.js';
import { StreamReader } from './stream-reader.js';
import { toStreamError } from './to-stream-error.js';
import { createScript, removeScript } from './stream-scripts.js';
import { StreamWriter } from './stream-writer.js';

export interface RedisStreamLogOptions extends RedisOptions {
  /** The most bytes of one chunk. @default 262144 */
  readonly maxChunkBytes?: number;
  /** The most bytes of appends that wait for Redis; what comes then fails with `stream/log-full`. @default 33554432 */
  readonly maxQueuedBytes?: number;
  /** The most bytes that are kept of the latest of each stream that is followed, whoever follows it. @default 262144 */
  readonly maxLiveBytes?: number;
  /** How long a reader looks for a Redis that is gone before it fails, in milliseconds. @default 60000 */
  readonly readerPatienceMs?: number;
}

/** Streams in Redis, shared by all processes that use the same Redis and the same prefix. Nothing is connected before `open`. */
export function redisStreamLog(options: RedisStreamLogOptions = {}): StreamLog {
  return new RedisStreamLog(options);
}

class RedisStreamLog implements StreamLog {
  readonly name = 'redis';
  readonly shared = true;
  readonly maxChunkBytes: number;
  private readonly link: RedisLink;
  private readonly channels: RedisChannels;
  private readonly live: LiveStreams;
  private readonly writer: StreamWriter;
  private readonly patienceMs: number;
  private opening: Promise<Result<void, StreamLogError>> | null = null;
  private isOpen = false;
  private isDisposed = false;

  constructor(options: RedisStreamLogOptions) {
    const resolved = resolveRedisOptions(options);
    const { maxChunkBytes = 262_144, maxQueuedBytes = 33_554_432, maxLiveBytes = 262_144 } = options;
    this.maxChunkBytes = maxChunkBytes;
    this.patienceMs = options.readerPatienceMs ?? 60_000;
    const limits = [maxChunkBytes, maxQueuedBytes, maxLiveBytes, this.patienceMs];
    invariant(
      limits.every((limit) => limit > 0),
      'the limits of a stream log are above 0',
    );
    this.link = new RedisLink(resolved);
    this.channels = new RedisChannels(this.link);
    this.live = new LiveStreams({ ...resolved, channels: this.channels, maxBytes: maxLiveBytes });
    this.writer = new StreamWriter({ link: this.link, publish: () => this.publish(), maxQueuedBytes });
  }

  open(): ResultAsync<void, StreamLogError> {
    if (this.isDisposed) return errAsync(streamLogClosed());
    this.opening ??= this.connect().then((result) => {
      if (result.isErr()) this.opening = null;
      return result;
    });
    return new ResultAsync(this.opening);
  }

  create(key: string, retention: StreamRetention, options: StreamCallOptions = {}): ResultAsync<void, StreamLogError> {
    const { entries, meta } = streamNames(this.link.options.prefix, key);
    const { ttlMs, maxChunks, maxBytes } = retention;
    const args = [randomBytes(9).toString('base64url'), ttlMs, maxChunks, maxBytes];
    const call = { script: createScript, keys: [entries, meta], args };
    return this.run('creating a stream', { key, ...options }, call).andThen((created) =>
      created === 1 ? ok(undefined) : err(streamExists()),
    );
  }

  append(key: string, chunks: readonly string[], options: AppendOptions = {}): ResultAsync<number, StreamLogError> {
    return this.write(key, { chunks, end: null }, options);
  }

  end(key: string, end: StreamEnd, options: AppendOptions = {}): ResultAsync<void, StreamLogError> {
    return this.write(key, { chunks: [], end }, options).map(() => undefined);
  }

  read(key: string, options: StreamReadOptions = {}): ResultAsync<AsyncIterable<StreamEvent>, StreamLogError> {
    const { from = 0, signal } = options;
    const refusal = this.refusalOf(key, signal);
    if (refusal !== null) return errAsync(refusal);
    const { link, live, patienceMs } = this;
    const opening = this.answer(() => readPage(link, key, { from })).andThen((opened) => {
      if (opened === null) return err(streamNotFound());
      const read = (over: AbortSignal) => new StreamReader({ link, live, key, from, opened, patienceMs }).events(over);
      return ok(stoppable(read, signal));
    });
    return abortable('reading a stream', opening, signal);
  }

  info(key: string, options: StreamCallOptions = {}): ResultAsync<StreamInfo | null, StreamLogError> {
    const refusal = this.refusalOf(key, options.signal);
    if (refusal !== null) return errAsync(refusal);
    const asking = this.answer(() => readPage(this.link, key, { from: 0, maxEntries: 0 })).map((page) => {
      if (page === null) return null;
      const { first, next, end, expiresAt } = page;
      return { first, next, end, expiresAt };
    });
    return abortable('asking about a stream', asking, options.signal);
  }

  remove(key: string, options: StreamCallOptions = {}): ResultAsync<void, StreamLogError> {
    const { entries, meta, channel } = streamNames(this.link.options.prefix, key);
    const call = { script: removeScript, keys: [entries, meta, channel], args: [this.publish()] };
    return this.run('removing a stream', { key, ...options }, call).map(() => undefined);
  }

  health(): ResultAsync<StreamLogHealth, StreamLogError> {
    if (!this.isOpen) return errAsync(streamLogClosed());
    const key = `${this.link.options.prefix}:health`;
    const write = this.answer(() => this.link.ask((client) => client.set(key, '1', 'PX', 10_000)));
    return write.map(() => ({ degraded: null })).mapErr((error) => streamLogUnavailable(error.cause));
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.opening?.then(() => undefined);
    this.isOpen = false;
    this.writer.close(streamLogClosed());
    await this.channels.close();
    await this.link.close();
    this.live.close();
  }

  private async connect(): Promise<Result<void, StreamLogError>> {
    try {
      await this.link.open();
      await this.channels.open();
      this.isOpen = true;
      return ok(undefined);
    } catch (cause) {
      return err(toStreamError(cause));
    }
  }

  private write(
    key: string,
    { chunks, end }: { readonly chunks: readonly string[]; readonly end: StreamEnd | null },
    { at, signal }: AppendOptions,
  ): ResultAsync<number, StreamLogError> {
    const refusal = this.refusalOf(key, signal);
    if (refusal !== null) return errAsync(refusal);
    const part = sizeChunks(chunks);
    const largest = part.sizes.find((size) => size > this.maxChunkBytes);
    if (largest !== undefined) return errAsync(streamChunkTooLarge(largest, this.maxChunkBytes));
    const writing = new Promise<Result<number, StreamLogError>>((settle) => {
      this.writer.add(key, { part, end, at, settle });
    });
    return abortable('writing to a stream', new ResultAsync(writing), signal);
  }

  private run(
    operation: string,
    { key, signal }: { readonly key: string } & StreamCallOptions,
    call: ScriptCall,
  ): ResultAsync<unknown, StreamLogError> {
    const refusal = this.refusalOf(key, signal);
    if (refusal !== null) return errAsync(refusal);
    return abortable(
      operation,
      this.answer(() => this.link.call(call)),
      signal,
    );
  }

  private refusalOf(key: string, signal: AbortSignal | undefined): StreamLogError | null {
    if (!this.isOpen) return streamLogClosed();
    if (isAborted(signal)) return aborted('the call of a stream');
    const checked = checkStreamKey(key);
    if (checked.isErr()) return checked.error;
    // Half a character has no bytes of its own: other keys would have the same.
    return /\p{Surrogate}/u.test(key) ? streamKeyInvalid() : null;
  }

  private answer<T>(work: () => Promise<T>): ResultAsync<T, StreamLogError> {
    const ask = ResultAsync.fromThrowable(work, (cause) => (this.isOpen ? toStreamError(cause) : streamLogClosed()));
    return ask();
  }

  private publish(): string {
    return this.channels.isSharded ? 'SPUBLISH' : 'PUBLISH';
  }
}
