import { err, ResultAsync, type Result } from '@carrel/core/kernel';
import { runtimeTimedOut, type RuntimeError } from '@carrel/core/runtime';
import type { PodObject } from './api-objects.js';
import type { BoxObjects, BoxPlace } from './box-objects.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient, UntilAborted } from './kube-client.js';

export interface PodRemovalOptions extends UntilAborted {
  /** How long the processes of the pod may take to end after SIGTERM. */
  readonly graceMs: number;
}

/** How long the API server may take to forget a pod that it was told to forget at once. */
const FORCE_MS = 10_000;

/** Takes pods away, and makes sure that they are gone. */
export class PodRemoval {
  constructor(
    private readonly client: KubeClient,
    private readonly objects: BoxObjects,
    private readonly options: Pick<ResolvedKubernetesOptions, 'forceAfterMs'>,
  ) {}

  /**
   * The pod is gone when ok, also where it was before. Its node has said so, or was silent for longer than `forceAfterMs` beyond the
   * grace; then the pod is taken away without it.
   */
  remove(pod: PodObject, options: PodRemovalOptions): ResultAsync<void, RuntimeError> {
    return new ResultAsync(this.removeOnce(pod, options));
  }

  private async removeOnce(
    pod: PodObject,
    { graceMs, signal }: PodRemovalOptions,
  ): Promise<Result<void, RuntimeError>> {
    // 0 would forget the pod at once, whatever its node does.
    const gracePeriodSeconds = Math.ceil(graceMs / 1_000) + 1;
    const told = await this.delete(pod, { gracePeriodSeconds, signal });
    if (told.isErr()) return err(told.error);
    const timeoutMs = gracePeriodSeconds * 1_000 + this.options.forceAfterMs;
    const gone = await this.gone(pod, { signal, timeoutMs });
    if (gone.isOk() || gone.error.type !== 'runtime/timed-out') return gone;
    const forced = await this.delete(pod, { gracePeriodSeconds: 0, signal });
    if (forced.isErr()) return err(forced.error);
    const late = runtimeTimedOut('The pod of the box could not be taken away: look at its finalizers.');
    return (await this.gone(pod, { signal, timeoutMs: FORCE_MS })).mapErr((error) =>
      error.type === 'runtime/timed-out' ? late : error,
    );
  }

  private delete(
    { metadata }: PodObject,
    { gracePeriodSeconds, signal }: UntilAborted & { readonly gracePeriodSeconds: number },
  ): ResultAsync<boolean, RuntimeError> {
    const name = { resource: 'pods', ...placeOf(metadata) } as const;
    const uid = metadata.uid === undefined ? {} : { uid: metadata.uid };
    return this.client.attempt((until) => this.client.delete(name, { gracePeriodSeconds, ...uid }, until), { signal });
  }

  private gone(
    { metadata }: PodObject,
    options: UntilAborted & { readonly timeoutMs: number },
  ): ResultAsync<void, RuntimeError> {
    const isGone = (found: PodObject | null) =>
      found === null || found.metadata.uid !== metadata.uid ? true : undefined;
    return this.client
      .attempt((signal) => this.objects.until(placeOf(metadata), isGone, signal), options)
      .map(() => undefined);
  }
}

function placeOf({ namespace = '', name }: PodObject['metadata']): BoxPlace {
  return { namespace, name };
}
