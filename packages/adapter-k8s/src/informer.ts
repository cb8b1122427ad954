import { setTimeout as pause } from 'node:timers/promises';
import { isExpired } from './api-failure.js';
import type { KubeObject } from './api-objects.js';
import type { KubeClient, ListQuery } from './kube-client.js';
import { ObjectCache, type CacheListener } from './object-cache.js';
import { waitOf, type RetryBounds } from './retries.js';
import { watchChanges } from './watch-lines.js';

/** How long one watch goes on before it is begun anew, at least; chance adds as much at most. */
const WATCH_SECONDS = 240;
/** How long a watch may say nothing: servers that send bookmarks do so every minute. One that is silent for longer is begun anew. */
const SILENCE_MS = 150_000;
/** How long the list at the beginning may take. */
const LIST_TIMEOUT_MS = 60_000;
const BACK_OFF: Omit<RetryBounds, 'attempts'> = { firstMs: 200, longestMs: 30_000 };

/**
 * The objects of one kind as the cluster has them, and what happens to them: one list, then one watch after another from where the
 * last one ended. A version that the cluster has forgotten makes it list anew, and what changed meanwhile is told then.
 */
export class Informer<T extends KubeObject> {
  private readonly cache = new ObjectCache<T>();
  private readonly stopped = new AbortController();
  private readonly waiting = new Set<() => void>();
  private running: Promise<void> | undefined;
  private resourceVersion: string | null = null;
  private isOpen = false;
  private failed: unknown;

  constructor(
    private readonly client: KubeClient,
    private readonly query: ListQuery,
    private readonly silenceMs = SILENCE_MS,
  ) {}

  /** Whether what is known is what the cluster tells at this moment. */
  get isFresh(): boolean {
    return this.isOpen;
  }

  /** What ended the last watch or list; `undefined` while all is well. */
  get failure(): unknown {
    return this.failed;
  }

  /** Begins, unless it has. */
  start(): void {
    if (this.stopped.signal.aborted) return;
    this.running ??= this.run();
  }

  /** Whether it is fresh, waited for until it is, or the first try has failed, or `signal`. */
  async ready(signal: AbortSignal): Promise<boolean> {
    this.start();
    while (!this.isOpen && this.failed === undefined && !signal.aborted && !this.stopped.signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = () => {
          this.waiting.delete(go);
          signal.removeEventListener('abort', go);
          resolve();
        };
        this.waiting.add(go);
        signal.addEventListener('abort', go, { once: true });
      });
    }
    return this.isOpen;
  }

  get(namespace: string, name: string): T | null {
    return this.cache.get(namespace, name);
  }

  all(): readonly T[] {
    return this.cache.all();
  }

  /** Takes note of what a call of this process answered, so that it is known before the watch tells it. */
  observe(object: T): void {
    this.cache.put(object);
  }

  /** Takes note that the object is gone for good. */
  forget(object: T): void {
    this.cache.remove(object);
  }

  /** Calls `listener` with each change from now on; gives what ends that. */
  subscribe(listener: CacheListener<T>): () => void {
    this.start();
    return this.cache.subscribe(listener);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    for (let failures = 0; !signal.aborted;) {
      const beganAt = performance.now();
      try {
        await this.follow();
        failures = 0;
      } catch (cause) {
        this.close(cause);
        if (signal.aborted) return;
        if (performance.now() - beganAt > LONG_MS) failures = 0;
        if (isExpired(cause)) this.resourceVersion = null;
        failures += 1;
        await pause(waitOf(cause, failures, BACK_OFF), undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  /** One watch, to its end. */
  private async follow(): Promise<void> {
    const { signal } = this.stopped;
    const from = (this.resourceVersion ??= await this.list());
    const timeoutSeconds = Math.round(WATCH_SECONDS * (1 + Math.random()));
    const stream = await this.client.watch(this.query, { resourceVersion: from, timeoutSeconds }, signal);
    this.open();
    const call = { verb: 'watch', resource: this.query.resource, namespace: this.query.namespace } as const;
    const beganAt = performance.now();
    const silence = setTimeout(() => stream.destroy(new Error('The watch fell silent.')), this.silenceMs).unref();
    try {
      for await (const change of watchChanges<T>(stream, call)) {
        silence.refresh();
        if (change.type === 'BOOKMARK') {
          this.resourceVersion = change.resourceVersion;
          continue;
        }
        this.resourceVersion = change.object.metadata.resourceVersion ?? this.resourceVersion;
        if (change.type === 'DELETED') this.cache.remove(change.object);
        else this.cache.put(change.object);
      }
    } finally {
      clearTimeout(silence);
      stream.destroy();
      this.isOpen = false;
    }
    // A server that ends each watch at once is asked less often.
    if (performance.now() - beganAt < SHORT_MS) throw new Error('The watch ended at once.');
  }

  private async list(): Promise<string> {
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(LIST_TIMEOUT_MS)]);
    const { items, resourceVersion } = await this.client.list<T>(this.query, signal);
    this.cache.replace(items, resourceVersion);
    return resourceVersion;
  }

  private open(): void {
    this.isOpen = true;
    this.failed = undefined;
    this.wake();
  }

  private close(cause: unknown): void {
    this.isOpen = false;
    this.failed = cause;
    this.wake();
  }

  private wake(): void {
    for (const go of [...this.waiting]) go();
  }
}

const SHORT_MS = 1_000;
/** After a watch of this length what ends it is no trouble that lasts. */
const LONG_MS = 10_000;
