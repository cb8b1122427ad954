import { createHash } from 'node:crypto';
import { err, ok, type Result, type ResultAsync } from '@carrel/core/kernel';
import { runtimeExhausted, runtimeFailed, type RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { INSTALLATION_LABEL, TENANT_LABEL } from './box-labels.js';
import { ignoring } from './container-calls.js';
import type { Engine, UntilAborted } from './engine.js';
import { removeUnlessUsed, removeUnusedNetworks } from './unused-networks.js';

/** Whose network it is. */
export interface NetworkOwner {
  readonly installationId: string;
  readonly tenantId: string;
}

/** A network of a tenant on the engine. */
export interface TenantNetwork {
  readonly id: string;
  readonly name: string;
  /** IPv4 networks; where the boxes of the tenant are. */
  readonly subnets: readonly string[];
}

/** How often it is looked whether there is exactly one. */
const ATTEMPTS = 10;
/** Containers on it do not reach each other. */
const NO_NEIGHBOURS = { 'com.docker.network.bridge.enable_icc': 'false' };

/** The same tenant always has the same network. */
export function networkNameOf({ installationId, tenantId }: NetworkOwner): string {
  const digest = createHash('sha256').update(`${installationId}\0${tenantId}`).digest('hex');
  return `carrel-net-${digest.slice(0, 32)}`;
}

/** The networks of tenants: one bridge each, made when a box needs it. */
export class TenantNetworks {
  constructor(private readonly engine: Engine) {}

  /**
   * The network is there when ok, made by this call or another one. `runtime/exhausted` when the engine has no addresses left for
   * it, also after the networks that no box is on were removed.
   */
  ensure(owner: NetworkOwner, { signal }: UntilAborted = {}): ResultAsync<TenantNetwork, RuntimeError> {
    const attempt = () => this.engine.call((docker) => ensureOnce(docker, owner), { signal });
    return attempt()
      .orElse((error) => {
        if (!lacksAddresses(error)) return err(error);
        return this.engine
          .call((docker) => removeUnusedNetworks(docker, owner.installationId, { olderThanMs: 0 }), { signal })
          .andThen(attempt)
          .mapErr((again) => (lacksAddresses(again) ? noAddressesLeft(again) : again));
      })
      .andThen((network) => toTenantNetwork(network, owner));
  }
}

/** Engines up to 24 let several callers make networks of one name at the same time; all but one are taken away again. */
async function ensureOnce(docker: Docker, owner: NetworkOwner): Promise<Docker.NetworkInspectInfo> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const [first, ...others] = await namesakes(docker, owner);
    if (first === undefined) await ignoring(409, docker.createNetwork(wanted(owner)));
    else if (others.length === 0) return first;
    else await keepOne(docker, [first, ...others]);
  }
  throw new Error(`The network ${networkNameOf(owner)} is made and removed again and again.`);
}

/** The networks of this name, the oldest first; everyone who looks sees them in the same order. */
async function namesakes(docker: Docker, owner: NetworkOwner): Promise<readonly Docker.NetworkInspectInfo[]> {
  const name = networkNameOf(owner);
  const found = await docker.listNetworks({ filters: { name: [name] } });
  const age = ({ Created, Id }: Docker.NetworkInspectInfo) => `${new Date(Created).toISOString()} ${Id}`;
  return found.filter(({ Name }) => Name === name).sort((one, other) => (age(one) < age(other) ? -1 : 1));
}

/** The oldest stays, but for one that boxes are on. */
async function keepOne(docker: Docker, networks: readonly Docker.NetworkInspectInfo[]): Promise<void> {
  for (const { Id } of networks.slice(1)) {
    const removed = await removeUnlessUsed(docker.getNetwork(Id));
    if (!removed) {
      await removeUnlessUsed(docker.getNetwork(networks[0]?.Id ?? ''));
      return;
    }
  }
}

function wanted(owner: NetworkOwner): Docker.NetworkCreateOptions {
  return {
    Name: networkNameOf(owner),
    CheckDuplicate: true,
    Driver: 'bridge',
    EnableIPv6: false,
    Internal: false,
    Attachable: false,
    Options: NO_NEIGHBOURS,
    Labels: { [INSTALLATION_LABEL]: owner.installationId, [TENANT_LABEL]: owner.tenantId },
  };
}

/** A network of that name that somebody made otherwise would let boxes reach each other. */
function toTenantNetwork(
  { Id: id, Name: name, Driver, EnableIPv6, Labels, Options, IPAM }: Docker.NetworkInspectInfo,
  owner: NetworkOwner,
): Result<TenantNetwork, RuntimeError> {
  const ours = Labels?.[INSTALLATION_LABEL] === owner.installationId && Labels[TENANT_LABEL] === owner.tenantId;
  const apart = Object.entries(NO_NEIGHBOURS).every(([option, value]) => Options?.[option] === value);
  const subnets = toSubnets({ IPAM });
  if (!ours || !apart || EnableIPv6 || Driver !== 'bridge' || subnets.length === 0) {
    return err(runtimeFailed(`The network ${name} of the container engine is not as boxes need it; remove it.`));
  }
  return ok({ id, name, subnets });
}

export function toSubnets({ IPAM }: Pick<Partial<Docker.NetworkInspectInfo>, 'IPAM'>): readonly string[] {
  return (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet]));
}

function lacksAddresses({ cause }: RuntimeError): boolean {
  const text = cause instanceof Error ? cause.message : '';
  return /address pool/i.test(text);
}

function noAddressesLeft(cause: RuntimeError): RuntimeError {
  return runtimeExhausted(
    'The container engine has no addresses left for the network of another tenant; give it more with default-address-pools.',
    cause,
  );
}
