import { randomBytes } from 'node:crypto';
import { eventually, expectOk, hasBackend } from '@carrel/conformance';
import type { RuntimeEvent, RuntimeHandle, WorkspaceRuntime, WorkspaceSpec } from '@carrel/core/runtime';
import { agentImage } from '../../agent-image.js';
import { asker, type Ask } from '../../stand-in-ask.js';
import { standInMissing, startStandIn, type StandIn, type StandInOptions } from '../../stand-in/index.js';
import { kubernetesRuntime, type KubernetesRuntimeOptions } from '../../../src/index.js';
import { KubeAccess } from '../../../src/kube-access.js';
import { KubeClient } from '../../../src/kube-client.js';

/** Whether there is a cluster whose parts can be made to fail. */
export const hasStandIn = hasBackend('the stand-in for Kubernetes', standInMissing());

/** The namespace of boxes where a case names no other. */
export const NAMESPACE = 'boxes';
export const WORKSPACE_IMAGE = 'carrel/workspace:minimal';

const MIB = 1024 * 1024;

/** A stand-in with runtimes over it, for one case. */
export class FaultCluster implements AsyncDisposable {
  readonly installationId = `faults-${randomBytes(4).toString('hex')}`;
  readonly agentImage = agentImage();
  /** Requests of somebody who may do all. */
  readonly ask: Ask;
  /** The adapter's own client, of the same. */
  readonly admin: KubeClient;
  private readonly runtimes: WorkspaceRuntime[] = [];
  private boxes = 0;

  constructor(readonly standIn: StandIn) {
    this.ask = asker(() => standIn);
    this.admin = new KubeClient(new KubeAccess({ text: standIn.kubeconfig }), { callTimeoutMs: 30_000 });
  }

  static async open(options: StandInOptions = {}): Promise<FaultCluster> {
    return new FaultCluster(await startStandIn({ namespaces: [NAMESPACE], fieldValidation: 'Strict', ...options }));
  }

  /** One that waits for nothing longer than a case does. */
  runtime(options: KubernetesRuntimeOptions = {}): WorkspaceRuntime {
    const made = kubernetesRuntime({
      kubeconfig: { text: this.standIn.kubeconfig },
      namespace: { mode: 'one', name: NAMESPACE },
      image: WORKSPACE_IMAGE,
      agentImage: this.agentImage,
      network: { enforced: false },
      resources: { cpuShare: 0.01, memoryShare: 0.05 },
      startTimeoutMs: 20_000,
      stopGraceMs: 500,
      forceAfterMs: 2_000,
      ...options,
    });
    this.runtimes.push(made);
    return made;
  }

  spec(fields: Partial<WorkspaceSpec> = {}): WorkspaceSpec {
    this.boxes += 1;
    return {
      ...{ installationId: this.installationId, tenantId: 'ten_1', sessionId: `ses_${this.boxes}`, incarnation: 1 },
      ...{ intentToken: `intent_${this.boxes}`, env: {}, limits: { cpus: 0.5, memoryBytes: 256 * MIB, pids: 100 } },
      ...fields,
    };
  }

  /** One that runs. */
  async box(runtime: WorkspaceRuntime, fields: Partial<WorkspaceSpec> = {}): Promise<RuntimeHandle> {
    const handle = await expectOk(runtime.create(this.spec(fields)));
    await expectOk(runtime.start(handle));
    return handle;
  }

  /** The objects of boxes that there are, as `pods/name`. */
  async objects(): Promise<readonly string[]> {
    const signal = AbortSignal.timeout(30_000);
    const resources = ['pods', 'persistentvolumeclaims', 'secrets'] as const;
    const query = { namespace: null, labelSelector: 'carrel.dev/role=box' };
    const lists = await Promise.all(
      resources.map(async (resource) => {
        const { items } = await this.admin.list({ resource, ...query }, signal);
        return items.map(({ metadata }) => `${resource}/${metadata.name}`);
      }),
    );
    return lists.flat();
  }

  /** The box is removed by `runtime`, and nothing of any box is left. */
  async clear(runtime: WorkspaceRuntime, ...handles: readonly RuntimeHandle[]): Promise<void> {
    for (const handle of handles) await expectOk(runtime.remove(handle));
    // What a volume was used by is gone a moment before the volume.
    await eventually(async () => {
      const left = await this.objects();
      if (left.length > 0) throw new Error(`still there: ${left.join(', ')}`);
    });
  }

  /** How often the API was asked so; verbs and resources as rules name them. */
  asked(verb: string, resource: string): number {
    return this.standIn.calls().filter((call) => call.verb === verb && call.resource === resource).length;
  }

  podPath(handle: RuntimeHandle, namespace = NAMESPACE): string {
    return `/api/v1/namespaces/${namespace}/pods/${handle.boxId}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.runtimes.map((runtime) => runtime.dispose()));
    this.admin.access.dispose();
    await this.standIn.stop();
  }
}

/** What a runtime tells of boxes, from now on. */
export class Deaths implements Disposable {
  private readonly ended = new AbortController();
  private readonly seen: RuntimeEvent[] = [];

  constructor(runtime: WorkspaceRuntime) {
    void this.read(runtime);
  }

  /** The event of the box; there is one, and no other comes. */
  async of({ boxId }: RuntimeHandle): Promise<RuntimeEvent['type']> {
    const [event, ...more] = await eventually(() => {
      const found = this.seen.filter(({ handle }) => handle.boxId === boxId);
      if (found.length === 0) throw new Error('nothing was told of the box');
      return found;
    });
    if (event === undefined || more.length > 0) throw new Error('the box died more than once');
    return event.type;
  }

  get count(): number {
    return this.seen.length;
  }

  [Symbol.dispose](): void {
    this.ended.abort();
  }

  private async read(runtime: WorkspaceRuntime): Promise<void> {
    for await (const event of runtime.events(this.ended.signal)) this.seen.push(event);
  }
}
