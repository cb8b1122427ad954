import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { networkAccess, type Allowance, type NetworkAccess } from '../cluster/network-policies.js';
import { textOf, valueAt, type Fields, type KubeObject } from '../store/objects.js';
import { pods } from '../store/resources.js';
import type { Store } from '../store/store.js';

/** Keeps the network of one pod to what policies leave it, by a filter within that network. */
export class PodNetwork {
  private place: { readonly pid: string; readonly gateway: string } | undefined;
  private applied = '';
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly pod: KubeObject,
  ) {}

  /** The network of a container that has started. Policies hold there when this resolves. */
  enter(inspected: Fields): Promise<void> {
    const gateway = textOf(valueAt(inspected, 'NetworkSettings.Gateway')) ?? '';
    // Without one it is in the network of another container, which has its filter.
    if (gateway === '') return this.work;
    this.place = { pid: String(valueAt(inspected, 'State.Pid')), gateway };
    this.applied = '';
    return this.refresh();
  }

  /** Brings the filter to what policies say now. @throws Error when it cannot, although the network is there. */
  refresh(): Promise<void> {
    this.work = this.work.catch(() => undefined).then(() => this.apply());
    return this.work;
  }

  private async apply(): Promise<void> {
    const now = this.store.get(pods, this.pod.metadata.namespace, this.pod.metadata.name);
    if (this.place === undefined || now?.metadata.uid !== this.pod.metadata.uid) return;
    const { ingress, egress } = networkAccess(this.store, now);
    const isOpen = ingress === undefined && egress === undefined;
    const filter = isOpen && this.applied === '' ? '' : filterOf({ ingress, egress }, this.place.gateway);
    if (filter === this.applied) return;
    try {
      await restore(this.place.pid, filter);
      this.applied = filter;
    } catch (cause) {
      if (existsSync(`/proc/${this.place.pid}/ns/net`)) throw cause;
    }
  }
}

/** The filter as `iptables-restore` reads it. The node itself is always let in, and what answers is always let out. */
function filterOf({ ingress, egress }: NetworkAccess, gateway: string): string {
  const chains: string[] = [];
  const rules: string[] = [];
  const add = (chain: 'INPUT' | 'OUTPUT', allowed: readonly Allowance[]): void => {
    const [side, loopback] = chain === 'INPUT' ? ['-s', '-i'] : ['-d', '-o'];
    rules.push(`-A ${chain} ${loopback} lo -j ACCEPT`);
    rules.push(`-A ${chain} -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT`);
    if (chain === 'INPUT') rules.push(`-A INPUT -s ${gateway}/32 -j ACCEPT`);
    for (const { cidr, except, ports } of allowed) {
      const name = `ALLOWED${chains.length}`;
      chains.push(name);
      const matches = ports.length === 0 ? [''] : ports.map(portMatch);
      for (const match of matches) rules.push(`-A ${chain} ${side} ${cidr}${match} -j ${name}`);
      for (const network of except) rules.push(`-A ${name} ${side} ${network} -j RETURN`);
      rules.push(`-A ${name} -j ACCEPT`);
    }
  };
  if (ingress !== undefined) add('INPUT', ingress);
  if (egress !== undefined) add('OUTPUT', egress);
  const policy = (allowed: unknown) => (allowed === undefined ? 'ACCEPT' : 'DROP');
  return [
    '*filter',
    `:INPUT ${policy(ingress)} [0:0]`,
    `:OUTPUT ${policy(egress)} [0:0]`,
    ...chains.map((name) => `:${name} - [0:0]`),
    ...rules,
    'COMMIT',
    '',
  ].join('\n');
}

const portMatch = ({ protocol, port }: Allowance['ports'][number]): string =>
  ` -p ${protocol}${port === undefined ? '' : ` --dport ${port}`}`;

async function restore(pid: string, filter: string): Promise<void> {
  const child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, 'iptables-restore'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(filter);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, message] = await Promise.all([ended, text(child.stderr)]);
  if (code !== 0) throw new Error(`the filter was not set: ${message}`);
}
