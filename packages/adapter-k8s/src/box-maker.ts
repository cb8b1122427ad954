import { errAsync, okAsync, type ResultAsync } from '@carrel/core/kernel';
import { runtimeFailed, type RuntimeError, type RuntimeHandle, type WorkspaceSpec } from '@carrel/core/runtime';
import { isNamespaceMissing } from './api-failure.js';
import type { SecretObject } from './api-objects.js';
import { handleOf } from './box-labels.js';
import type { BoxObjects } from './box-objects.js';
import { readRecord, recordObject, type BoxRecord } from './box-record.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient, UntilAborted } from './kube-client.js';
import { claimObject } from './storage-claim.js';
import type { TenantNamespaces } from './tenant-namespaces.js';

export interface BoxMakerDeps {
  readonly client: KubeClient;
  readonly objects: BoxObjects;
  readonly namespaces: TenantNamespaces;
  readonly options: ResolvedKubernetesOptions;
}

/** Makes the records of boxes, and their claims of storage. */
export class BoxMaker {
  constructor(private readonly deps: BoxMakerDeps) {}

  /** The one box of the spec is there. */
  make(spec: WorkspaceSpec, options: UntilAborted): ResultAsync<RuntimeHandle, RuntimeError> {
    return this.makeIn(spec, options).orElse((error) => {
      if (!isNamespaceMissing(error.cause)) return errAsync(error);
      // Somebody took the namespace of the tenant away since its last box was made.
      this.deps.namespaces.forget(spec);
      return this.makeIn(spec, options);
    });
  }

  private makeIn(spec: WorkspaceSpec, options: UntilAborted): ResultAsync<RuntimeHandle, RuntimeError> {
    const { client, namespaces } = this.deps;
    return namespaces
      .ensure(spec, options)
      .andThen(() => client.attempt((signal) => this.record(spec, signal), options))
      .andThen((record) =>
        record === null
          ? errAsync(runtimeFailed('There is a Secret of the name of the box that is none of ours.'))
          : okAsync(record),
      )
      .andThen((record) => client.attempt((signal) => this.claim(record, signal), options).map(() => record.handle));
  }

  private async record(spec: WorkspaceSpec, signal: AbortSignal): Promise<BoxRecord | null> {
    const { client, objects, options } = this.deps;
    const wanted = recordObject(spec, options);
    const { name, namespace = null } = wanted.metadata;
    const made = await client.create<SecretObject>('secrets', wanted, signal);
    const secret = made ?? (await client.get<SecretObject>({ resource: 'secrets', namespace, name }, signal));
    if (secret === null) return null;
    objects.secrets.observe(secret);
    return handleOf(secret)?.intentToken === spec.intentToken ? readRecord(secret) : null;
  }

  /** The volume of the box is asked for; it comes when the box is started, or before. */
  private async claim({ spec, uid }: BoxRecord, signal: AbortSignal): Promise<void> {
    const { client, options } = this.deps;
    const wanted = claimObject({ spec, options, recordUid: uid });
    if (wanted !== null) await client.create('persistentvolumeclaims', wanted, signal);
  }
}
