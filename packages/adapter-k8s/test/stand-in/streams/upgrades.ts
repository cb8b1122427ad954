import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ResourceCall } from '../api/call.js';
import type { Registry } from '../cluster/registry.js';
import type { KubeObject } from '../store/objects.js';
import { pods } from '../store/resources.js';
import { ApiError, badRequest, noSuchPath } from '../store/status.js';
import { runExec } from './exec.js';
import type { PodRunner } from './pod-runner.js';
import { forwardChannels } from './port-channels.js';
import { forwardTunnel, TUNNEL } from './port-tunnel.js';

export type ExecProtocol = 'v5.channel.k8s.io' | 'v4.channel.k8s.io';

type UpgradeCall = Omit<ResourceCall, 'response'>;

interface OpenStream {
  readonly subresource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly socket: Duplex;
}

export interface StreamMatch {
  readonly subresource?: 'exec' | 'portforward';
  readonly namespace?: string;
  readonly name?: string;
}

const PORT_PROTOCOLS = [TUNNEL, 'v4.channel.k8s.io'];

/** The streams of pods: exec and port-forward over WebSockets. */
export class Upgrades {
  private readonly open = new Set<OpenStream>();
  private readonly limits = new Set<{ which: StreamMatch; bytes: number }>();

  constructor(
    private readonly registry: Registry,
    private readonly runner: PodRunner,
    private readonly execProtocols: readonly ExecProtocol[],
  ) {}

  get size(): number {
    return this.open.size;
  }

  /** Breaks the connections of these streams, as a network does. Gives how many. */
  cut(which: StreamMatch = {}): number {
    const cut = [...this.open].filter((one) => matches(which, one));
    for (const { socket } of cut) socket.destroy();
    return cut.length;
  }

  /** The next such stream breaks once so many bytes were sent to the client. Returns what takes it back. */
  cutAfter(bytes: number, which: StreamMatch = {}): () => void {
    const limit = { which, bytes };
    this.limits.add(limit);
    return () => this.limits.delete(limit);
  }

  /** @throws ApiError when there is no such stream, or the two speak no protocol in common. */
  async start(call: UpgradeCall, socket: Duplex, head: Buffer): Promise<void> {
    const { resource, subresource = '', namespace, name } = call.info;
    const isStream = resource === pods && (subresource === 'exec' || subresource === 'portforward');
    if (!isStream) throw noSuchPath();
    if (call.request.headers.upgrade?.toLowerCase() !== 'websocket')
      throw badRequest('unable to upgrade: only WebSockets are spoken here');
    const protocol = chosen(call, subresource === 'exec' ? this.execProtocols : PORT_PROTOCOLS);
    const pod = this.registry.get(pods, namespace, name ?? '');
    const take = await this.prepared(pod, protocol, call);
    const stream = { subresource, namespace, name, socket };
    this.open.add(stream);
    const limit = [...this.limits].find((one) => matches(one.which, stream));
    if (limit !== undefined) {
      this.limits.delete(limit);
      breakAfter(limit.bytes, socket);
    }
    socket.once('close', () => this.open.delete(stream));
    const server = new WebSocketServer({ noServer: true, handleProtocols: () => protocol });
    // Its name is none that a server of WebSockets would take: the header is read here alone, and written here.
    if (protocol === TUNNEL) {
      delete call.request.headers['sec-websocket-protocol'];
      server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${TUNNEL}`));
    }
    server.handleUpgrade(call.request, socket, head, (webSocket) => {
      webSocket.on('error', () => undefined);
      take(webSocket);
    });
  }

  /** All that may be refused is asked for before the answer. */
  private async prepared(pod: KubeObject, protocol: string, call: UpgradeCall): Promise<(socket: WebSocket) => void> {
    const { query } = call;
    if (call.info.subresource === 'portforward') {
      const dial = (port: number) => this.runner.dial(pod, port);
      if (protocol === TUNNEL) return (socket) => forwardTunnel(socket, dial);
      const ports = query
        .getAll('ports')
        .flatMap((text) => text.split(','))
        .map(Number);
      if (ports.length === 0) throw badRequest('port is required');
      return (socket) => forwardChannels(socket, ports, dial);
    }
    const command = query.getAll('command');
    if (command.length === 0) throw badRequest('you must specify at least 1 command');
    const is = (name: string) => ['true', '1'].includes(query.get(name) ?? '');
    if (is('tty') && is('stderr')) throw badRequest('tty and stderr cannot both be true');
    const request = { container: query.get('container') ?? undefined, command, tty: is('tty'), stdin: is('stdin') };
    const running = await this.runner.exec(pod, request);
    return (socket) => runExec(socket, running, { wants: { stdout: is('stdout'), stderr: is('stderr') } });
  }
}

const matches = (which: StreamMatch, one: OpenStream): boolean =>
  (which.subresource === undefined || which.subresource === one.subresource) &&
  (which.namespace === undefined || which.namespace === one.namespace) &&
  (which.name === undefined || which.name === one.name);

/** What is beyond these bytes is not sent, be it in the middle of a message. */
function breakAfter(bytes: number, socket: Duplex): void {
  const write = socket.write.bind(socket) as (chunk: Buffer, ...rest: unknown[]) => boolean;
  let left = bytes;
  const limited = (chunk: Buffer | string, ...rest: unknown[]): boolean => {
    const whole = Buffer.from(chunk as Buffer);
    if (whole.length < left) {
      left -= whole.length;
      return write(whole, ...rest);
    }
    write(whole.subarray(0, left), () => socket.destroy());
    left = 0;
    return false;
  };
  socket.write = limited as Duplex['write'];
}

function chosen({ request }: UpgradeCall, spoken: readonly string[]): string {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  const protocol = offered.find((one) => spoken.includes(one));
  if (protocol === undefined) {
    throw new ApiError(
      400,
      'BadRequest',
      `unable to upgrade: none of the protocols ${offered.join(', ')} is spoken here`,
    );
  }
  return protocol;
}
