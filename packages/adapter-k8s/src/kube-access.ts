import { createHash } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/** Where the cluster is, and who this process is there. */
export type KubeconfigSource =
  /** The files that the environment variable `KUBECONFIG` names, else `~/.kube/config`, else the service account of the own pod. */
  | 'default'
  /** The service account of the pod that this process runs in. */
  | 'in-cluster'
  | { readonly file: string; readonly context?: string }
  /** YAML or JSON. */
  | { readonly text: string; readonly context?: string };

/** How to reach the API server at this moment. */
export interface Access {
  readonly server: URL;
  /** Credentials, certificates and an agent that keeps connections. */
  readonly options: RequestOptions;
}

/** There is no kubeconfig, or it is none, or it names no cluster. */
export class KubeConfigError extends Error {
  override readonly name = 'KubeConfigError';
}

type Agent = HttpAgent | HttpsAgent;

const IDLE_MS = 30_000;
const KEEP_ALIVE_MS = 15_000;
const MAX_SOCKETS = 256;

/** Loads the kubeconfig at the first use; the credentials are asked for at each, since tokens change. */
export class KubeAccess {
  private config: Promise<KubeConfig> | undefined;
  private agent: { readonly key: string; readonly agent: Agent } | undefined;

  constructor(private readonly source: KubeconfigSource) {}

  /** @throws KubeConfigError when there is no cluster to be used. */
  async get(): Promise<Access> {
    const config = await (this.config ??= this.load());
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new KubeConfigError('The kubeconfig names no cluster.');
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (cause) {
      throw new KubeConfigError('The credentials of the kubeconfig cannot be had.', { cause });
    }
    const server = new URL(cluster.server);
    // A proxy has an agent of its own kind.
    if (cluster.proxyUrl !== undefined) return { server, options };
    return { server, options: { ...options, agent: this.agentFor(server, options) } };
  }

  /** Reads the kubeconfig anew at the next use: what is known of it is not taken any more. */
  forget(): void {
    this.config = undefined;
  }

  /** Closes the connections that nobody uses. */
  dispose(): void {
    this.agent?.agent.destroy();
    this.agent = undefined;
  }

  private async load(): Promise<KubeConfig> {
    const { KubeConfig: Config } = await import('@kubernetes/client-node');
    const config = new Config();
    try {
      this.read(config);
    } catch (cause) {
      this.config = undefined;
      throw new KubeConfigError('The kubeconfig cannot be read.', { cause });
    }
    return config;
  }

  private read(config: KubeConfig): void {
    const { source } = this;
    if (source === 'default') return config.loadFromDefault();
    if (source === 'in-cluster') return config.loadFromCluster();
    if ('file' in source) config.loadFromFile(source.file);
    else config.loadFromString(source.text);
    if (source.context === undefined) return;
    if (config.getContextObject(source.context) === null) {
      throw new Error(`The kubeconfig has no context ${source.context}.`);
    }
    config.setCurrentContext(source.context);
  }

  /** One for all calls, until the certificates change. */
  private agentFor(server: URL, { ca, cert, key, servername, rejectUnauthorized }: RequestOptions): Agent {
    const parts = [server.protocol, ca, cert, key, servername, rejectUnauthorized];
    const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    if (this.agent?.key === digest) return this.agent.agent;
    const common = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxFreeSockets: 8, maxSockets: MAX_SOCKETS };
    const agent =
      server.protocol === 'http:'
        ? new HttpAgent({ ...common, timeout: IDLE_MS })
        : new HttpsAgent({
            ...common,
            ...(ca === undefined ? {} : { ca }),
            ...(cert === undefined ? {} : { cert }),
            ...(key === undefined ? {} : { key }),
            ...(servername === undefined ? {} : { servername }),
            ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
          });
    this.agent = { key: digest, agent };
    return agent;
  }
}
