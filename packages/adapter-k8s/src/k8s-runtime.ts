import { statsByAgent } from '@carrel/agent';
import { aborted, err, errAsync, isAborted, ok, okAsync, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  runtimeNotRunning,
  runtimeUnavailable,
  runtimeUnsupported,
  type BoxInfo,
  type BoxSnapshot,
  type BoxStats,
  type CallOptions,
  type RuntimeCapabilities,
  type RuntimeError,
  type RuntimeEvent,
  type RuntimeHandle,
  type SessionFiles,
  type TokenSnapshot,
  type WorkspaceConnection,
  type WorkspaceRuntime,
  type WorkspaceSpec,
} from '@carrel/core/runtime';
import { BoxClaims } from './box-claims.js';
import { BoxDesires } from './box-desires.js';
import { BoxEnder } from './box-ender.js';
import { podDeaths } from './box-events.js';
import { BoxLinks } from './box-links.js';
import { BoxMaker } from './box-maker.js';
import { BoxObjects, type Box, type LookUp } from './box-objects.js';
import { BoxStarter } from './box-starter.js';
import { checkOffered, kubernetesCapabilities } from './k8s-capabilities.js';
import type { KubernetesRuntimeOptions, ResolvedKubernetesOptions } from './k8s-options.js';
import { KubeAccess } from './kube-access.js';
import { KubeClient } from './kube-client.js';
import { PodRemoval } from './pod-removal.js';
import { limitsOf } from './pod-template.js';
import { ReadyLinks } from './ready-links.js';
import { SessionClaims } from './session-claims.js';
import { resolveKubernetesOptions } from './resolve-options.js';
import { sweepCluster } from './sweep.js';
import { TenantNamespaces } from './tenant-namespaces.js';
import { toRuntimeError } from './to-runtime-error.js';

/**
 * Workspaces as pods of a Kubernetes cluster, hardened as far as a pod can be: no privilege, no capability, a root file system that
 * cannot be written, no token of the cluster, the limits of the spec, and NetworkPolicies that let nothing through but what the spec
 * asks for.
 *
 * Nodes fetch the images of boxes: an image that they cannot have is found by `start`, which is `runtime/unavailable` then.
 *
 * @throws Error for options that are none; see `KubernetesRuntimeOptions`.
 *
 * @example
 * const carrel = await createCarrel({ store, runtime: kubernetesRuntime({ kubeconfig: 'in-cluster' }) });
 */
export function kubernetesRuntime(options: KubernetesRuntimeOptions = {}): WorkspaceRuntime {
  return new KubernetesRuntime(resolveKubernetesOptions(options));
}

/** How old a thing without a box is before it counts as left behind, where `sweep` names no age. */
const SWEEP_AGE_MS = 60_000;

class KubernetesRuntime implements WorkspaceRuntime {
  readonly name = 'kubernetes';
  readonly capabilities: RuntimeCapabilities;
  private readonly access: KubeAccess;
  private readonly client: KubeClient;
  private readonly objects: BoxObjects;
  private readonly namespaces: TenantNamespaces;
  private readonly links: BoxLinks;
  private readonly ready = new ReadyLinks();
  private readonly maker: BoxMaker;
  private readonly starter: BoxStarter;
  private readonly ender: BoxEnder;
  private readonly claims: BoxClaims;
  private readonly sessionClaims: SessionClaims;
  private readonly disposed = new AbortController();

  constructor(private readonly options: ResolvedKubernetesOptions) {
    this.capabilities = kubernetesCapabilities(options);
    this.access = new KubeAccess(options.kubeconfig);
    this.client = new KubeClient(this.access, options);
    this.objects = new BoxObjects(this.client, options);
    this.namespaces = new TenantNamespaces(this.client, options);
    this.links = new BoxLinks(this.client, this.objects);
    this.claims = new BoxClaims(this.client, this.objects);
    this.sessionClaims = new SessionClaims(this.client, this.objects, options);
    const { client, links, namespaces, objects, ready } = this;
    const desires = new BoxDesires(client, objects);
    const removal = new PodRemoval(client, objects, options);
    this.maker = new BoxMaker({ client, namespaces, objects, options });
    this.starter = new BoxStarter({ client, desires, links, objects, options, ready, removal });
    this.ender = new BoxEnder({ client, desires, links, objects, options, ready, removal });
  }

  /** Also begins to follow what happens to boxes. */
  open(): ResultAsync<void, RuntimeError> {
    return this.namespaces.check().andThen(() =>
      this.client
        .attempt(async (signal) => {
          const fresh = [await this.objects.secrets.ready(signal), await this.objects.pods.ready(signal)];
          signal.throwIfAborted();
          return fresh.includes(false) ? (this.objects.secrets.failure ?? this.objects.pods.failure) : undefined;
        })
        .andThen((failure) => (failure === undefined ? ok(undefined) : err(toRuntimeError(failure)))),
    );
  }

  prepareImage(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('images'));
  }

  create(spec: WorkspaceSpec, { signal }: CallOptions = {}): ResultAsync<RuntimeHandle, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('creating a box'));
    const offered = checkOffered(spec, this.capabilities);
    if (offered.isErr()) return errAsync(offered.error);
    return this.maker.make(spec, { signal });
  }

  start(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    return new ResultAsync(this.starter.start(handle, signal));
  }

  stop(
    handle: RuntimeHandle,
    { graceMs = this.options.stopGraceMs, signal }: CallOptions & { readonly graceMs?: number } = {},
  ): ResultAsync<void, RuntimeError> {
    return this.find(handle, { signal }).andThen((box) => new ResultAsync(this.ender.stop(box, { graceMs, signal })));
  }

  remove(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (isAborted(signal)) return errAsync(aborted('removing a box'));
    return new ResultAsync(this.ender.remove(handle, { signal }));
  }

  /** By the API server itself: whoever looks at one box wants to know what is true now. */
  inspect(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<BoxInfo, RuntimeError> {
    return this.find(handle, { ...options, isExact: true }).map(({ info }) => info);
  }

  list(
    { installationId }: { readonly installationId: string },
    options: CallOptions = {},
  ): ResultAsync<readonly BoxInfo[], RuntimeError> {
    if (isAborted(options.signal)) return errAsync(aborted('listing boxes'));
    return new ResultAsync(this.objects.list(installationId, options)).map((boxes) => boxes.map(({ info }) => info));
  }

  sweep(
    { installationId, olderThanMs = SWEEP_AGE_MS }: { readonly installationId: string; readonly olderThanMs?: number },
    options: CallOptions = {},
  ): ResultAsync<void, RuntimeError> {
    const bounds = { installationId, olderThanMs };
    return this.client.attempt((signal) => sweepCluster(this.client, this.options, { bounds, signal }), options);
  }

  connect(handle: RuntimeHandle, { signal }: CallOptions = {}): ResultAsync<WorkspaceConnection, RuntimeError> {
    return this.find(handle, { signal }).andThen(({ info, pod, record }) => {
      if (info.state !== 'running' || pod === null) return errAsync(runtimeNotRunning(handle.boxId));
      const ready = this.ready.take(handle);
      if (ready !== null) return okAsync(ready);
      return this.links
        .connect(record, pod, { signal })
        .orElse((error) => new ResultAsync(this.explainSilence(handle, error)));
    });
  }

  claim(handle: RuntimeHandle, tenantId: string, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (!this.capabilities.claim) return errAsync(runtimeUnsupported('claim'));
    if (isAborted(signal)) return errAsync(aborted('claiming a box'));
    return this.claims.claim(handle, tenantId, { signal });
  }

  /** By the agent of the box: what a cluster measures of pods are rates, and no processes. */
  stats(handle: RuntimeHandle, options: CallOptions = {}): ResultAsync<BoxStats, RuntimeError> {
    return this.find(handle, options).andThen(({ record }) =>
      this.connect(handle, options)
        .andThen((connection) => statsByAgent(connection, handle.boxId, options))
        .map((stats) => ({ ...stats, memoryLimitBytes: limitsOf(record.spec, this.options).memoryBytes })),
    );
  }

  async *events(until: AbortSignal): AsyncGenerator<RuntimeEvent, void, void> {
    yield* podDeaths(this.objects.pods, AbortSignal.any([until, this.disposed.signal]));
  }

  pause(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('pause'));
  }

  resume(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('pause'));
  }

  snapshot(): ResultAsync<BoxSnapshot, RuntimeError> {
    return errAsync(runtimeUnsupported('snapshot'));
  }

  listSnapshots(): ResultAsync<readonly TokenSnapshot[], RuntimeError> {
    return errAsync(runtimeUnsupported('snapshot'));
  }

  removeSnapshot(): ResultAsync<void, RuntimeError> {
    return errAsync(runtimeUnsupported('snapshot'));
  }

  listSessionFiles(
    { installationId }: { readonly installationId: string },
    { signal }: CallOptions = {},
  ): ResultAsync<readonly SessionFiles[], RuntimeError> {
    if (!this.capabilities.sessionFiles) return errAsync(runtimeUnsupported('sessionFiles'));
    if (isAborted(signal)) return errAsync(aborted('listing the files of sessions'));
    return this.sessionClaims.list(installationId, { signal });
  }

  forgetSessionFiles(session: SessionFiles, { signal }: CallOptions = {}): ResultAsync<void, RuntimeError> {
    if (!this.capabilities.sessionFiles) return errAsync(runtimeUnsupported('sessionFiles'));
    if (isAborted(signal)) return errAsync(aborted('forgetting the files of a session'));
    return this.sessionClaims.forget(session, { signal });
  }

  async dispose(): Promise<void> {
    this.disposed.abort();
    this.ready.clear();
    await this.links.close();
    await this.objects.stop();
    this.access.dispose();
  }

  private find(handle: RuntimeHandle, options: LookUp): ResultAsync<Box, RuntimeError> {
    if (isAborted(options.signal)) return errAsync(aborted('a call to the runtime'));
    return new ResultAsync(this.objects.find(handle, options));
  }

  /** A stream that could not be opened is no proof that the box does not run: the API server knows. */
  private async explainSilence(handle: RuntimeHandle, error: RuntimeError): Promise<Result<never, RuntimeError>> {
    if (error.type === 'request/aborted' || error.type === 'runtime/permission-denied') return err(error);
    const box = await this.objects.find(handle, { isExact: true });
    if (box.isErr()) return err(box.error);
    if (box.value.info.state !== 'running') return err(runtimeNotRunning(handle.boxId));
    return err(runtimeUnavailable('The agent of the box cannot be reached.', error));
  }
}
