import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KUBERNETES_CLUSTER } from './build-cli.js';

const NAMESPACE = 'boxes';

/** Why servers on a stand-in for Kubernetes cannot be tested here; `null` when they can. */
export function clusterMissing(): string | null {
  if (process.getuid?.() !== 0) return 'the stand-in for Kubernetes needs root';
  for (const [program, ...args] of [
    ['openssl', 'version'],
    ['nsenter', '--version'],
    ['docker', 'info'],
  ] as const)
    if (spawnSync(program, args, { stdio: 'ignore' }).status !== 0) return `there is no ${program}`;
  const kubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
  return kubectl.status === 0 ? null : 'there is no kubectl';
}

/** A stand-in for a cluster, as a process of its own. */
export class KubernetesCluster implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    private readonly file: string,
    private readonly agentImage: string,
  ) {}

  /** @param directory where its kubeconfig is. */
  static async start(directory: string): Promise<KubernetesCluster> {
    const file = join(directory, 'kubeconfig');
    const child = spawn(process.execPath, [KUBERNETES_CLUSTER, file, NAMESPACE], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return new KubernetesCluster(child, lines, file, await nextOf(lines));
  }

  /** How often each call of its API was answered how, such as `create pods 201`. */
  async calls(): Promise<Readonly<Record<string, number>>> {
    this.child.stdin?.write('calls\n');
    return JSON.parse(await nextOf(this.lines)) as Readonly<Record<string, number>>;
  }

  /** What a server needs in its environment to have its workspaces here. */
  get environment(): Readonly<Record<string, string>> {
    return {
      CARREL_RUNTIME__KIND: 'kubernetes',
      CARREL_KUBERNETES__KUBECONFIG: this.file,
      CARREL_KUBERNETES__NAMESPACE: NAMESPACE,
      CARREL_KUBERNETES__AGENT_IMAGE: this.agentImage,
      CARREL_KUBERNETES__NETWORK_ENFORCED: 'false',
      CARREL_KUBERNETES__CPU_SHARE: '0.01',
      CARREL_KUBERNETES__MEMORY_SHARE: '0.01',
      CARREL_KUBERNETES__STORAGE: 'claim',
    };
  }

  kubectl(...args: readonly string[]): string {
    const place = ['--kubeconfig', this.file, '--namespace', NAMESPACE];
    return execFileSync('kubectl', [...place, ...args], { encoding: 'utf8' }).trim();
  }

  /** The names of the pods of a session. */
  pods(session: string): readonly string[] {
    const listed = this.kubectl('get', 'pods', '-l', `carrel.dev/session=${session}`, '-o', 'name');
    return listed === '' ? [] : listed.split('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
  }
}

async function nextOf(lines: AsyncIterator<string>): Promise<string> {
  const line = await lines.next();
  if (line.done === true) throw new Error('The cluster has ended.');
  return line.value;
}
