import { randomBytes } from 'node:crypto';
import { addBootstrapRoles } from './access/bootstrap.js';
import { Rbac } from './access/rbac.js';
import { Tokens, type User } from './access/users.js';
import type { ResourceCall } from './api/call.js';
import { Calls, type CallRecord } from './api/calls.js';
import { handle } from './api/handlers.js';
import { RequestFaults } from './api/request-faults.js';
import { ApiServer } from './api/server.js';
import { Watches } from './api/watch.js';
import { Webhooks } from './api/webhooks.js';
import { certificates } from './certificates.js';
import { addServiceAccount, Controllers } from './cluster/controllers.js';
import { addNode, NodeLifecycle, type NodeOptions } from './cluster/node-lifecycle.js';
import { Registry } from './cluster/registry.js';
import { Scheduler } from './cluster/scheduler.js';
import { makeFaults, type Faults } from './faults.js';
import { kubeconfigOf } from './kubeconfig.js';
import { Kubelet } from './kubelet/kubelet.js';
import type { KubeObject } from './store/objects.js';
import { namespaces } from './store/resources.js';
import { Store } from './store/store.js';
import { sendLogs } from './streams/logs.js';
import { Upgrades, type ExecProtocol } from './streams/upgrades.js';

export interface StandInOptions {
  /** Namespaces that are there from the start, beside `default` and `kube-system`. */
  readonly namespaces?: readonly string[];
  /** Default: one, called `node-1`. */
  readonly nodes?: readonly NodeOptions[];
  /** What exec speaks, best first. Default: the fifth and the fourth version. */
  readonly execProtocols?: readonly ExecProtocol[];
  /** Exec and port-forward ask for `create` beside `get`, as servers from 1.35 on do. Default: true. */
  readonly streamsNeedCreate?: boolean;
  /** How many changes a watch can resume from. Default: 10 000. */
  readonly historyLimit?: number;
  /** Milliseconds from bookmark to bookmark. Default: 1000. */
  readonly bookmarkMs?: number;
  /** Runs pods as containers of the local Docker Engine. Default: true. Without, a pod stays where the scheduler put it. */
  readonly kubelet?: boolean;
  /** What is done about fields that a kind does not have, where a request does not say. Default: `Warn`, as on a server. */
  readonly fieldValidation?: 'Strict' | 'Warn';
  /** NetworkPolicies hold for pods. Default: true. */
  readonly enforcesNetworks?: boolean;
  /** Handlers of RuntimeClasses, with the runtime of the engine that each is. Default: `runsc` as itself. */
  readonly runtimeHandlers?: Readonly<Record<string, string>>;
}

/** A cluster of its own on loopback. */
export interface StandIn extends AsyncDisposable {
  /** Of a user who may do all, as YAML. */
  readonly kubeconfig: string;
  readonly url: string;
  readonly faults: Faults;
  /** A kubeconfig of a user who may do what the bindings in the cluster say of the name and the groups. */
  kubeconfigFor(user: string, groups?: readonly string[]): string;
  /** What was asked of the API so far. */
  calls(): readonly CallRecord[];
  clearCalls(): void;
  /** How many watches and streams of pods are open. */
  open(): { readonly watches: number; readonly streams: number };
  /** Ends all, the containers and their files among it. */
  stop(): Promise<void>;
}

/** Starts an API server with the parts of a cluster behind it. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const store = new Store(options.historyLimit ?? 10_000);
  const registry = new Registry(store);
  seed(registry, options);
  const tokens = new Tokens();
  const rbac = new Rbac(store);
  const calls = new Calls();
  const requestFaults = new RequestFaults();
  const webhooks = new Webhooks();
  const watches = new Watches(store, options.bookmarkMs ?? 1000);
  const kubelet = new Kubelet(registry, tokens, {
    isOn: options.kubelet ?? true,
    runtimeHandlers: options.runtimeHandlers ?? { runsc: 'runsc' },
    enforcesNetworks: options.enforcesNetworks ?? true,
  });
  const upgrades = new Upgrades(registry, kubelet, options.execProtocols ?? ['v5.channel.k8s.io', 'v4.channel.k8s.io']);
  const certificate = certificates();
  kubelet.ca = certificate.ca;
  const server: ApiServer = new ApiServer({
    rbac,
    tokens,
    calls,
    faults: requestFaults,
    certificate,
    streamsNeedCreate: options.streamsNeedCreate ?? true,
    handle: (call) => {
      if (!call.query.has('fieldValidation')) call.query.set('fieldValidation', options.fieldValidation ?? 'Warn');
      const logs = (one: ResourceCall) => sendLogs(registry, kubelet, one);
      return handle({ registry, rbac, tokens, watches, webhooks, address: () => server.url, logs }, call);
    },
    upgrade: (call, socket, head) => upgrades.start(call, socket, head),
  });
  await kubelet.start();
  await server.start();
  const nodeLifecycle = new NodeLifecycle(registry);
  const controllers = new Controllers(registry);
  const scheduler = new Scheduler(registry);

  const newConfig = (user: User): string => {
    const token = randomBytes(24).toString('base64url');
    tokens.add(token, { ...user, groups: [...user.groups, 'system:authenticated'] });
    return kubeconfigOf({ url: server.url, ca: certificate.ca, token, user: user.name });
  };
  const stop = async (): Promise<void> => {
    for (const part of [controllers, scheduler, nodeLifecycle]) part.stop();
    await server.stop();
    await kubelet.stop();
  };
  return {
    kubeconfig: newConfig({ name: 'admin', groups: ['system:masters'] }),
    url: server.url,
    faults: makeFaults({
      registry,
      requests: requestFaults,
      watches,
      upgrades,
      server,
      kubelet,
      nodes: nodeLifecycle,
      webhooks,
      rbac,
      tokens,
      scheduler,
      controllers,
    }),
    kubeconfigFor: (name, groups = []) => newConfig({ name, groups }),
    calls: () => calls.list(),
    clearCalls: () => calls.clear(),
    open: () => ({ watches: watches.size, streams: upgrades.size }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function seed(registry: Registry, options: StandInOptions): void {
  addBootstrapRoles(registry);
  for (const name of ['default', 'kube-system', ...(options.namespaces ?? [])]) {
    const metadata = { name } as KubeObject['metadata'];
    registry.create(namespaces, undefined, { apiVersion: 'v1', kind: 'Namespace', metadata });
    addServiceAccount(registry, name);
  }
  for (const node of options.nodes ?? [{ name: 'node-1' }]) addNode(registry, node);
}
