import { connect, createServer, isIP, type AddressInfo, type Socket } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** Stands between a runtime and an API server, so that a test can break what is open between them. */
export interface ApiRelay extends AsyncDisposable {
  /** The kubeconfig that it was opened with, by way of the relay. */
  readonly kubeconfig: string;
  /** Everything that is open now is destroyed when this returns. */
  cut(): void;
}

/** What goes through stays encrypted: the server is known by the name that it had. */
export async function openApiRelay(kubeconfig: string): Promise<ApiRelay> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('The kubeconfig names no cluster.');
  const server = new URL(cluster.server);
  const port = Number(server.port === '' ? '443' : server.port);
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(port, server.hostname);
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => undefined);
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const near = `https://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  // An address is no name, and is what the server is reached by either way.
  const name = cluster.tlsServerName ?? (isIP(server.hostname) === 0 ? server.hostname : undefined);
  const through = { ...cluster, server: near, ...(name === undefined ? {} : { tlsServerName: name }) };
  config.clusters = config.clusters.map((known) => (known === cluster ? through : known));
  return {
    kubeconfig: config.exportConfig(),
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => relay.close(resolve));
    },
  };
}
