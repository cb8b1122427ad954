import type { KubeObject } from './api-objects.js';

/** `after` is `null` when the object is gone, `before` when it is new. */
export interface CacheChange<T extends KubeObject> {
  readonly before: T | null;
  readonly after: T | null;
}

export type CacheListener<T extends KubeObject> = (change: CacheChange<T>) => void;

/** How many objects that are gone are remembered, so that a late word of one does not bring it back. */
const MAX_GONE = 4_096;

/** The latest that is known of each object. */
export class ObjectCache<T extends KubeObject> {
  private readonly objects = new Map<string, T>();
  private readonly gone = new Set<string>();
  private readonly listeners = new Set<CacheListener<T>>();

  get(namespace: string, name: string): T | null {
    return this.objects.get(`${namespace}/${name}`) ?? null;
  }

  all(): readonly T[] {
    return [...this.objects.values()];
  }

  /** Unless it is older than what is known, or of an object that is gone. */
  put(object: T): void {
    const key = keyOf(object);
    const before = this.objects.get(key) ?? null;
    if (this.gone.has(object.metadata.uid ?? '') || (before !== null && !isNewer(object, before))) return;
    this.objects.set(key, object);
    this.tell({ before, after: object });
  }

  remove(object: T): void {
    this.bury(object);
    const key = keyOf(object);
    const before = this.objects.get(key) ?? null;
    // Another one has its name by now.
    if (before === null || before.metadata.uid !== object.metadata.uid) return;
    this.objects.delete(key);
    this.tell({ before, after: null });
  }

  /** These are all that there were at that version. */
  replace(objects: readonly T[], resourceVersion: string): void {
    const uids = new Set(objects.map(({ metadata }) => metadata.uid));
    for (const known of [...this.objects.values()]) {
      const isLater = Number(known.metadata.resourceVersion) > Number(resourceVersion);
      if (!uids.has(known.metadata.uid) && !isLater) this.remove(known);
    }
    for (const object of objects) this.put(object);
  }

  subscribe(listener: CacheListener<T>): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private bury({ metadata }: T): void {
    if (metadata.uid === undefined) return;
    this.gone.add(metadata.uid);
    const [oldest] = this.gone;
    if (this.gone.size > MAX_GONE && oldest !== undefined) this.gone.delete(oldest);
  }

  private tell(change: CacheChange<T>): void {
    for (const listener of [...this.listeners]) listener(change);
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Versions are numbers that grow, as the conventions of the API let clients take them; where one is none, what comes last counts. */
function isNewer({ metadata: one }: KubeObject, { metadata: other }: KubeObject): boolean {
  if (one.uid !== other.uid) return true;
  const [mine, theirs] = [Number(one.resourceVersion), Number(other.resourceVersion)];
  return Number.isNaN(mine) || Number.isNaN(theirs) || mine > theirs;
}
