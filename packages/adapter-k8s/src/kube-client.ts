import type { IncomingMessage } from 'node:http';
import { ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import { ApiFailure, isConflict, isMissing, isThereAlready } from './api-failure.js';
import type { KubeObject, ObjectList } from './api-objects.js';
import type { Access, KubeAccess } from './kube-access.js';
import type { KubeCall, KubeResource } from './kube-resource.js';
import { withRetries } from './retries.js';
import { readJson, sendRequest, type KubeRequest, type Query } from './send-request.js';
import { isOutage, toRuntimeError } from './to-runtime-error.js';

/** What gives a call up. */
export interface UntilAborted {
  readonly signal?: AbortSignal | undefined;
}

/** Names one object. */
export interface ObjectName {
  readonly resource: KubeResource;
  readonly namespace: string | null;
  readonly name: string;
}

export interface ListQuery {
  readonly resource: KubeResource;
  /** `null` for all namespaces. */
  readonly namespace: string | null;
  readonly labelSelector?: string;
}

export interface DeleteOptions {
  /** @default the object's own */
  readonly gracePeriodSeconds?: number;
  /** Leaves an object alone that has the name but is another one. */
  readonly uid?: string;
}

/** How many objects one page of a list has. */
const PAGE = 500;

/**
 * The API server of the cluster, each call within its time and its number of tries. Whatever it makes has a name of its own, so
 * making the same twice is seen and does no harm.
 */
export class KubeClient {
  constructor(
    readonly access: KubeAccess,
    private readonly options: { readonly callTimeoutMs: number },
  ) {}

  /**
   * What `work` makes of the cluster; `signal` and the time end it.
   *
   * @param bounds.timeoutMs @default that of a call
   */
  attempt<T>(
    work: (signal: AbortSignal) => Promise<T>,
    { signal, timeoutMs = this.options.callTimeoutMs }: UntilAborted & { readonly timeoutMs?: number } = {},
  ): ResultAsync<T, RuntimeError> {
    const bounded = async () => {
      const limit = AbortSignal.timeout(timeoutMs);
      const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
      try {
        either.throwIfAborted();
        return await work(either);
      } catch (cause) {
        // Somebody may have put other credentials into the file meanwhile.
        if (cause instanceof ApiFailure && cause.status.code === 401) this.access.forget();
        // Whatever broke, it broke since somebody gave up.
        if (signal?.aborted === true) throw new DOMException('Given up', 'AbortError');
        // What the server said last, or that there is none, tells more than that there was no more time.
        const isTold = cause instanceof ApiFailure || isOutage(cause);
        if (limit.aborted && !isTold) throw limit.reason as DOMException;
        throw cause;
      }
    };
    return ResultAsync.fromThrowable(bounded, toRuntimeError)();
  }

  /** `null` when there is none. */
  async get<T extends KubeObject>({ resource, ...place }: ObjectName, signal: AbortSignal): Promise<T | null> {
    return orNull(isMissing, this.json<T>({ call: { verb: 'get', resource, ...place }, signal }));
  }

  /** The object that was made; `null` when there is one of that name already. */
  async create<T extends KubeObject>(resource: KubeResource, object: T, signal: AbortSignal): Promise<T | null> {
    const call = { verb: 'create', resource, namespace: object.metadata.namespace ?? null } as const;
    return orNull(isThereAlready, this.json<T>({ call, body: object, signal }));
  }

  /** The object as it is after a JSON merge patch; `null` when there is none. @throws ApiFailure with 409 when its version is another. */
  async patch<T extends KubeObject>(
    { resource, ...place }: ObjectName,
    patch: unknown,
    signal: AbortSignal,
  ): Promise<T | null> {
    const call = { verb: 'patch', resource, ...place } as const;
    const contentType = 'application/merge-patch+json';
    return orNull(isMissing, this.json<T>({ call, body: patch, contentType, signal }));
  }

  /** Whether there was one to be taken away. It may still be there for its grace. */
  async delete(
    { resource, ...place }: ObjectName,
    { gracePeriodSeconds, uid }: DeleteOptions,
    signal: AbortSignal,
  ): Promise<boolean> {
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(uid === undefined ? {} : { preconditions: { uid } }),
      propagationPolicy: 'Background',
    };
    const deleted = this.json({ call: { verb: 'delete', resource, ...place }, body, signal }).then(() => true);
    const isGone = (cause: unknown) => isMissing(cause) || (uid !== undefined && isConflict(cause));
    return (await orNull(isGone, deleted)) ?? false;
  }

  /** All pages, and the version that the whole is of. */
  async list<T extends KubeObject>(
    { resource, namespace, labelSelector }: ListQuery,
    signal: AbortSignal,
  ): Promise<{ readonly items: readonly T[]; readonly resourceVersion: string }> {
    const items: T[] = [];
    const call: KubeCall = { verb: 'list', resource, namespace };
    for (let token: string | undefined; ;) {
      const query: Query = { labelSelector, limit: String(PAGE), continue: token };
      const page = await this.json<ObjectList<T>>({ call, query, signal });
      items.push(...(page.items ?? []));
      token = page.metadata?.continue;
      if (token === undefined || token === '') {
        return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
      }
    }
  }

  /** The changes after a version, as they come: one JSON object a line. */
  async watch(
    { resource, namespace, labelSelector }: ListQuery,
    { resourceVersion, timeoutSeconds }: { readonly resourceVersion: string; readonly timeoutSeconds: number },
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const query: Query = {
      labelSelector,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      timeoutSeconds: String(timeoutSeconds),
    };
    const answer = await sendRequest(await this.reached(), {
      call: { verb: 'watch', resource, namespace },
      query,
      signal,
    });
    answer.socket.setKeepAlive(true, WATCH_KEEP_ALIVE_MS);
    return answer;
  }

  private async json<T>(wanted: KubeRequest): Promise<T> {
    return withRetries(async () => {
      wanted.signal.throwIfAborted();
      try {
        return (await readJson(await sendRequest(await this.reached(), wanted))) as T;
      } catch (cause) {
        // What was given up breaks as if the server had broken it off.
        if (!(cause instanceof ApiFailure)) wanted.signal.throwIfAborted();
        throw cause;
      }
    }, wanted.signal);
  }

  private reached(): Promise<Access> {
    return this.access.get();
  }
}

/** How long the connection of a watch may be silent before the kernel asks whether the other side is there. */
const WATCH_KEEP_ALIVE_MS = 15_000;

async function orNull<T>(means: (cause: unknown) => boolean, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (cause) {
    if (means(cause)) return null;
    throw cause;
  }
}
