import { defaultBlockedNetworks, type ResolvedNetworkOptions } from './network-options.js';

/** What decides what a box may reach. */
export interface GuardParts {
  readonly options: Pick<ResolvedNetworkOptions, 'allow' | 'block'>;
  /** Of the machine that runs the box. */
  readonly hostAddresses: readonly string[];
  /** Where the box itself is, and others of its tenant. */
  readonly subnets: readonly string[];
}

/** The most that the agent takes. */
const MAX_NETWORKS = 256;

/**
 * The call of the agent that guards the network of a box. The narrowest network that holds an address decides, and of equals the
 * one that is allowed.
 *
 * @throws Error when they are too many.
 */
export function guardArguments({ options: { allow, block }, hostAddresses, subnets }: GuardParts): readonly string[] {
  const own = hostAddresses.map((address) => `${address}/32`);
  const blocked = new Set([...defaultBlockedNetworks, ...block, ...own, ...subnets]);
  if (allow.length + blocked.size > MAX_NETWORKS) {
    throw new Error(`The machine of the container engine has too many addresses: ${hostAddresses.length}.`);
  }
  return ['guard', ...allow.flatMap(asOption('--allow')), ...[...blocked].flatMap(asOption('--block'))];
}

function asOption(name: string): (network: string) => readonly string[] {
  return (network) => [name, network];
}
