import { okAsync, type ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import type { SecretObject } from './api-objects.js';
import type { BoxObjects } from './box-objects.js';
import { desiredMark, type BoxRecord, type DesiredState } from './box-record.js';
import type { KubeClient, UntilAborted } from './kube-client.js';

/** Writes down what was asked of a box last, so that any process can tell a box that was stopped from one that died. */
export class BoxDesires {
  constructor(
    private readonly client: KubeClient,
    private readonly objects: BoxObjects,
  ) {}

  /** Whether the box is still there. */
  set(
    { desired, handle, namespace }: BoxRecord,
    wanted: DesiredState,
    options: UntilAborted,
  ): ResultAsync<boolean, RuntimeError> {
    if (desired === wanted) return okAsync(true);
    const name = { resource: 'secrets', namespace, name: handle.boxId } as const;
    const patch = { metadata: { annotations: desiredMark(wanted) } };
    return this.client.attempt(async (signal) => {
      const secret = await this.client.patch<SecretObject>(name, patch, signal);
      if (secret !== null) this.objects.secrets.observe(secret);
      return secret !== null;
    }, options);
  }
}
