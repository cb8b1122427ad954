import type { KubeObject } from './objects.js';
import { keyOf, type Resource } from './resources.js';
import { gone } from './status.js';

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: Resource;
  readonly revision: number;
  readonly object: KubeObject;
  /** What it was before; absent for one that was added. */
  readonly before?: KubeObject;
}

export type StoreListener = (event: StoreEvent) => void;

/**
 * The objects of the cluster under one counter of revisions, with the last changes kept for watches to resume from.
 * What is given out is what is held: callers copy before they change it.
 */
export class Store {
  private readonly objects = new Map<string, Map<string, KubeObject>>();
  private readonly listeners = new Set<StoreListener>();
  private history: StoreEvent[] = [];
  private current = 1;
  /** Changes up to here are no longer known. */
  private forgotten = 0;

  constructor(private readonly historyLimit: number) {}

  get revision(): number {
    return this.current;
  }

  get(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.objects.get(keyOf(resource))?.get(`${namespace ?? ''}/${name}`);
  }

  /** In the order of namespace and name, as pages need it. */
  list(resource: Resource, namespace?: string): readonly KubeObject[] {
    return [...(this.objects.get(keyOf(resource)) ?? [])]
      .filter(([, { metadata }]) => namespace === undefined || metadata.namespace === namespace)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  put(resource: Resource, object: KubeObject): KubeObject {
    const all = this.objects.get(keyOf(resource)) ?? new Map<string, KubeObject>();
    this.objects.set(keyOf(resource), all);
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const before = all.get(key);
    const kept = this.stamped(object);
    all.set(key, kept);
    this.tell({
      type: before === undefined ? 'ADDED' : 'MODIFIED',
      resource,
      revision: this.current,
      object: kept,
      ...(before === undefined ? {} : { before }),
    });
    return kept;
  }

  remove(resource: Resource, object: KubeObject): KubeObject {
    this.objects.get(keyOf(resource))?.delete(`${object.metadata.namespace ?? ''}/${object.metadata.name}`);
    const last = this.stamped(object);
    this.tell({ type: 'DELETED', resource, revision: this.current, object: last, before: object });
    return last;
  }

  /** @throws ApiError 410 when changes after that revision are no longer all known. */
  since(revision: number): readonly StoreEvent[] {
    this.checkKnown(revision);
    return this.history.filter((event) => event.revision > revision);
  }

  /** @throws ApiError 410 as `since`. */
  checkKnown(revision: number): void {
    if (revision < this.forgotten) throw gone(`too old resource version: ${revision} (${this.forgotten + 1})`);
  }

  /** Forgets all changes so far, as a server does after some minutes. */
  compact(): void {
    this.history = [];
    // A write of its own, so that also one who saw everything so far is too late.
    this.forgotten = ++this.current;
  }

  /** Calls for each change, in order, before the writer goes on. Returns what ends it. */
  listen(listener: StoreListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private stamped(object: KubeObject): KubeObject {
    const copy = structuredClone(object);
    copy.metadata.resourceVersion = String(++this.current);
    return copy;
  }

  private tell(event: StoreEvent): void {
    this.history.push(event);
    if (this.history.length > this.historyLimit) {
      this.forgotten = this.history[this.history.length - this.historyLimit - 1]?.revision ?? this.forgotten;
      this.history = this.history.slice(-this.historyLimit);
    }
    for (const listener of [...this.listeners]) listener(event);
  }
}
