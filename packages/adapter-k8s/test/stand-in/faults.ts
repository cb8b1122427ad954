import { setTimeout as sleep } from 'node:timers/promises';
import type { Rbac, Right } from './access/rbac.js';
import type { Tokens } from './access/users.js';
import type { Failure, RequestFaults, RequestMatch } from './api/request-faults.js';
import type { ResourceRequest } from './api/request-info.js';
import type { ApiServer } from './api/server.js';
import type { Watches } from './api/watch.js';
import type { Denial, Webhooks } from './api/webhooks.js';
import type { Controllers } from './cluster/controllers.js';
import type { NodeLifecycle } from './cluster/node-lifecycle.js';
import type { Registry } from './cluster/registry.js';
import type { Scheduler } from './cluster/scheduler.js';
import type { Kubelet } from './kubelet/kubelet.js';
import type { KubeObject } from './store/objects.js';
import { namespaces, pods, quotas } from './store/resources.js';
import type { StreamMatch, Upgrades } from './streams/upgrades.js';

/** What takes a fault back; where it is over, nothing. */
export type TakeBack = () => void;

/** What can go wrong between a client and the API server. */
interface RequestSwitches {
  /** The next matching requests fail. */
  failNext(match: RequestMatch, failure: Failure): TakeBack;
  /** Matching requests wait so many milliseconds before they are done. */
  slow(match: RequestMatch, ms: number): TakeBack;
  /** Requests beyond so many a second are answered with 429 and `Retry-After`. */
  throttle(limits: { perSecond: number; burst?: number; retryAfterSeconds?: number }): TakeBack;
  /** How many requests `throttle` refused. */
  throttled(): number;
  /** Somebody else changes the object just before each of the next matching writes, 1 by default: a stale one is told 409. */
  interfere(match: RequestMatch, times?: number): TakeBack;
  /** Breaks the connections of all watches. */
  dropWatches(): void;
  /** Forgets all changes so far, so that no watch resumes, and breaks the watches: the next is told 410. */
  expireWatches(): void;
  /** The watches that are open say nothing any longer, and do not end. New ones are well. */
  silenceWatches(): void;
  /** Breaks the streams of exec and port-forward that match. Gives how many. */
  cutStreams(which?: StreamMatch): number;
  /** Breaks the next such stream once so many bytes were sent to the client, be it within a message. */
  cutStreamAfter(bytes: number, which?: StreamMatch): TakeBack;
  /** Breaks every connection to the server. */
  cutAll(): void;
  /** The server is away for so long, and is back on its port with what it knew. */
  restart(downMs?: number): Promise<void>;
}

/** What the owner of the cluster can refuse. */
interface RefusalSwitches {
  /** Nobody may do that any longer, whatever roles say. */
  withholdRight(right: Right): TakeBack;
  /** The tokens of that user are known no longer. */
  revokeTokens(user: string): void;
  /** A quota in the namespace, as `spec.hard` has it: what is beyond is refused. */
  setQuota(namespace: string, hard: Readonly<Record<string, string>>): TakeBack;
  /** An admission webhook denies matching writes. */
  denyWrites(match: RequestMatch, denial: Denial): TakeBack;
  /** An admission webhook for matching writes does not answer, and nothing is let past it. */
  breakWebhook(match: RequestMatch, name: string): TakeBack;
  /** The namespace is to go, and does not until it is taken back: nothing new can be made there. */
  terminateNamespace(name: string): TakeBack;
  /** New namespaces wait for the service account that pods need. */
  holdServiceAccounts(): TakeBack;
}

/** What can go wrong with pods and nodes. */
interface NodeSwitches {
  /** No node has room for one more pod. */
  fillNodes(): TakeBack;
  /** Claims get no volume, and pods that use them no node. */
  withholdVolumes(): TakeBack;
  /** The kubelet evicts a pod, as for want of disk. */
  evict(namespace: string, name: string, message?: string): Promise<void>;
  /** A container is killed for want of memory: its first one, unless another is named. */
  killForMemory(namespace: string, name: string, container?: string): Promise<void>;
  /** A container is killed from outside: its first one, unless another is named. */
  killContainer(namespace: string, name: string, container?: string): Promise<void>;
  /** No kubelet of that node is heard of any longer: its pods run on unseen. */
  loseNode(name: string): void;
  restoreNode(name: string): void;
  /** The image fails to be pulled, also when the engine has it. */
  withholdImage(image: string): TakeBack;
}

/** What can be made to go wrong. */
export interface Faults extends RequestSwitches, RefusalSwitches, NodeSwitches {}

interface Parts {
  readonly registry: Registry;
  readonly requests: RequestFaults;
  readonly watches: Watches;
  readonly upgrades: Upgrades;
  readonly server: ApiServer;
  readonly kubelet: Kubelet;
  readonly nodes: NodeLifecycle;
  readonly webhooks: Webhooks;
  readonly rbac: Rbac;
  readonly tokens: Tokens;
  readonly scheduler: Scheduler;
  readonly controllers: Controllers;
}

export function makeFaults(parts: Parts): Faults {
  return { ...requestSwitches(parts), ...refusalSwitches(parts), ...nodeSwitches(parts) };
}

function requestSwitches({ registry, requests, watches, upgrades, server }: Parts): RequestSwitches {
  return {
    failNext: (match, failure) => requests.failNext(match, failure),
    slow: (match, ms) => requests.slow(match, ms),
    throttle: (limits) => requests.throttle(limits),
    throttled: () => requests.throttled,
    interfere: (match, times = 1) => requests.interfere(match, (info) => touch(registry, info), times),
    dropWatches: () => watches.drop(),
    expireWatches: () => {
      registry.store.compact();
      watches.drop();
    },
    silenceWatches: () => watches.silence(),
    cutStreams: (which) => upgrades.cut(which),
    cutStreamAfter: (bytes, which) => upgrades.cutAfter(bytes, which),
    cutAll: () => server.cutAll(),
    restart: async (downMs = 0) => {
      await server.stop();
      await sleep(downMs);
      await server.start();
    },
  };
}

/** A change by somebody else that means nothing. */
function touch({ store }: Registry, { resource, namespace, name = '' }: ResourceRequest): void {
  const object = resource === undefined ? undefined : store.get(resource, namespace, name);
  if (resource !== undefined && object !== undefined) store.put(resource, object);
}

const QUOTA = 'stand-in';
const HELD = 'stand-in.test/held';

function refusalSwitches({ registry, rbac, tokens, webhooks, controllers }: Parts): RefusalSwitches {
  return {
    withholdRight: (right) => rbac.withhold(right),
    revokeTokens: (user) => tokens.revoke(user),
    setQuota: (namespace, hard) => {
      const metadata = { name: QUOTA, namespace } as KubeObject['metadata'];
      registry.create(quotas, namespace, { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } });
      return () => {
        if (registry.store.get(quotas, namespace, QUOTA) !== undefined)
          registry.delete(quotas, { namespace, name: QUOTA }, {});
      };
    },
    denyWrites: (match, denial) => webhooks.deny(match, denial),
    breakWebhook: (match, name) => webhooks.fail(match, name),
    terminateNamespace: (name) => {
      const { metadata } = registry.get(namespaces, undefined, name);
      const hold = (finalizers: string[]) =>
        registry.amend(namespaces, metadata, (object) => ({
          ...object,
          metadata: { ...object.metadata, finalizers },
        }));
      hold([HELD]);
      registry.delete(namespaces, { name }, {});
      return () => void hold([]);
    },
    holdServiceAccounts: () => controllers.holdAccounts(),
  };
}

function nodeSwitches({ registry, kubelet, nodes, scheduler, controllers }: Parts): NodeSwitches {
  const pod = (namespace: string, name: string) => registry.get(pods, namespace, name);
  return {
    fillNodes: () => scheduler.fill(),
    withholdVolumes: () => controllers.holdVolumes(),
    evict: (namespace, name, message = 'The node was low on resource: ephemeral-storage.') =>
      kubelet.evict(pod(namespace, name), message),
    killForMemory: (namespace, name, container) =>
      kubelet.kill(pod(namespace, name), { container, isOutOfMemory: true }),
    killContainer: (namespace, name, container) =>
      kubelet.kill(pod(namespace, name), { container, isOutOfMemory: false }),
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
