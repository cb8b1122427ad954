import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure, RequestFaults, RequestMatch } from './api/request-faults.js';
import type { ApiServer } from './api/server.js';
import type { Watches } from './api/watch.js';
import type { NodeLifecycle } from './cluster/node-lifecycle.js';
import type { Registry } from './cluster/registry.js';
import type { Kubelet } from './kubelet/kubelet.js';
import { pods } from './store/resources.js';
import type { Upgrades } from './streams/upgrades.js';

/** What can be made to go wrong. */
export interface Faults {
  /** The next matching requests fail. Returns what takes it back. */
  failNext(match: RequestMatch, failure: Failure): () => void;
  /** Matching requests wait so many milliseconds before they are done. Returns what takes it back. */
  slow(match: RequestMatch, ms: number): () => void;
  /** Requests beyond so many a second are answered with 429 and `Retry-After`. Returns what takes it back. */
  throttle(limits: { perSecond: number; burst?: number; retryAfterSeconds?: number }): () => void;
  /** How many requests `throttle` refused. */
  throttled(): number;
  /** Breaks the connections of all watches. */
  dropWatches(): void;
  /** Forgets all changes so far, so that no watch resumes, and breaks the watches: the next is told 410. */
  expireWatches(): void;
  /** Breaks the streams of exec and port-forward that match. Gives how many. */
  cutStreams(which?: { subresource?: 'exec' | 'portforward'; namespace?: string; name?: string }): number;
  /** Breaks every connection to the server. */
  cutAll(): void;
  /** The server is away for so long, and is back on its port with what it knew. */
  restart(downMs?: number): Promise<void>;
  /** The kubelet evicts a pod, as for want of disk. */
  evict(namespace: string, name: string, message?: string): Promise<void>;
  /** No kubelet of that node is heard of any longer: its pods run on unseen. */
  loseNode(name: string): void;
  restoreNode(name: string): void;
  /** The images fail to be pulled, also when the engine has them, until it is taken back by what is returned. */
  withholdImage(image: string): () => void;
}

interface Parts {
  readonly registry: Registry;
  readonly requests: RequestFaults;
  readonly watches: Watches;
  readonly upgrades: Upgrades;
  readonly server: ApiServer;
  readonly kubelet: Kubelet;
  readonly nodes: NodeLifecycle;
}

export function makeFaults({ registry, requests, watches, upgrades, server, kubelet, nodes }: Parts): Faults {
  return {
    failNext: (match, failure) => requests.failNext(match, failure),
    slow: (match, ms) => requests.slow(match, ms),
    throttle: (limits) => requests.throttle(limits),
    throttled: () => requests.throttled,
    dropWatches: () => watches.drop(),
    expireWatches: () => {
      registry.store.compact();
      watches.drop();
    },
    cutStreams: (which) => upgrades.cut(which),
    cutAll: () => server.cutAll(),
    restart: async (downMs = 0) => {
      await server.stop();
      await sleep(downMs);
      await server.start();
    },
    evict: (namespace, name, message = 'The node was low on resource: ephemeral-storage.') =>
      kubelet.evict(registry.get(pods, namespace, name), message),
    loseNode: (name) => {
      kubelet.lose(name);
      nodes.lose(name);
    },
    restoreNode: (name) => {
      nodes.restore(name);
      kubelet.restore(name);
    },
    withholdImage: (image) => kubelet.withhold(image),
  };
}
