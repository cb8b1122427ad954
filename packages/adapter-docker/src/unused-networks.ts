import type Docker from 'dockerode';
import { INSTALLATION_LABEL } from './box-labels.js';
import { statusOf } from './to-runtime-error.js';

/** Removes the networks of an installation that none of its boxes is on, running or not. */
export async function removeUnusedNetworks(
  docker: Docker,
  installationId: string,
  { olderThanMs }: { readonly olderThanMs: number },
): Promise<void> {
  const filters = { label: [`${INSTALLATION_LABEL}=${installationId}`] };
  const networks = await docker.listNetworks({ filters });
  if (networks.length === 0) return;
  const containers = await docker.listContainers({ all: true, filters });
  // One that was claimed has left the network that it was made on.
  const used = new Set(
    containers.flatMap(({ HostConfig, NetworkSettings }) => [
      HostConfig.NetworkMode,
      ...Object.keys(NetworkSettings.Networks),
    ]),
  );
  const before = Date.now() - olderThanMs;
  for (const { Id, Name, Created } of networks) {
    if (!used.has(Name) && Date.parse(Created) <= before) await removeUnlessUsed(docker.getNetwork(Id));
  }
}

/** `false` while a container runs on it. Somebody else may remove it at the same time, which is as good. */
export async function removeUnlessUsed(network: Docker.Network): Promise<boolean> {
  try {
    await network.remove();
    return true;
  } catch (cause) {
    const status = statusOf(cause);
    if (status !== 404 && status !== 403 && status !== 409) throw cause;
    return status === 404;
  }
}
