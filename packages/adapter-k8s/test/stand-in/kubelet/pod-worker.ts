import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Container } from '@kubernetes/client-node';
import { record, type Occurrence } from '../cluster/event-recorder.js';
import type { Registry } from '../cluster/registry.js';
import type { Tokens } from '../access/users.js';
import { listOf, timestamp, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { pods } from '../store/resources.js';
import { noSuchPath } from '../store/status.js';
import { ConfigError, containerSpec } from './container-spec.js';
import { engine, EngineError } from './engine.js';
import { PodNetwork } from './pod-network.js';
import { whole, withStatus, type ContainerRecord } from './pod-status.js';
import { FailedMount, makeVolumes, podDirectory } from './volumes.js';

/** How long until what failed for a reason outside is tried again. */
const RETRY_MS = 300;
const RESTART_MS = 1000;

export interface WorkerParts {
  readonly registry: Registry;
  readonly tokens: Tokens;
  readonly ca: string;
  readonly root: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly runtimeHandlers: Readonly<Record<string, string>>;
  readonly enforcesNetworks: boolean;
  readonly isWithheld: (image: string) => boolean;
  /** False while nothing is heard of the pod's node. */
  readonly isHeard: () => boolean;
}

/** The pod is to go: what is under way ends. */
class Ending extends Error {}

/** Runs one pod on the engine, from its volumes to its end, and says in its status what is true of it. */
export class PodWorker {
  readonly records: ContainerRecord[];
  private readonly startTime = timestamp();
  private readonly network: PodNetwork;
  private address: string | undefined;
  private failure: { reason: string; message: string } | undefined;
  private isEnding = false;
  private running: Promise<void> | undefined;
  private ending: Promise<void> | undefined;
  private readonly outOfMemory = new Set<string>();

  constructor(
    private readonly parts: WorkerParts,
    readonly pod: KubeObject,
  ) {
    this.network = new PodNetwork(parts.registry.store, pod);
    const record =
      (isInit: boolean) =>
      (container: V1Container): ContainerRecord => ({
        name: container.name,
        image: container.image ?? '',
        isInit,
        restarts: 0,
        state: { is: 'waiting', reason: 'ContainerCreating' },
      });
    this.records = [
      ...this.containers('initContainers').map(record(true)),
      ...this.containers('containers').map(record(false)),
    ];
  }

  get podAddress(): string | undefined {
    return this.address;
  }

  start(): void {
    this.running = this.run().catch((cause: unknown) => {
      if (cause instanceof Ending || this.isEnding) return;
      this.failure = { reason: 'StandInFailed', message: String(cause) };
      this.report();
    });
  }

  /** Ends its containers, with that grace; then nothing of it is left on the engine. */
  end(graceSeconds: number): Promise<void> {
    this.isEnding = true;
    if (graceSeconds === 0 && this.ending !== undefined) void this.kill();
    this.ending ??= this.tearDown(graceSeconds);
    return this.ending;
  }

  /** As the kubelet ends a pod for want of something: it has failed, and stays to be seen. */
  async evict(message: string): Promise<void> {
    this.failure = { reason: 'Evicted', message };
    this.event({ type: 'Warning', reason: 'Evicted', message });
    this.isEnding = true;
    await this.kill();
    await this.running;
    this.report();
  }

  /** Kills a container as the machine does, for want of memory or of itself. @throws ApiError 404 when it does not run. */
  async killContainer(name: string | undefined, isOutOfMemory: boolean): Promise<void> {
    const one = this.records.find((each) => (name === undefined ? !each.isInit : each.name === name));
    if (one?.id === undefined || one.state.is !== 'running') throw noSuchPath();
    if (isOutOfMemory) this.outOfMemory.add(one.id);
    await engine(`/containers/${one.id}/kill`, { method: 'POST' });
  }

  /** Writes what is true of the pod into its status. */
  report(): void {
    if (!this.parts.isHeard()) return;
    this.parts.registry.amend(pods, this.pod.metadata, (pod) =>
      withStatus(pod, {
        containers: this.records,
        startTime: this.startTime,
        address: this.address,
        nodeAddress: '127.0.0.1',
        failure: this.failure,
      }),
    );
  }

  /** What it may reach, or who may reach it, may have changed. */
  refreshNetwork(): void {
    if (!this.isEnding && this.parts.enforcesNetworks) void this.network.refresh();
  }

  /** Writes the files of its volumes anew, as what they are made from has changed. */
  refresh(): void {
    if (this.isEnding || !this.parts.isHeard()) return;
    try {
      makeVolumes(this.parts, this.pod);
    } catch (cause) {
      if (!(cause instanceof FailedMount)) throw cause;
    }
  }

  private containers(field: 'initContainers' | 'containers'): V1Container[] {
    return listOf(this.pod.spec?.[field]) as unknown as V1Container[];
  }

  private async run(): Promise<void> {
    this.report();
    const volumes = await this.retried(async () => makeVolumes(this.parts, this.pod));
    for (const container of this.containers('initContainers')) {
      const code = await this.runContainer(container, volumes);
      if (code !== 0) return;
    }
    const [first, ...others] = this.containers('containers');
    if (first === undefined) return;
    // The first holds the network that the others join.
    const ends = [await this.startContainer(first, volumes)];
    for (const other of others) ends.push(await this.startContainer(other, volumes));
    await Promise.all(ends.map((end) => end.ended));
  }

  /** To its end, again as often as the pod says. Gives its last exit code. */
  private async runContainer(container: V1Container, volumes: ReadonlyMap<string, string>): Promise<number> {
    const { ended } = await this.startContainer(container, volumes);
    return ended;
  }

  private async startContainer(
    container: V1Container,
    volumes: ReadonlyMap<string, string>,
  ): Promise<{ ended: Promise<number> }> {
    const one = this.recordOf(container.name);
    const image = await this.retried(() => this.image(container, one), one);
    const id = await this.retried(() => this.create(container, { volumes, image }), one);
    one.id = id;
    one.imageId = String(image['Id']);
    await this.startCreated(one, id);
    const ended = this.followed(one, id);
    // Where another container cannot start, nobody waits for this one.
    ended.catch(() => undefined);
    return { ended };
  }

  private async create(
    container: V1Container,
    { volumes, image }: { volumes: ReadonlyMap<string, string>; image: Fields },
  ): Promise<string> {
    const { registry, labels, runtimeHandlers } = this.parts;
    const owner = this.recordOf(this.containers('containers')[0]?.name ?? '');
    const { isInit } = this.recordOf(container.name);
    const joins = owner.id !== undefined && owner.name !== container.name;
    // A network costs the engine a quarter of a start.
    const network = isInit ? 'none' : joins ? `container:${owner.id ?? ''}` : 'bridge';
    const body = containerSpec({
      registry,
      pod: this.pod,
      container,
      volumes,
      image,
      network,
      labels,
      runtimeHandlers,
    });
    const { Id } = await engine<{ Id: string }>('/containers/create', { method: 'POST', body });
    return Id;
  }

  private async startCreated(one: ContainerRecord, id: string): Promise<void> {
    if (this.isEnding) throw new Ending();
    try {
      await engine(`/containers/${id}/start`, { method: 'POST' });
    } catch (cause) {
      if (!(cause instanceof EngineError)) throw cause;
      // As it is with a command that is not there: the container has ended without having run.
      const now = timestamp();
      one.state = { is: 'terminated', exitCode: 128, reason: 'StartError', startedAt: now, finishedAt: now };
      this.event({ type: 'Warning', reason: 'Failed', message: `Error: ${cause.message}` });
      this.report();
      return;
    }
    // From here on whoever ends the pod sees that it runs; one that ended it before did not.
    one.state = { is: 'running', startedAt: timestamp() };
    if (this.isEnding) await this.kill();
    const inspected = await engine(`/containers/${id}/json`);
    const address = valueAt(inspected, 'NetworkSettings.IPAddress');
    if (!one.isInit && typeof address === 'string' && address !== '') this.address = address;
    if (this.parts.enforcesNetworks) await this.network.enter(inspected);
    this.event({ type: 'Normal', reason: 'Started', message: `Started container ${one.name}` });
    this.report();
  }

  private async followed(one: ContainerRecord, id: string): Promise<number> {
    for (;;) {
      const code = await this.ended(one, id);
      const policy = this.pod.spec?.['restartPolicy'];
      const again = !this.isEnding && (code === 0 ? policy === 'Always' && !one.isInit : policy !== 'Never');
      if (!again) return code;
      one.last = one.state;
      one.state = { is: 'waiting', reason: 'CrashLoopBackOff' };
      one.restarts += 1;
      this.report();
      await sleep(RESTART_MS);
      await this.startCreated(one, id);
    }
  }

  private async ended(one: ContainerRecord, id: string): Promise<number> {
    if (one.state.is === 'terminated') return one.state.exitCode;
    await engine(`/containers/${id}/wait`, { method: 'POST' });
    const inspected = await engine(`/containers/${id}/json`);
    const exitCode = Number(valueAt(inspected, 'State.ExitCode'));
    const isOutOfMemory = valueAt(inspected, 'State.OOMKilled') === true || this.outOfMemory.has(id);
    one.state = {
      is: 'terminated',
      exitCode,
      reason: isOutOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error',
      startedAt: whole(valueAt(inspected, 'State.StartedAt')),
      finishedAt: whole(valueAt(inspected, 'State.FinishedAt')),
    };
    this.report();
    return exitCode;
  }

  /** What the engine knows of the image. Nothing is pulled: what the engine does not have is not there. */
  private async image({ image = '', imagePullPolicy }: V1Container, one: ContainerRecord): Promise<Fields> {
    try {
      if (this.parts.isWithheld(image)) throw new EngineError(404, 'withheld');
      return await engine(`/images/${image}/json`);
    } catch (cause) {
      if (!(cause instanceof EngineError) || cause.status !== 404) throw cause;
      if (imagePullPolicy === 'Never') {
        throw new Waiting('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`);
      }
      const isFirst = one.state.is !== 'waiting' || !['ErrImagePull', 'ImagePullBackOff'].includes(one.state.reason);
      throw isFirst
        ? new Waiting('ErrImagePull', `failed to pull and unpack image "${image}": not found`)
        : new Waiting('ImagePullBackOff', `Back-off pulling image "${image}"`);
    }
  }

  /** Tries until it can be done or the pod is to go, and says meanwhile why it waits. */
  private async retried<T>(task: () => Promise<T>, one?: ContainerRecord): Promise<T> {
    for (;;) {
      if (this.isEnding) throw new Ending();
      try {
        return await task();
      } catch (cause) {
        this.waits(cause, one);
      }
      await sleep(RETRY_MS);
    }
  }

  /** @throws what is no reason to wait. */
  private waits(cause: unknown, one: ContainerRecord | undefined): void {
    if (cause instanceof FailedMount) {
      this.event({ type: 'Warning', reason: 'FailedMount', message: cause.message });
      return;
    }
    const waiting = cause instanceof ConfigError ? new Waiting('CreateContainerConfigError', cause.message) : cause;
    const known = cause instanceof EngineError ? new Waiting('CreateContainerError', cause.message) : waiting;
    if (one === undefined || !(known instanceof Waiting)) throw cause;
    const before = one.state;
    one.state = { is: 'waiting', reason: known.reason, message: known.message };
    if (before.is === 'waiting' && before.reason === known.reason) return;
    this.event({
      type: 'Warning',
      reason: known.reason === 'ImagePullBackOff' ? 'BackOff' : 'Failed',
      message: known.message,
    });
    this.report();
  }

  private async tearDown(graceSeconds: number): Promise<void> {
    const stop = async ({ id, state }: ContainerRecord) => {
      if (id === undefined || state.is !== 'running') return;
      await engine(`/containers/${id}/stop?t=${graceSeconds}`, { method: 'POST' }).catch(() => undefined);
    };
    await Promise.all(this.records.map(stop));
    await this.running;
    await Promise.all(this.records.map(({ id }) => removed(id)));
    rmSync(podDirectory(this.parts.root, this.pod), { recursive: true, force: true });
  }

  private async kill(): Promise<void> {
    const kill = async ({ id }: ContainerRecord) => {
      if (id !== undefined) await engine(`/containers/${id}/kill`, { method: 'POST' }).catch(() => undefined);
    };
    await Promise.all(this.records.map(kill));
  }

  private recordOf(name: string): ContainerRecord {
    const found = this.records.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no container ${name}`);
    return found;
  }

  private event(occurrence: Omit<Occurrence, 'component'>): void {
    if (this.parts.isHeard()) record(this.parts.registry, this.pod, { ...occurrence, component: 'kubelet' });
  }
}

/** The container cannot start for this reason. */
class Waiting extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

async function removed(id: string | undefined): Promise<void> {
  if (id === undefined) return;
  await engine(`/containers/${id}?force=true&v=true`, { method: 'DELETE' }).catch(() => undefined);
}
