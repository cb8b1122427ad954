import { setTimeout as pause } from 'node:timers/promises';
import { err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeError, type SessionFiles } from '@carrel/core/runtime';
import type { KubeObject } from './api-objects.js';
import { annotations, labels, MANAGED_BY, SESSION_FILES_ROLE } from './box-labels.js';
import type { BoxObjects } from './box-objects.js';
import { namespaceOf } from './box-record.js';
import type { ResolvedKubernetesOptions } from './k8s-options.js';
import type { KubeClient, UntilAborted } from './kube-client.js';
import { labelValueOf, sessionClaimNameOf } from './names.js';

/** How often it is looked whether a claim is gone that nothing may use any more. */
const POLL_MS = 250;

/** The claims of storage that outlive boxes: one for each session that has any. */
export class SessionClaims {
  constructor(
    private readonly client: KubeClient,
    private readonly objects: BoxObjects,
    private readonly options: Pick<ResolvedKubernetesOptions, 'namespace'>,
  ) {}

  /** Without those that are being taken away, which nothing can hold back. */
  list(installationId: string, options: UntilAborted): ResultAsync<readonly SessionFiles[], RuntimeError> {
    return this.client.attempt(async (signal) => {
      const claims = await this.claims(`${labels.installation}=${labelValueOf(installationId)}`, signal);
      return claims.flatMap((claim) => {
        const session = sessionOf(claim);
        return session?.installationId !== installationId ? [] : [session];
      });
    }, options);
  }

  /** The claim is gone when ok, and its volume as the class of it says; the cluster keeps it for as long as a pod has it. */
  forget(session: SessionFiles, options: UntilAborted): ResultAsync<void, RuntimeError> {
    return new ResultAsync(this.isUsed(session, options)).andThen((isUsed) =>
      isUsed
        ? errAsync(runtimeUnavailable('A box of the session is still there.'))
        : this.client.attempt((signal) => this.remove(session, signal), options),
    );
  }

  /** By the records of boxes, each of which is there before its claim and after its pod. */
  private async isUsed(session: SessionFiles, options: UntilAborted): Promise<Result<boolean, RuntimeError>> {
    const boxes = await this.objects.list(session.installationId, options);
    if (boxes.isErr()) return err(boxes.error);
    return ok(
      boxes.value.some(({ record: { handle, spec } }) => {
        const isOfSession = handle.sessionId === session.sessionId && handle.tenantId === session.tenantId;
        return isOfSession && spec.files === 'session';
      }),
    );
  }

  private async remove(session: SessionFiles, signal: AbortSignal): Promise<void> {
    const name = sessionClaimNameOf(session);
    const namespace = namespaceOf(this.options, session);
    const resource = 'persistentvolumeclaims';
    if (!(await this.client.delete({ resource, namespace, name }, {}, signal))) return;
    const selector = `${labels.session}=${labelValueOf(session.sessionId)}`;
    for (;;) {
      const left = await this.claims(selector, signal, { isOnItsWay: true, namespace });
      if (!left.some(({ metadata }) => metadata.name === name)) return;
      await pause(POLL_MS, undefined, { signal });
    }
  }

  private async claims(
    selector: string,
    signal: AbortSignal,
    {
      isOnItsWay = false,
      namespace = this.everywhere,
    }: { readonly isOnItsWay?: boolean; readonly namespace?: string | null } = {},
  ): Promise<readonly KubeObject[]> {
    const labelSelector = `${labels.managed}=${MANAGED_BY},${labels.role}=${SESSION_FILES_ROLE},${selector}`;
    const { items } = await this.client.list({ resource: 'persistentvolumeclaims', namespace, labelSelector }, signal);
    return isOnItsWay ? items : items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  private get everywhere(): string | null {
    const { namespace } = this.options;
    return namespace.mode === 'one' ? namespace.name : null;
  }
}

function sessionOf({ metadata }: KubeObject): SessionFiles | null {
  const notes = metadata.annotations ?? {};
  const { [annotations.installation]: installationId, [annotations.tenant]: tenantId } = notes;
  const { [annotations.session]: sessionId } = notes;
  if (installationId === undefined || tenantId === undefined || sessionId === undefined) return null;
  return { installationId, tenantId, sessionId };
}
