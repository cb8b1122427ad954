import { err, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  boxOfAnotherTenant,
  runtimeNotFound,
  runtimeNotRunning,
  runtimeUnavailable,
  type RuntimeError,
  type RuntimeHandle,
} from '@carrel/core/runtime';
import { isConflict } from './api-failure.js';
import type { SecretObject } from './api-objects.js';
import { annotations } from './box-labels.js';
import type { BoxObjects } from './box-objects.js';
import type { KubeClient, UntilAborted } from './kube-client.js';

/** How often a claim is tried whose box was changed by another process meanwhile. */
const ATTEMPTS = 3;

/**
 * Boxes that were made for nobody and become a tenant's. No box reaches another one, whoever's they are, so whose it is has only to be
 * written down; of several processes that do that, one is first.
 */
export class BoxClaims {
  constructor(
    private readonly client: KubeClient,
    private readonly objects: BoxObjects,
  ) {}

  claim(handle: RuntimeHandle, tenantId: string, options: UntilAborted): ResultAsync<void, RuntimeError> {
    return new ResultAsync(this.claimOnce(handle, tenantId, options));
  }

  private async claimOnce(
    handle: RuntimeHandle,
    tenantId: string,
    options: UntilAborted,
    attempts = ATTEMPTS,
  ): Promise<Result<void, RuntimeError>> {
    const box = await this.objects.find(handle, options);
    if (box.isErr()) return err(box.error);
    const { info, record } = box.value;
    if (info.state !== 'running') return err(runtimeNotRunning(handle.boxId));
    if (record.claimedBy === tenantId) return ok(undefined);
    if (record.claimedBy !== null) return err(boxOfAnotherTenant(handle.boxId));
    const place = { namespace: record.namespace, name: handle.boxId };
    const { resourceVersion } = record;
    const mark = { annotations: { [annotations.claimedBy]: tenantId } };
    const written = await this.client.attempt(
      (signal) =>
        this.client.patch<SecretObject>(
          { resource: 'secrets', ...place },
          { metadata: { resourceVersion, ...mark } },
          signal,
        ),
      options,
    );
    if (written.isErr()) {
      if (!isConflict(written.error.cause)) return err(written.error);
      if (attempts <= 1)
        return err(runtimeUnavailable('The box is changed by others all the time.', written.error.cause));
      const looked = await this.refresh(place, options);
      return looked.isErr() ? err(looked.error) : this.claimOnce(handle, tenantId, options, attempts - 1);
    }
    if (written.value === null) return err(runtimeNotFound(handle.boxId));
    this.objects.secrets.observe(written.value);
    return ok(undefined);
  }

  /** What is known of the record may be older than what was refused. */
  private refresh(
    place: { readonly namespace: string; readonly name: string },
    options: UntilAborted,
  ): ResultAsync<void, RuntimeError> {
    return this.client.attempt(async (signal) => {
      const secret = await this.client.get<SecretObject>({ resource: 'secrets', ...place }, signal);
      if (secret !== null) this.objects.secrets.observe(secret);
    }, options);
  }
}
