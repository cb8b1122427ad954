import type { Cluster, Redis } from 'ioredis';
import { isAborted } from '@carrel/core/kernel';
import type { ResolvedRedisOptions } from './redis-options.js';
import { NO_CLIENT, RedisFailure, toFailure } from './redis-failure.js';
import type { ScriptCall } from './redis-script.js';

export interface CallOptions {
  /** Until when to try, by the clock. @default as long as calls may take */
  readonly deadline?: number | undefined;
  /** Nothing is tried any more once it fires. */
  readonly signal?: AbortSignal | undefined;
}

/** How long to wait before a call is tried again while nobody says that the connection is back, in milliseconds. */
const RETRY_MS = 100;

/** The connection that calls go through. A call is tried again until it has its answer or its time is over: scripts bear that. */
export class RedisLink {
  private opened: { readonly client: Redis | Cluster; readonly isOwn: boolean } | null = null;
  private readonly waiting = new Set<() => void>();
  /** What Redis said to a connection that it does not take. */
  private refusal: RedisFailure | null = null;
  private readonly onReady = (): void => {
    this.refusal = null;
    for (const wake of [...this.waiting]) wake();
  };

  constructor(readonly options: ResolvedRedisOptions) {}

  get isCluster(): boolean {
    return this.opened?.client.isCluster === true;
  }

  get isOpen(): boolean {
    return this.opened !== null;
  }

  /** @throws RedisFailure when there is no connection in time. */
  async open(): Promise<void> {
    if (this.opened !== null) return;
    const { client } = this.options;
    const opened = { client: client ?? (await this.create()), isOwn: client === null };
    this.opened = opened;
    opened.client.on('ready', this.onReady);
    try {
      await this.until(this.options.clock.now() + this.options.timeoutMs, () => opened.client.ping());
    } catch (thrown) {
      await this.close();
      throw thrown;
    }
  }

  /** Closes what was opened, and nothing of the host's. */
  async close(): Promise<void> {
    const { opened } = this;
    this.opened = null;
    this.onReady();
    opened?.client.off('ready', this.onReady);
    if (opened?.isOwn === true) opened.client.disconnect();
  }

  /** Another connection like this one, which the caller closes: `null` where the one connection can also listen. */
  async createListener(): Promise<Redis | null> {
    const { client } = this.options;
    if (client === null) return this.create();
    if (client.isCluster) return null;
    return (client as Redis).duplicate({ ...quick(this.options), lazyConnect: true });
  }

  /** The host's client of a cluster, which listens as well. */
  get cluster(): Cluster | null {
    return this.opened?.client.isCluster === true ? (this.opened.client as Cluster) : null;
  }

  /** @throws RedisFailure */
  call(call: ScriptCall, { deadline = this.deadline(), signal }: CallOptions = {}): Promise<unknown> {
    return this.until(deadline, (client) => {
      if (isAborted(signal)) throw new RedisFailure('aborted', false);
      return run(client, call);
    });
  }

  /** All in one go: what comes of each, in their order, is independent of the others. */
  callAll(calls: readonly ScriptCall[]): readonly Promise<unknown>[] {
    const deadline = this.deadline();
    const client = this.opened?.client;
    if (calls.length < 2 || client?.isCluster !== false || client.status !== 'ready')
      return calls.map((call) => this.call(call, { deadline }));
    const pipeline = client.pipeline();
    for (const { script, keys, args } of calls) pipeline.evalsha(script.sha, keys.length, ...keys, ...args);
    const answers = pipeline.exec();
    return calls.map((call, index) => {
      const first = answers.then((all) => answerOf(all?.[index]));
      first.catch(() => undefined);
      return this.until(deadline, (again, attempt) => (attempt === 0 ? first : run(again, call)));
    });
  }

  /** What `work` gives, which is tried again like any call. @throws RedisFailure */
  ask<T>(work: (client: Redis | Cluster) => Promise<T>): Promise<T> {
    return this.until(this.deadline(), work);
  }

  /** The client, for what is not tried again. @throws RedisFailure */
  get client(): Redis | Cluster {
    if (this.opened === null) throw new RedisFailure('closed', false);
    return this.opened.client;
  }

  deadline(): number {
    return this.options.clock.now() + this.options.timeoutMs;
  }

  private async until<T>(deadline: number, work: (client: Redis | Cluster, attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      const client = this.opened?.client;
      if (client === undefined) throw new RedisFailure('closed', false);
      try {
        return await this.within(deadline, work(client, attempt));
      } catch (thrown) {
        const failure = this.refusal ?? toFailure(thrown);
        const isOver = this.options.clock.now() >= deadline;
        if (isOver || this.opened === null || (!failure.isTransient && failure.code !== 'NOSCRIPT')) throw failure;
        if (failure.code !== 'NOSCRIPT') await this.change(Math.min(RETRY_MS, deadline - this.options.clock.now()));
      }
    }
  }

  private within<T>(deadline: number, work: Promise<T>): Promise<T> {
    const { clock } = this.options;
    return new Promise((resolve, reject) => {
      const cancel = clock.setTimer(Math.max(0, deadline - clock.now()), () => {
        reject(new RedisFailure('ETIMEDOUT', true));
      });
      work.then(resolve, reject).finally(cancel);
    });
  }

  /** Until the connection is ready again, and `ms` at most. */
  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        cancel();
        resolve();
      };
      const cancel = this.options.clock.setTimer(ms, wake);
      this.waiting.add(wake);
    });
  }

  private async create(): Promise<Redis> {
    const { url, options, loadClient } = this.options;
    const { Redis: Client } = await loadClient().catch(() => {
      throw new RedisFailure(NO_CLIENT, false);
    });
    const client = new Client(url, { ...quick(this.options), ...options, lazyConnect: true });
    // Calls say what is wrong; without a listener the client would print it.
    client.on('error', (error) => {
      const failure = toFailure(error);
      if (!failure.isTransient) this.refusal = failure;
    });
    client.connect().catch(() => undefined);
    return client;
  }
}

/** Clients that say at once when they have no connection, and go on looking for one: what waits, and how long, is decided here. */
function quick({ connectTimeoutMs, timeoutMs }: ResolvedRedisOptions) {
  return {
    connectTimeout: connectTimeoutMs,
    socketTimeout: timeoutMs,
    connectionName: 'carrel',
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times: number) => Math.min(20 * 2 ** Math.min(times, 6), 500) * (0.75 + Math.random() / 2),
  };
}

async function run(client: Redis | Cluster, { script, keys, args }: ScriptCall): Promise<unknown> {
  try {
    return await client.evalsha(script.sha, keys.length, ...keys, ...args);
  } catch (thrown) {
    if (toFailure(thrown).code !== 'NOSCRIPT') throw thrown;
    return client.eval(script.text, keys.length, ...keys, ...args);
  }
}

function answerOf(answer: readonly [Error | null, unknown] | undefined): unknown {
  if (answer === undefined) throw new RedisFailure('no connection', true);
  if (answer[0] !== null) throw answer[0];
  return answer[1];
}
