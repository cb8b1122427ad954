import { err, errAsync, ok, ResultAsync, type CarrelError, type Result } from '@carrel/core/kernel';
import { RedisLink } from './redis-link.js';
import { resolveRedisOptions, type RedisOptions } from './redis-options.js';
import { RedisTopics } from './redis-topics.js';

/** What the errors of one port are called. */
export interface ServiceErrors<E> {
  readonly closed: () => E;
  readonly unavailable: (cause?: unknown) => E;
}

/** The connections of one service, and whether it is open. */
export class RedisService<E extends CarrelError> {
  readonly link: RedisLink;
  readonly topics: RedisTopics;
  private opening: Promise<Result<void, E>> | null = null;
  private state: 'new' | 'open' | 'disposed' = 'new';

  constructor(
    options: RedisOptions,
    private readonly errors: ServiceErrors<E>,
  ) {
    this.link = new RedisLink(resolveRedisOptions(options));
    this.topics = new RedisTopics(this.link);
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** `{prefix}:{name}`, with the part in braces that decides on the slot. */
  key(name: string, id: string): string {
    return `${this.link.options.prefix}:${name}:{${id.replace(/[%{}]/g, encodeURIComponent)}}`;
  }

  open(prepare: () => Promise<void> = () => Promise.resolve()): ResultAsync<void, E> {
    if (this.state === 'disposed') return errAsync(this.errors.closed());
    this.opening ??= this.connect(prepare).then((result) => {
      if (result.isErr()) this.opening = null;
      return result;
    });
    return new ResultAsync(this.opening);
  }

  /** What `work` gives, where this is open. */
  run<T>(work: () => Promise<T>): ResultAsync<T, E> {
    const { closed, unavailable } = this.errors;
    if (!this.isOpen) return errAsync(closed());
    return ResultAsync.fromThrowable(work, (cause) => (this.isOpen ? unavailable(cause) : closed()))();
  }

  /** Ok when Redis answers now. */
  ping(): ResultAsync<void, E> {
    return this.run(async () => {
      await this.link.client.ping();
    });
  }

  async dispose(): Promise<void> {
    this.state = 'disposed';
    await this.opening?.then(() => undefined);
    await this.topics.close();
    await this.link.close();
  }

  private async connect(prepare: () => Promise<void>): Promise<Result<void, E>> {
    try {
      await prepare();
      await this.link.open();
      await this.topics.open();
    } catch (cause) {
      return err(this.errors.unavailable(cause));
    }
    if (this.state === 'new') this.state = 'open';
    return ok(undefined);
  }
}
