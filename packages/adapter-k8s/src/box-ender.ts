import { aborted, err, isAborted, ok, type Result } from '@carrel/core/kernel';
import type { RuntimeError, RuntimeHandle } from '@carrel/core/runtime';
import type { PodObject } from './api-objects.js';
import type { BoxDesires } from './box-desires.js';
import type { BoxLinks } from './box-links.js';
import type { Box, BoxObjects } from './box-objects.js';
import type { BoxRecord } from './box-record.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient, UntilAborted } from './kube-client.js';
import type { PodRemoval } from './pod-removal.js';
import { stageOf } from './pod-state.js';
import type { ReadyLinks } from './ready-links.js';

export interface BoxEnderDeps {
  readonly client: KubeClient;
  readonly desires: BoxDesires;
  readonly links: BoxLinks;
  readonly objects: BoxObjects;
  readonly options: Pick<ResolvedKubernetesOptions, 'storage'>;
  readonly ready: ReadyLinks;
  readonly removal: PodRemoval;
}

type Grace = UntilAborted & { readonly graceMs: number };

/** How long the agent is asked to end everything, beyond the grace, before its pod is taken away whatever it says. */
const ORDER_MS = 3_000;

/** Stops boxes and takes them away. */
export class BoxEnder {
  constructor(private readonly deps: BoxEnderDeps) {}

  /** Nothing of the box runs any more when ok. */
  async stop(box: Box, options: Grace): Promise<Result<void, RuntimeError>> {
    const { record, pod } = box;
    // A box that never ran stays what it is.
    if (record.desired === 'created' && pod === null) return ok(undefined);
    const noted = await this.deps.desires.set(record, 'stopped', options);
    if (noted.isErr()) return err(noted.error);
    return pod === null ? ok(undefined) : this.endPod(record, pod, options);
  }

  /** The pod, its own volume and the record are gone when ok, whatever of them there was. */
  async remove(handle: RuntimeHandle, { signal }: UntilAborted): Promise<Result<void, RuntimeError>> {
    const { client, objects, ready, removal } = this.deps;
    await ready.drop(handle.boxId);
    const found = await client.attempt(
      async (until) => ({ box: await objects.read(handle, until), pod: await this.podOf(handle, until) }),
      { signal },
    );
    if (found.isErr()) return err(found.error);
    const { box, pod } = found.value;
    if (pod !== null) {
      const gone = await removal.remove(pod, { graceMs: 0, signal });
      if (gone.isErr()) return err(gone.error);
    }
    if (box === null) return ok(undefined);
    return client.attempt((until) => this.erase(box.record, until), { signal });
  }

  private podOf(handle: RuntimeHandle, signal: AbortSignal): Promise<PodObject | null> {
    const { objects } = this.deps;
    return objects.hasName(handle) ? objects.pod(handle, signal) : Promise.resolve(null);
  }

  private async erase({ handle, namespace, spec, uid }: BoxRecord, signal: AbortSignal): Promise<void> {
    const { client, objects, options } = this.deps;
    const place = { namespace, name: handle.boxId };
    if (options.storage.kind === 'claim' && spec.files !== 'session') {
      await client.delete({ resource: 'persistentvolumeclaims', ...place }, {}, signal);
    }
    await client.delete({ resource: 'secrets', ...place }, { uid }, signal);
    const known = objects.secrets.get(namespace, handle.boxId);
    if (known !== null && known.metadata.uid === uid) objects.secrets.forget(known);
  }

  /** Asks the agent first, which tells everything in the box to end; the cluster makes sure. */
  private async endPod(
    record: BoxRecord,
    pod: PodObject,
    { graceMs, signal }: Grace,
  ): Promise<Result<void, RuntimeError>> {
    const { links, ready, removal } = this.deps;
    if (stageOf(pod) === 'running') {
      const limit = AbortSignal.timeout(graceMs + ORDER_MS);
      const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
      const asked = await links.shutDown(record, pod, { graceMs, signal: either });
      if (asked.isErr() && isAborted(signal)) return err(aborted('stopping a box'));
    }
    const gone = await removal.remove(pod, { graceMs, signal });
    await ready.drop(record.handle.boxId);
    return gone;
  }
}
