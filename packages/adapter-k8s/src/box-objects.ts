import { err, ok, type Result } from '@carrel/core/kernel';
import { runtimeNotFound, type BoxInfo, type RuntimeError, type RuntimeHandle } from '@carrel/core/runtime';
import type { KubeObject, PodObject, SecretObject } from './api-objects.js';
import { BOX_SELECTOR, handleOf, isSameBox } from './box-labels.js';
import { namespaceOf, readRecord, type BoxRecord } from './box-record.js';
import { Informer } from './informer.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient, UntilAborted } from './kube-client.js';
import { isDnsLabel } from './names.js';
import { infoOf } from './pod-state.js';

/** A box as the cluster shows it. */
export interface Box {
  readonly record: BoxRecord;
  readonly pod: PodObject | null;
  readonly info: BoxInfo;
}

/** Where the objects of a box are. */
export interface BoxPlace {
  readonly namespace: string;
  readonly name: string;
}

export interface LookUp extends UntilAborted {
  /** As the API server has it at this moment, also where a watch tells of it. @default false */
  readonly isExact?: boolean;
}

/** How often the API server is asked for a pod that is waited for, while no watch tells of it. */
const POLL_MS = 2_000;
/** The same while one does: it may have fallen silent unnoticed. */
const BACKSTOP_MS = 30_000;
/** How long the first list is waited for, by who can ask the API server instead. */
const PATIENCE_MS = 2_000;

/** The Secrets and the Pods of boxes: from what the watches tell, and from the API server while they do not. */
export class BoxObjects {
  readonly secrets: Informer<SecretObject>;
  readonly pods: Informer<PodObject>;

  constructor(
    private readonly client: KubeClient,
    private readonly options: Pick<ResolvedKubernetesOptions, 'namespace'>,
  ) {
    const namespace = options.namespace.mode === 'one' ? options.namespace.name : null;
    const query = { namespace, labelSelector: BOX_SELECTOR };
    this.secrets = new Informer(client, { resource: 'secrets', ...query });
    this.pods = new Informer(client, { resource: 'pods', ...query });
  }

  start(): void {
    this.secrets.start();
    this.pods.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.secrets.stop(), this.pods.stop()]);
  }

  placeOf(handle: RuntimeHandle): BoxPlace {
    return { namespace: namespaceOf(this.options, handle), name: handle.boxId };
  }

  /** The box of the handle, and of no other life; `runtime/not-found` when there is none. */
  async find(handle: RuntimeHandle, options: LookUp = {}): Promise<Result<Box, RuntimeError>> {
    const read = await this.client.attempt((signal) => this.read(handle, signal, options), options);
    return read.andThen((box) => (box === null ? err(runtimeNotFound(handle.boxId)) : ok(box)));
  }

  /** The same, `null` when there is none. */
  async read(handle: RuntimeHandle, signal: AbortSignal, { isExact = false }: LookUp = {}): Promise<Box | null> {
    const place = this.placeOf(handle);
    if (!this.hasName(handle)) return null;
    const secret = isExact ? await this.fetchSecret(place, signal) : await this.secret(place, signal);
    const record = secret === null ? null : readRecord(secret);
    if (record === null || !isSameBox(record.handle, handle)) return null;
    const pod = await this.pod(handle, signal, { isExact });
    return { record, pod, info: infoOf(record, pod) };
  }

  /** Whether there can be a box of the handle at all. */
  hasName({ boxId }: RuntimeHandle): boolean {
    return isDnsLabel(boxId);
  }

  /** The pod of the box; `null` when there is none, or it is another box's. */
  async pod(handle: RuntimeHandle, signal: AbortSignal, { isExact = false }: LookUp = {}): Promise<PodObject | null> {
    const place = this.placeOf(handle);
    const isKnown = this.pods.isFresh && !isExact;
    const found = isKnown ? this.pods.get(place.namespace, place.name) : await this.fetchPod(place, signal);
    const owner = found === null ? null : handleOf(found);
    return owner !== null && isSameBox(owner, handle) ? found : null;
  }

  /** As the API server has it at this moment. */
  async fetchPod(place: BoxPlace, signal: AbortSignal): Promise<PodObject | null> {
    // One of that name that is made meanwhile is not what is missing.
    const known = this.pods.get(place.namespace, place.name);
    const pod = await this.client.get<PodObject>({ resource: 'pods', ...place }, signal);
    if (pod !== null) this.pods.observe(pod);
    else if (known !== null) this.pods.forget(known);
    return pod;
  }

  async list(installationId: string, options: UntilAborted): Promise<Result<readonly Box[], RuntimeError>> {
    return this.client.attempt(async (signal) => {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      const fresh = (await this.secrets.ready(patience)) && (await this.pods.ready(patience));
      const [secrets, pods] = fresh ? [this.secrets.all(), this.pods.all()] : await this.fetchAll(signal);
      const podOf = new Map(pods.map((pod) => [keyOf(pod), pod]));
      return secrets.flatMap((secret) => {
        const record = readRecord(secret);
        if (record === null || record.handle.installationId !== installationId) return [];
        const pod = podOf.get(keyOf(secret)) ?? null;
        return [{ record, pod, info: infoOf(record, pod) }];
      });
    }, options);
  }

  /**
   * What `settled` gives of the pod, once it gives something: looked at now and at each change.
   *
   * @throws the reason of `signal` when that fires first; what the API server refused where no watch tells of pods.
   */
  async until<T>(place: BoxPlace, settled: (pod: PodObject | null) => T | undefined, signal: AbortSignal): Promise<T> {
    const watched = new Watched(settled);
    const look = () => {
      watched.look(this.pods.get(place.namespace, place.name));
    };
    const unsubscribe = this.pods.subscribe(({ before, after }) => {
      if (keyOf(after ?? before) === `${place.namespace}/${place.name}`) look();
    });
    let askedAt = performance.now();
    const poll = setInterval(() => {
      if (this.pods.isFresh && performance.now() - askedAt < BACKSTOP_MS) return;
      askedAt = performance.now();
      this.fetchPod(place, signal).then((pod) => watched.look(pod), watched.fail);
    }, POLL_MS);
    const giveUp = () => watched.fail(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      if (signal.aborted) giveUp();
      else if (this.pods.isFresh) look();
      else this.fetchPod(place, signal).then((pod) => watched.look(pod), watched.fail);
      return await watched.result;
    } finally {
      unsubscribe();
      clearInterval(poll);
      signal.removeEventListener('abort', giveUp);
    }
  }

  private async secret(place: BoxPlace, signal: AbortSignal): Promise<SecretObject | null> {
    const known = this.secrets.isFresh ? this.secrets.get(place.namespace, place.name) : null;
    // One that is not known may have been made elsewhere a moment ago.
    return known ?? this.fetchSecret(place, signal);
  }

  private async fetchSecret(place: BoxPlace, signal: AbortSignal): Promise<SecretObject | null> {
    const known = this.secrets.get(place.namespace, place.name);
    const found = await this.client.get<SecretObject>({ resource: 'secrets', ...place }, signal);
    if (found !== null) this.secrets.observe(found);
    else if (known !== null) this.secrets.forget(known);
    return found;
  }

  private fetchAll(signal: AbortSignal): Promise<readonly [readonly SecretObject[], readonly PodObject[]]> {
    const namespace = this.options.namespace.mode === 'one' ? this.options.namespace.name : null;
    const query = { namespace, labelSelector: BOX_SELECTOR };
    const all = <T extends KubeObject>(resource: 'secrets' | 'pods') =>
      this.client.list<T>({ resource, ...query }, signal).then(({ items }) => items);
    return Promise.all([all<SecretObject>('secrets'), all<PodObject>('pods')]);
  }
}

/** Waits for what a look at a pod gives. */
class Watched<T> {
  readonly result: Promise<T>;
  private resolve: (value: T) => void = () => undefined;
  private reject: (cause: unknown) => void = () => undefined;

  constructor(private readonly settled: (pod: PodObject | null) => T | undefined) {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // It may fail before anybody waits for it.
    this.result.catch(() => undefined);
  }

  look(pod: PodObject | null): void {
    const value = this.settled(pod);
    if (value !== undefined) this.resolve(value);
  }

  readonly fail = (cause: unknown): void => {
    this.reject(cause);
  };
}

function keyOf(object: KubeObject | null): string {
  return object === null ? '' : `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
