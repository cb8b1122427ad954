import { err, errAsync, ok, okAsync, ResultAsync, SingleFlight } from '@carrel/core/kernel';
import {
  boxOfAnotherTenant,
  runtimeUnavailable,
  runtimeUnsupported,
  type RuntimeError,
  type RuntimeHandle,
  type WorkspaceConnection,
  type WorkspaceSpec,
} from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { AgentFailed, runAgentHelper } from './agent-helper.js';
import type { AgentVolume } from './agent-volume.js';
import { guardArguments } from './box-guard.js';
import { NO_NETWORK, places } from './box-places.js';
import type { Box } from './box.js';
import { isGuardable } from './docker-capabilities.js';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import type { Engine, UntilAborted } from './engine.js';
import { ignoring, orNull } from './container-calls.js';
import { HostAddresses } from './host-addresses.js';
import { contains, overlaps } from './ipv4-network.js';
import { defaultBlockedNetworks } from './network-options.js';
import { startContainer } from './start-container.js';
import { networkNameOf, TenantNetworks, toSubnets, type TenantNetwork } from './tenant-networks.js';

/** How often a box is started whose network somebody removes at the same time. */
const START_ATTEMPTS = 3;

/**
 * The networks of boxes. A box with the network `internet` is on the bridge of its tenant, behind a guard in its own network
 * namespace; nobody gets a link to it before the guard of this very start holds.
 */
export class BoxNetworks {
  private readonly tenants: TenantNetworks;
  private readonly addresses = new HostAddresses();
  /** The start, by its time, of which the guard of a box is known to hold. */
  private readonly known = new Map<string, string>();
  private readonly guards = new SingleFlight<string, void>();

  constructor(
    private readonly engine: Engine,
    private readonly options: Pick<ResolvedDockerRuntimeOptions, 'isolationClasses' | 'network'>,
    private readonly agents: AgentVolume,
  ) {
    this.tenants = new TenantNetworks(engine);
  }

  /** The network mode of the box to be made; what it names is there when ok. */
  prepare(spec: WorkspaceSpec, options: UntilAborted): ResultAsync<string, RuntimeError> {
    if (spec.network !== 'internet') return okAsync(NO_NETWORK);
    const isolationClass = spec.isolationClass ?? this.options.isolationClasses[0] ?? '';
    if (!isGuardable(isolationClass)) return errAsync(cannotGuard(isolationClass));
    return this.tenants.ensure(spec, options).map(({ name }) => name);
  }

  /** Starts a box; its network is made anew where somebody removed it. */
  start(box: Box, options: UntilAborted): ResultAsync<void, RuntimeError> {
    return this.attemptStart(box, { ...options, attempts: START_ATTEMPTS }).map(() => {
      // Meanwhile its agent comes up; whoever has a link to that waits for this guard, and tries again where it failed.
      if (box.isNetworked) this.guardAhead(box, options);
    });
  }

  /**
   * The link to the box, for whoever may have it: what the box may not reach is out of its reach when ok. Otherwise it is closed.
   * A box that began again since the link was made has ended it, so the guard is that of the link's life or of none.
   */
  guarded(
    box: Box,
    connection: WorkspaceConnection,
    options: UntilAborted,
  ): ResultAsync<WorkspaceConnection, RuntimeError> {
    if (!box.isNetworked) return okAsync(connection);
    // One that began before the link may be of an earlier life of the box.
    return ResultAsync.fromSafePromise(this.guards.settled(box.info.handle.boxId))
      .andThen(() => this.guard(box, options))
      .map(() => connection)
      .orElse((error) => ResultAsync.fromSafePromise(connection.close()).andThen(() => err(error)));
  }

  /**
   * The running box is on the network of `tenantId`, and on no other, when ok; its guard holds all the while.
   * `runtime/permission-denied` when it is on that of a third one.
   */
  claim(box: Box, tenantId: string, { signal }: UntilAborted): ResultAsync<void, RuntimeError> {
    const { handle } = box.info;
    if (handle.tenantId === tenantId) return okAsync(undefined);
    const owner = { installationId: handle.installationId, tenantId };
    return ResultAsync.combine([this.guard(box, { signal }), this.tenants.ensure(owner, { signal })])
      .andThen(([, network]) => this.guardFor(handle, network, { signal }).map(() => network))
      .andThen((network) => this.engine.call((docker) => moveTo(docker, { handle, network }), { signal }))
      .andThen((moved) => (moved ? ok(undefined) : err(boxOfAnotherTenant(handle.boxId))));
  }

  /** The box is gone. */
  forget(boxId: string): void {
    this.known.delete(boxId);
  }

  private guardAhead(box: Box, options: UntilAborted): void {
    const nothing = () => undefined;
    void this.guards.run(box.info.handle.boxId, () => this.guard(box, options).match(nothing, nothing));
  }

  private guard({ info: { handle } }: Box, { signal }: UntilAborted): ResultAsync<void, RuntimeError> {
    return this.engine
      .call((docker) => docker.getContainer(handle.boxId).inspect(), { signal })
      .andThen((inspected) => {
        const { StartedAt: startedAt } = inspected.State;
        if (this.known.get(handle.boxId) === startedAt) return okAsync(undefined);
        return this.putGuard(inspected, { handle, signal }).map(() => {
          this.known.set(handle.boxId, startedAt);
        });
      });
  }

  /** The guard of the box holds on the network too: by itself where the network is one that no box reaches. */
  private guardFor(
    handle: RuntimeHandle,
    network: TenantNetwork,
    { signal }: UntilAborted,
  ): ResultAsync<void, RuntimeError> {
    const { allow, block } = this.options.network;
    const blocked = [...defaultBlockedNetworks, ...block];
    const isCovered = (subnet: string) =>
      blocked.some((wider) => contains(wider, subnet)) && !allow.some((other) => overlaps(other, subnet));
    if (network.subnets.every(isCovered)) return okAsync(undefined);
    return this.engine
      .call((docker) => docker.getContainer(handle.boxId).inspect(), { signal })
      .andThen((inspected) => this.putGuard(inspected, { handle, signal, also: network.subnets }));
  }

  private attemptStart(
    box: Box,
    { attempts, signal }: UntilAborted & { readonly attempts: number },
  ): ResultAsync<void, RuntimeError> {
    const { handle } = box.info;
    const starting = () => startContainer(box, { engine: this.engine, agents: this.agents, options: { signal } });
    if (!box.isNetworked) return starting();
    return this.tenants.ensure(handle, { signal }).andThen((network) =>
      starting().orElse((error) => {
        if (attempts <= 1 || !isNetworkMissing(error)) return err(error);
        return this.engine
          .call((docker) => joinAnew(docker.getNetwork(network.id), handle.boxId), { signal })
          .orElse((failed) => (isNetworkMissing(failed) ? ok(undefined) : err(failed)))
          .andThen(() => this.attemptStart(box, { attempts: attempts - 1, signal }));
      }),
    );
  }

  private putGuard(
    inspected: Docker.ContainerInspectInfo,
    { handle, signal, also = [] }: UntilAborted & { readonly handle: RuntimeHandle; readonly also?: readonly string[] },
  ): ResultAsync<void, RuntimeError> {
    const { NetworkMode: mode, Runtime: isolationClass = '' } = inspected.HostConfig;
    if (mode !== networkNameOf(handle)) {
      return errAsync(runtimeUnavailable(`The box ${handle.boxId} is on a network that is not its tenant's.`));
    }
    if (!isGuardable(isolationClass)) return errAsync(cannotGuard(isolationClass));
    return this.tenants
      .ensure(handle, { signal })
      .andThen((network) =>
        this.engine.call((docker) => this.guardOnce({ docker, inspected, network, handle, also }), { signal }),
      )
      .mapErr((error) => (error.cause instanceof AgentFailed ? guardFailed(error.cause) : error));
  }

  private async guardOnce({ docker, inspected, network, handle, also }: Guarding): Promise<void> {
    const agent = inspected.Mounts.find(({ Destination }) => Destination === places.agentDirectory);
    const parts = {
      image: inspected.Image,
      agentVolume: agent?.Name ?? '',
      installationId: handle.installationId,
    };
    const hostAddresses = await this.addresses.current(docker, parts);
    const subnets = [...network.subnets, ...(await subnetsOf(docker, inspected)), ...also];
    const args = guardArguments({ options: this.options.network, hostAddresses, subnets });
    const networkMode = `container:${inspected.Id}`;
    await runAgentHelper(docker, parts, { role: 'guard', args, networkMode, capability: 'NET_ADMIN' });
  }
}

interface Guarding {
  readonly docker: Docker;
  readonly inspected: Docker.ContainerInspectInfo;
  readonly network: TenantNetwork;
  readonly handle: RuntimeHandle;
  readonly also: readonly string[];
}

function cannotGuard(isolationClass: string): RuntimeError {
  return runtimeUnsupported(`network internet with the isolation class ${isolationClass}`);
}

/** Where the box is beside the network that it was made on, as one that was claimed. */
async function subnetsOf(docker: Docker, { HostConfig, NetworkSettings }: Docker.ContainerInspectInfo) {
  const others = Object.entries(NetworkSettings.Networks).filter(([name]) => name !== HostConfig.NetworkMode);
  const found = await Promise.all(
    others.map(([, { NetworkID }]) => orNull(404, docker.getNetwork(NetworkID).inspect())),
  );
  return found.flatMap((network) => toSubnets(network ?? {}));
}

/** `false` when the box is on the network of somebody else already. */
async function moveTo(
  docker: Docker,
  { handle, network }: { readonly handle: RuntimeHandle; readonly network: TenantNetwork },
): Promise<boolean> {
  const { NetworkSettings } = await docker.getContainer(handle.boxId).inspect();
  const first = networkNameOf(handle);
  const joined = Object.keys(NetworkSettings.Networks);
  if (joined.some((name) => name !== first && name !== network.name)) return false;
  const move = { Container: handle.boxId };
  if (!joined.includes(network.name)) await ignoring(403, docker.getNetwork(network.id).connect(move));
  if (joined.includes(first)) await ignoring(404, docker.getNetwork(first).disconnect({ ...move, Force: true }));
  return true;
}

/** A container remembers the network it was on, and not only its name. */
async function joinAnew(network: Docker.Network, boxId: string): Promise<void> {
  await network.disconnect({ Container: boxId, Force: true });
  await network.connect({ Container: boxId });
}

/** It was removed, or there are several of its name for a moment. */
function isNetworkMissing({ cause }: RuntimeError): boolean {
  return cause instanceof Error && /network \S+ not found|no such network|is ambiguous/i.test(cause.message);
}

function guardFailed(cause: AgentFailed): RuntimeError {
  return runtimeUnavailable(
    'What a box may reach could not be limited, so it was not let out; the kernel of the container engine needs nftables.',
    cause,
  );
}
