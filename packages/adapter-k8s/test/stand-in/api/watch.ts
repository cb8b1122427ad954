import type { ServerResponse } from 'node:http';
import type { Fields, KubeObject } from '../store/objects.js';
import { apiVersionOf, keyOf, type Resource } from '../store/resources.js';
import type { Selector } from '../store/selectors.js';
import { ApiError } from '../store/status.js';
import type { Store, StoreEvent } from '../store/store.js';
import type { ResourceCall } from './call.js';
import { revisionOf, selectorOf } from './read.js';
import { presenter, type Present } from './table.js';

/** How long a watch is held where the client says nothing. */
const DEFAULT_SECONDS = 30 * 60;
/** A watcher that reads nothing is ended when this much waits for it. */
const BUFFER_LIMIT = 16 * 1024 * 1024;

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: Fields;
}

/** The watches that are open, so that a fault can end them. */
export class Watches {
  private readonly open = new Map<ServerResponse, Watch>();

  constructor(
    private readonly store: Store,
    private readonly bookmarkMs: number,
  ) {}

  get size(): number {
    return this.open.size;
  }

  /** Ends all at once, as a connection breaks. */
  drop(): void {
    for (const response of this.open.keys()) response.destroy();
  }

  /** Those that are open say nothing any longer, not even their end, as behind a connection that died unseen. */
  silence(): void {
    for (const watch of this.open.values()) watch.isSilent = true;
  }

  start(resource: Resource, call: ResourceCall): void {
    const { response, query } = call;
    const watch = new Watch(this.store, resource, call);
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    response.flushHeaders();
    this.open.set(response, watch);
    const stopListening = watch.start();
    const seconds = Number(query.get('timeoutSeconds') ?? DEFAULT_SECONDS);
    const timer = setTimeout(() => watch.end(), seconds * 1000);
    const marks = setInterval(() => watch.bookmark(), this.bookmarkMs);
    response.on('close', () => {
      stopListening();
      clearTimeout(timer);
      clearInterval(marks);
      this.open.delete(response);
    });
  }
}

class Watch {
  isSilent = false;
  private readonly selects: Selector;
  private readonly present: Present;
  private readonly wantsBookmarks: boolean;

  constructor(
    private readonly store: Store,
    private readonly resource: Resource,
    private readonly call: ResourceCall,
  ) {
    this.selects = selectorOf(resource, call.query);
    this.present = presenter(call.request.headers.accept);
    this.wantsBookmarks = call.query.get('allowWatchBookmarks') === 'true';
  }

  /** Sends what is there or what changed since, then each change. Returns what ends it. */
  start(): () => void {
    try {
      this.catchUp();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      this.send({ type: 'ERROR', object: cause.status });
      this.call.response.end();
      return () => undefined;
    }
    return this.store.listen((event) => this.tell(event));
  }

  end(): void {
    if (!this.isSilent) this.call.response.end();
  }

  bookmark(annotations?: Record<string, string>): void {
    if (!this.wantsBookmarks) return;
    const metadata = {
      resourceVersion: String(this.store.revision),
      creationTimestamp: null,
      ...(annotations && { annotations }),
    };
    const { kind } = this.resource;
    this.send({ type: 'BOOKMARK', object: { kind, apiVersion: apiVersionOf(this.resource), metadata } });
  }

  private catchUp(): void {
    const revision = revisionOf(this.store, this.call.query);
    const sendsAll = this.call.query.get('sendInitialEvents') === 'true';
    if (revision !== undefined && revision !== 0 && !sendsAll) {
      for (const event of this.store.since(revision)) this.tell(event);
      return;
    }
    for (const object of this.store.list(this.resource, this.call.info.namespace)) {
      if (this.isMine(object)) this.send({ type: 'ADDED', object: this.present([object]) });
    }
    if (sendsAll) this.bookmark({ 'k8s.io/initial-events-end': 'true' });
  }

  private tell({ type, resource, object, before }: StoreEvent): void {
    if (keyOf(resource) !== keyOf(this.resource)) return;
    const was = before !== undefined && this.isMine(before);
    const is = type !== 'DELETED' && this.isMine(object);
    if (!was && !is) return;
    const shown =
      !is && type !== 'DELETED'
        ? { ...before, metadata: { ...before?.metadata, resourceVersion: object.metadata.resourceVersion } }
        : object;
    this.send({ type: !was ? 'ADDED' : is ? 'MODIFIED' : 'DELETED', object: this.present([shown as KubeObject]) });
  }

  private isMine(object: KubeObject): boolean {
    const { namespace, name } = this.call.info;
    if (namespace !== undefined && this.resource.namespaced && object.metadata.namespace !== namespace) return false;
    return (name === undefined || object.metadata.name === name) && this.selects(object);
  }

  private send(event: WatchEvent): void {
    const { response } = this.call;
    if (this.isSilent || response.writableEnded || response.destroyed) return;
    response.write(`${JSON.stringify(event)}\n`);
    if (response.writableLength > BUFFER_LIMIT) response.destroy();
  }
}
