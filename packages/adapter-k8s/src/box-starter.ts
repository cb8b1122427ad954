import { setTimeout as pause } from 'node:timers/promises';
import { aborted, err, isAborted, ok, okAsync, SingleFlight, type Result } from '@carrel/core/kernel';
import {
  runtimeFailed,
  runtimeNotFound,
  runtimeNotRunning,
  runtimeTimedOut,
  type RuntimeError,
  type RuntimeHandle,
  type WorkspaceConnection,
} from '@carrel/core/runtime';
import { isNamespaceMissing } from './api-failure.js';
import type { PodObject } from './api-objects.js';
import type { BoxDesires } from './box-desires.js';
import type { BoxLinks } from './box-links.js';
import type { Box, BoxObjects } from './box-objects.js';
import { boxPod } from './box-pod.js';
import type { BoxRecord } from './box-record.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient } from './kube-client.js';
import type { PodRemoval } from './pod-removal.js';
import { delayOf, stageOf, startFailureOf } from './pod-state.js';
import type { ReadyLinks } from './ready-links.js';

export interface BoxStarterDeps {
  readonly client: KubeClient;
  readonly desires: BoxDesires;
  readonly links: BoxLinks;
  readonly objects: BoxObjects;
  readonly options: ResolvedKubernetesOptions;
  readonly ready: ReadyLinks;
  readonly removal: PodRemoval;
}

/** How often an agent that was just started is asked whether it answers; each time is an exec. */
const FIRST_POLL_MS = 25;
const LONGEST_POLL_MS = 1_000;

/** How often a pod is made whose name another one has that is over. */
const MAKE_ATTEMPTS = 3;

interface MadePod {
  readonly pod: PodObject;
  /** Whether this call made it. */
  readonly isFresh: boolean;
}

/** What one start is made with. */
interface Start {
  readonly signal: AbortSignal | undefined;
  /** When it has taken too long, by `performance.now()`. */
  readonly deadline: number;
}

/** Makes the pods of boxes, and waits until their agents answer. */
export class BoxStarter {
  private readonly starts = new SingleFlight<string, Result<void, RuntimeError>>();

  constructor(private readonly deps: BoxStarterDeps) {}

  /** The box runs and takes links when ok. A pod that this made and that does not come up is taken away again. */
  start(handle: RuntimeHandle, signal: AbortSignal | undefined): Promise<Result<void, RuntimeError>> {
    const deadline = performance.now() + this.deps.options.startTimeoutMs;
    return this.starts.run(handle.boxId, () => this.startOnce(handle, { signal, deadline }));
  }

  private async startOnce(handle: RuntimeHandle, start: Start): Promise<Result<void, RuntimeError>> {
    if (isAborted(start.signal)) return err(aborted('starting a box'));
    const box = await this.deps.objects.find(handle, start);
    if (box.isErr()) return err(box.error);
    const stage = box.value.pod === null ? null : stageOf(box.value.pod);
    if (box.value.pod !== null && (stage === 'over' || stage === 'going')) {
      const cleared = await this.deps.removal.remove(box.value.pod, { graceMs: 0, signal: start.signal });
      if (cleared.isErr()) return err(cleared.error);
    } else if (box.value.pod !== null) {
      return this.becomeReady(box.value.record, box.value.pod, start);
    }
    return this.startPod(box.value, start);
  }

  private async startPod({ record }: Box, start: Start): Promise<Result<void, RuntimeError>> {
    const { desires } = this.deps;
    await this.deps.ready.drop(record.handle.boxId);
    const noted = await desires.set(record, 'running', start);
    if (noted.isErr()) return err(noted.error);
    if (!noted.value) return err(runtimeNotFound(record.handle.boxId));
    const made = await this.makePod(record, start);
    if (made.isErr()) return this.undo(record, null, made.error);
    const ready = await this.becomeReady(record, made.value.pod, start);
    return ready.isErr() && made.value.isFresh ? this.undo(record, made.value.pod, ready.error) : ready;
  }

  /** The pod of the box, made by this call or by another process that starts the box at the same time. */
  private async makePod(
    record: BoxRecord,
    start: Start,
    attempts = MAKE_ATTEMPTS,
  ): Promise<Result<MadePod, RuntimeError>> {
    const { client, objects, options, removal } = this.deps;
    const wanted = boxPod({ spec: record.spec, options, recordUid: record.uid });
    const made = await client.attempt(async (signal) => {
      const pod = await client.create<PodObject>('pods', wanted, signal);
      if (pod !== null) objects.pods.observe(pod);
      return { pod: pod ?? (await objects.fetchPod(objects.placeOf(record.handle), signal)), isFresh: pod !== null };
    }, start);
    if (made.isErr()) {
      return err(isNamespaceMissing(made.error.cause) ? runtimeNotFound(record.handle.boxId) : made.error);
    }
    const { pod, isFresh } = made.value;
    const stage = pod === null ? null : stageOf(pod);
    if (pod !== null && stage !== 'going' && stage !== 'over') return ok({ pod, isFresh });
    if (attempts <= 1) return err(runtimeFailed('The pod of the box was taken away while it started.'));
    // It is one of an earlier life, of which nothing was known here yet.
    const cleared = pod === null ? ok(undefined) : await removal.remove(pod, { graceMs: 0, signal: start.signal });
    return cleared.isErr() ? err(cleared.error) : this.makePod(record, start, attempts - 1);
  }

  /** Ready is a box whose agent said hello. */
  private async becomeReady(record: BoxRecord, pod: PodObject, start: Start): Promise<Result<void, RuntimeError>> {
    const { client, objects, options } = this.deps;
    const place = objects.placeOf(record.handle);
    let latest: PodObject = pod;
    const settled = (found: PodObject | null): Result<PodObject, RuntimeError> | undefined => {
      // Somebody took it away.
      if (found === null || found.metadata.uid !== pod.metadata.uid) return err(runtimeNotRunning(record.handle.boxId));
      latest = found;
      return progressOf(found, record);
    };
    const timeoutMs = Math.max(Math.ceil(start.deadline - performance.now()), 1);
    const running = await client.attempt((signal) => objects.until(place, settled, signal), {
      signal: start.signal,
      timeoutMs,
    });
    if (running.isErr()) {
      if (running.error.type !== 'runtime/timed-out') return err(running.error);
      return err(
        delayOf(latest) ?? runtimeTimedOut(`The box did not start in ${options.startTimeoutMs} ms.`, running.error),
      );
    }
    if (running.value.isErr()) return err(running.value.error);
    return this.greet(record, running.value.value, start);
  }

  private async greet(record: BoxRecord, pod: PodObject, start: Start): Promise<Result<void, RuntimeError>> {
    const { links, objects, ready } = this.deps;
    const limit = AbortSignal.timeout(Math.max(Math.ceil(start.deadline - performance.now()), 1));
    const signal = start.signal === undefined ? limit : AbortSignal.any([start.signal, limit]);
    for (let waitMs = FIRST_POLL_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_POLL_MS)) {
      const link: Result<WorkspaceConnection, RuntimeError> = await links.connect(record, pod, { signal });
      if (link.isOk()) {
        ready.keep(record.handle, link.value);
        return ok(undefined);
      }
      if (isAborted(start.signal)) return err(aborted('starting a box'));
      if (link.error.type === 'runtime/permission-denied') return err(link.error);
      if (limit.aborted || performance.now() + waitMs > start.deadline) {
        return err(runtimeTimedOut('The agent of the box did not answer in time.', link.error));
      }
      const now = await objects.find(record.handle, start);
      if (now.isErr()) return err(now.error);
      if (now.value.info.state !== 'running') return err(runtimeNotRunning(record.handle.boxId));
      await pause(waitMs, undefined, { signal: start.signal }).catch(() => undefined);
    }
  }

  /** Nothing half done stays; what cannot be undone now is found by the next look. */
  private async undo(
    record: BoxRecord,
    pod: PodObject | null,
    error: RuntimeError,
  ): Promise<Result<void, RuntimeError>> {
    const { desires, removal } = this.deps;
    const removed = pod === null ? okAsync(undefined) : removal.remove(pod, { graceMs: 0 });
    const undone = removed.andThen(() => desires.set({ ...record, desired: 'running' }, record.desired, {}));
    await undone.match(
      () => undefined,
      () => undefined,
    );
    return err(error);
  }
}

/** The pod once it runs, why it will not; nothing while it may. */
function progressOf(pod: PodObject, { handle }: BoxRecord): Result<PodObject, RuntimeError> | undefined {
  const failure = startFailureOf(pod);
  if (failure !== null) return err(failure);
  switch (stageOf(pod)) {
    case 'running':
      return ok(pod);
    case 'pending':
      return undefined;
    default:
      return err(runtimeNotRunning(handle.boxId));
  }
}
