import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { Readable, type Duplex } from 'node:stream';
import type { Tokens } from '../access/users.js';
import type { Registry } from '../cluster/registry.js';
import { textOf, type KubeObject } from '../store/objects.js';
import { claims, configMaps, namespaces, networkPolicies, pods, secrets } from '../store/resources.js';
import { ApiError, badRequest, internalError } from '../store/status.js';
import type { StoreEvent } from '../store/store.js';
import type { ExecRequest, LogRequest, PodRunner, RunningExec } from '../streams/pod-runner.js';
import { frames } from './demultiplexed.js';
import { dialContainer } from './dial.js';
import { engineStream } from './engine.js';
import { engineExec } from './engine-exec.js';
import { clearContainers, clearLeftovers, ID_LABEL, owner, OWNER_LABEL, ownDirectory } from './leftovers.js';
import type { ContainerRecord } from './pod-status.js';
import { PodWorker } from './pod-worker.js';
import { claimDirectory } from './volumes.js';

export interface KubeletOptions {
  readonly isOn: boolean;
  readonly runtimeHandlers: Readonly<Record<string, string>>;
  readonly enforcesNetworks: boolean;
}

/** The kubelet of all nodes: pods become containers of the local engine, all with one label, so that none outlives it. */
export class Kubelet implements PodRunner {
  ca = '';
  private readonly id = randomBytes(8).toString('hex');
  private readonly root = ownDirectory();
  private readonly workers = new Map<string, PodWorker>();
  private readonly ends = new Map<string, Promise<void>>();
  private readonly lost = new Set<string>();
  private readonly withheld = new Set<string>();
  private plansNetworks = false;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly registry: Registry,
    private readonly tokens: Tokens,
    private readonly options: KubeletOptions,
  ) {}

  async start(): Promise<void> {
    if (!this.options.isOn) return;
    await clearLeftovers();
    this.stopListening = this.registry.store.listen((event) => this.heed(event));
  }

  /** Nothing of its pods is left on the engine or the disk. */
  async stop(): Promise<void> {
    this.stopListening?.();
    await Promise.all([...this.workers.values()].map((worker) => worker.end(0)));
    await Promise.all(this.ends.values());
    if (this.options.isOn) await clearContainers(this.id);
    rmSync(this.root, { recursive: true, force: true });
  }

  lose(node: string): void {
    this.lost.add(node);
  }

  /** It is heard of again: it says what is true, and does what it was to do. */
  restore(node: string): void {
    this.lost.delete(node);
    for (const worker of this.workers.values()) {
      if (nodeOf(worker.pod) !== node) continue;
      worker.report();
      const { metadata } = worker.pod;
      const now = this.registry.store.get(pods, metadata.namespace, metadata.name);
      if (now?.metadata.uid !== metadata.uid) void this.end(worker, 0);
      else if (now.metadata.deletionTimestamp !== undefined)
        void this.end(worker, now.metadata.deletionGracePeriodSeconds ?? 0);
    }
  }

  withhold(image: string): () => void {
    this.withheld.add(image);
    return () => this.withheld.delete(image);
  }

  /** @throws ApiError 404 when it does not run here. */
  async evict(pod: KubeObject, message: string): Promise<void> {
    await this.workerOf(pod).evict(message);
  }

  /** @throws ApiError 404 or 500 when it does not run here. */
  async kill(
    pod: KubeObject,
    { container, isOutOfMemory }: { container: string | undefined; isOutOfMemory: boolean },
  ): Promise<void> {
    await this.workerOf(pod).killContainer(container, isOutOfMemory);
  }

  async exec(pod: KubeObject, request: ExecRequest): Promise<RunningExec> {
    const { id, state, name } = this.containerOf(pod, request.container);
    if (id === undefined || state.is !== 'running') throw internalError(`container not found ("${name}")`);
    return engineExec(id, request);
  }

  async logs(pod: KubeObject, request: LogRequest): Promise<Readable> {
    const { id, state, name } = this.containerOf(pod, request.container);
    if (id === undefined) {
      const reason = state.is === 'waiting' ? state.reason : state.is;
      throw badRequest(`container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${reason}`);
    }
    const { follow, tailLines, sinceSeconds, timestamps } = request;
    const query = new URLSearchParams({
      stdout: '1',
      stderr: '1',
      follow: follow ? '1' : '0',
      timestamps: timestamps ? '1' : '0',
    });
    if (tailLines !== undefined) query.set('tail', String(tailLines));
    if (sinceSeconds !== undefined) query.set('since', String(Math.floor(Date.now() / 1000) - sinceSeconds));
    const source = await engineStream(`/containers/${id}/logs?${query.toString()}`);
    const lines = Readable.from(payloads(source));
    lines.once('close', () => source.destroy());
    return lines;
  }

  async dial(pod: KubeObject, port: number): Promise<Duplex> {
    const container = this.workerOf(pod).records.find(({ isInit, state }) => !isInit && state.is === 'running');
    if (container?.id === undefined) throw internalError(`pod ${pod.metadata.name} is not running`);
    return dialContainer(container.id, port);
  }

  private heed({ resource, type, object }: StoreEvent): void {
    if (resource === claims && type === 'DELETED') {
      rmSync(claimDirectory(this.root, object.metadata.uid), { recursive: true, force: true });
    }
    if ((resource === secrets || resource === configMaps) && type === 'MODIFIED') {
      setImmediate(() => this.refresh(object.metadata.namespace));
    }
    if ([pods, namespaces, networkPolicies].includes(resource)) this.planNetworks();
    if (resource !== pods) return;
    const node = nodeOf(object);
    if (node === undefined || this.lost.has(node)) return;
    const worker = this.workers.get(object.metadata.uid);
    const isGoing = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined;
    // What comes of it is written in a turn of its own: all who listen see the changes in their order.
    if (isGoing) setImmediate(() => void this.goes(object, worker, type === 'DELETED'));
    else if (worker === undefined) setImmediate(() => this.begin(object));
  }

  /** Once for all changes of a turn. */
  private planNetworks(): void {
    if (this.plansNetworks || !this.options.enforcesNetworks) return;
    this.plansNetworks = true;
    setImmediate(() => {
      this.plansNetworks = false;
      for (const worker of this.workers.values()) worker.refreshNetwork();
    });
  }

  /** Pods see what their volumes are made from as it is now, sooner than on a real node. */
  private refresh(namespace: string | undefined): void {
    for (const worker of this.workers.values()) if (worker.pod.metadata.namespace === namespace) worker.refresh();
  }

  private begin(pod: KubeObject): void {
    const phase = pod.status?.['phase'];
    if (this.workers.has(pod.metadata.uid) || phase === 'Failed' || phase === 'Succeeded') return;
    const { registry, tokens, ca, root } = this;
    const labels = {
      [ID_LABEL]: this.id,
      [OWNER_LABEL]: owner(),
      'io.kubernetes.pod.name': pod.metadata.name,
      'io.kubernetes.pod.namespace': pod.metadata.namespace ?? '',
    };
    const isHeard = () => !this.lost.has(nodeOf(pod) ?? '');
    const isWithheld = (image: string) => this.withheld.has(image);
    const { runtimeHandlers, enforcesNetworks } = this.options;
    const parts = { registry, tokens, ca, root, labels, runtimeHandlers, enforcesNetworks, isHeard, isWithheld };
    const worker = new PodWorker(parts, pod);
    this.workers.set(pod.metadata.uid, worker);
    worker.start();
  }

  private async goes(pod: KubeObject, worker: PodWorker | undefined, isGone: boolean): Promise<void> {
    const grace = isGone ? 0 : (pod.metadata.deletionGracePeriodSeconds ?? 0);
    if (worker !== undefined) return this.end(worker, grace);
    if (!isGone) this.finish(pod);
  }

  private end(worker: PodWorker, graceSeconds: number): Promise<void> {
    const { uid } = worker.pod.metadata;
    const ended = worker.end(graceSeconds).then(() => {
      if (this.ends.get(uid) !== ended) return;
      this.workers.delete(uid);
      this.ends.delete(uid);
      if (!this.lost.has(nodeOf(worker.pod) ?? '')) this.finish(worker.pod);
    });
    this.ends.set(uid, ended);
    return ended;
  }

  /** Its containers are gone: so is the pod, unless something else holds it. */
  private finish({ metadata }: KubeObject): void {
    const now = this.registry.store.get(pods, metadata.namespace, metadata.name);
    if (now?.metadata.uid !== metadata.uid || now.metadata.deletionTimestamp === undefined) return;
    this.registry.delete(pods, metadata, { gracePeriodSeconds: 0 });
  }

  private workerOf(pod: KubeObject): PodWorker {
    const node = nodeOf(pod);
    if (node === undefined) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    if (this.lost.has(node)) {
      throw new ApiError(500, 'InternalError', `error dialing backend: dial tcp: lookup ${node}: no route to host`);
    }
    const worker = this.workers.get(pod.metadata.uid);
    if (worker === undefined) throw internalError(`pod ${pod.metadata.name} is not running on ${node}`);
    return worker;
  }

  private containerOf(pod: KubeObject, name: string | undefined): ContainerRecord {
    const wanted = name ?? pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
    const { records } = this.workerOf(pod);
    const found =
      wanted === undefined ? records.find(({ isInit }) => !isInit) : records.find((one) => one.name === wanted);
    if (found === undefined) throw badRequest(`container ${wanted ?? ''} is not valid for pod ${pod.metadata.name}`);
    return found;
  }
}

const nodeOf = (pod: KubeObject): string | undefined => textOf(pod.spec?.['nodeName']);

async function* payloads(source: Readable): AsyncGenerator<Buffer> {
  for await (const { payload } of frames(source)) yield payload;
}
