import { err, errAsync, ok, okAsync, type ResultAsync } from '@carrel/core/kernel';
import {
  boxOfAnotherTenant,
  runtimeNotRunning,
  type RuntimeError,
  type RuntimeHandle,
  type WorkspaceConnection,
} from '@carrel/core/runtime';
import { isSameBox } from './box-labels.js';
import type { BoxNetworks } from './box-networks.js';
import type { Box } from './box.js';
import type { UntilAborted } from './engine.js';

export interface BoxClaimsDeps {
  readonly networks: BoxNetworks;
  /** The box of the handle, as the engine shows it. */
  readonly find: (handle: RuntimeHandle, options: UntilAborted) => ResultAsync<Box, RuntimeError>;
}

/** Boxes that were made for nobody and become a tenant's. */
export class BoxClaims {
  private readonly tenants = new Map<string, string>();
  /** Boxes without a network that run for certain, by the links that show it. */
  private readonly running = new Map<WorkspaceConnection, RuntimeHandle>();

  constructor(private readonly deps: BoxClaimsDeps) {}

  /** The box runs for as long as the link is open, and there is nothing to connect when it is claimed. */
  note(handle: RuntimeHandle, connection: WorkspaceConnection): void {
    this.running.set(connection, handle);
    void connection.closed.then(() => this.running.delete(connection));
  }

  claim(handle: RuntimeHandle, tenantId: string, options: UntilAborted): ResultAsync<void, RuntimeError> {
    const { boxId } = handle;
    const owner = this.tenants.get(boxId);
    if (owner !== undefined && owner !== tenantId) return errAsync(boxOfAnotherTenant(boxId));
    // Before anything else, so that of two who ask at the same time one is refused.
    this.tenants.set(boxId, tenantId);
    return this.give(handle, tenantId, options).mapErr((error) => {
      const isNone = error.type === 'runtime/not-found' || error.type === 'runtime/not-running';
      if (isNone && owner === undefined) this.tenants.delete(boxId);
      return error;
    });
  }

  /** The box is gone. */
  forget(boxId: string): void {
    this.tenants.delete(boxId);
  }

  private give(handle: RuntimeHandle, tenantId: string, options: UntilAborted): ResultAsync<void, RuntimeError> {
    // No call of the engine lies between a session and such a box.
    if ([...this.running.values()].some((known) => known.boxId === handle.boxId && isSameBox(known, handle))) {
      return okAsync(undefined);
    }
    return this.deps
      .find(handle, options)
      .andThen((box) => (box.info.state === 'running' ? ok(box) : err(runtimeNotRunning(handle.boxId))))
      .andThen((box) => (box.isNetworked ? this.deps.networks.claim(box, tenantId, options) : ok(undefined)));
  }
}
