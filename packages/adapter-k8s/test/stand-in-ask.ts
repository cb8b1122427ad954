import { Agent, request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { StandIn } from './stand-in/index.js';

/** What a reply has, as far as tests look into it. */
export interface ReplyBody {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Record<string, string>;
    readonly deletionTimestamp?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly message: string;
  readonly data?: Record<string, string>;
  readonly items: readonly ReplyBody[];
  readonly spec: { readonly containers: readonly { readonly image: string; readonly resources: object }[] };
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly token?: string;
    readonly allowed?: boolean;
    readonly conditions?: readonly object[];
    readonly containerStatuses?: readonly { readonly state: object; readonly restartCount: number }[];
    readonly initContainerStatuses?: readonly object[];
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: ReplyBody;
  /** The lines of a watch. */
  readonly events: readonly { readonly type: string; readonly object: ReplyBody }[];
}

export interface Asking {
  readonly body?: unknown;
  readonly type?: string;
  readonly kubeconfig?: string;
}

export type Ask = (method: string, path: string, asking?: Asking) => Promise<Reply>;

/** Requests to a stand-in as plain HTTPS, by the user of its kubeconfig or of another. */
export function asker(standIn: () => Pick<StandIn, 'url' | 'kubeconfig'>): Ask {
  return (method, path, { body, type = 'application/json', kubeconfig = standIn().kubeconfig } = {}) =>
    new Promise((resolve, reject) => {
      const config = new KubeConfig();
      config.loadFromString(kubeconfig);
      const ca = Buffer.from(config.getCurrentCluster()?.caData ?? '', 'base64');
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${config.getCurrentUser()?.token ?? ''}`,
        'content-type': type,
        // A DELETE has no body without.
        ...(text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }),
      };
      const asking = request(`${standIn().url}${path}`, { method, headers, agent: new Agent({ ca }) }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const got = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: got, ...parsed(got) });
        });
      });
      asking.on('error', reject);
      asking.end(text);
    });
}

function parsed(text: string): Pick<Reply, 'body' | 'events'> {
  if (!text.startsWith('{')) return { body: {} as ReplyBody, events: [] };
  const lines = text.split('\n').filter((line) => line !== '');
  const events = lines.map((line) => JSON.parse(line) as Reply['events'][number]);
  return { body: events[0] as unknown as ReplyBody, events };
}
