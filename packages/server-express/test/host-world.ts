import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { portWorld, type PortWorld } from './port-world.js';
import { PORT_DOMAIN, type TestServerOptions } from './test-server.js';
import type { Someone } from './world.js';

export interface HostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface HostAsking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The headers of a browser whose user goes to a page. */
export const PAGE: Readonly<Record<string, string>> = {
  Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Site': 'none',
};

/** Those of a script of the page. */
export const SCRIPT: Readonly<Record<string, string>> = {
  Accept: '*/*',
  'Sec-Fetch-Dest': 'empty',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Site': 'same-origin',
};

export interface HostWorld extends PortWorld {
  /** Asks the server for a URL of whatever host, its body still to be read. */
  open(host: string, target: string, asking?: HostAsking): Promise<IncomingMessage>;
  ask(host: string, target: string, asking?: HostAsking): Promise<HostAnswer>;
  /** The host of a port of the session. */
  hostFor(port: number, session?: string): string;
  /** The target of a link that lets in to a port. */
  linkTo(
    port: number,
    more?: { readonly path?: string; readonly session?: string; readonly who?: Someone },
  ): Promise<string>;
  /** Comes in by a link; gives the cookie. */
  enter(port: number, more?: { readonly session?: string; readonly who?: Someone }): Promise<string>;
}

interface HostTarget {
  readonly host: string;
  readonly target: string;
  readonly asking: HostAsking;
}

function openHost(port: number, { host, target, asking }: HostTarget): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, body = '' } = asking;
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ host: '127.0.0.1', port, path: target, method, agent: false },
      headers: { ...headers, Host: host, ...(body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) }) },
    });
    sent.on('response', resolve).on('error', reject).end(body);
  });
}

/** The answer of the server at the port, read whole. */
export async function askHost(port: number, asked: HostTarget): Promise<HostAnswer> {
  const answer = await openHost(port, asked);
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += String(part);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}

/** A server whose ports are at host names, asked by TCP at its own address. */
export async function hostWorld(options: TestServerOptions = {}): Promise<HostWorld> {
  const world = await portWorld(options);
  const { owner, server, session: own } = world;
  const open: HostWorld['open'] = (host, target, asking = {}) => openHost(server.port, { host, target, asking });
  const ask: HostWorld['ask'] = (host, target, asking = {}) => askHost(server.port, { host, target, asking });
  const hostFor = (port: number, session = own) => `${String(port)}-${session.slice(4)}.${PORT_DOMAIN}`;
  const linkTo: HostWorld['linkTo'] = async (port, { path, session = own, who = owner } = {}) => {
    const made = await who.client.post(`/sessions/${session}/port-links`, {
      port,
      ...(path === undefined ? {} : { path }),
    });
    if (made.status !== 201) throw new Error(made.text);
    const { pathname, search } = new URL(made.json<{ readonly url: string }>().url);
    return pathname + search;
  };
  const enter: HostWorld['enter'] = async (port, more = {}) => {
    const entered = await ask(hostFor(port, more.session), await linkTo(port, more), { headers: PAGE });
    const [given = ''] = entered.headers['set-cookie'] ?? [];
    if (entered.status !== 303 || given === '') throw new Error(`${String(entered.status)} ${entered.text}`);
    return given.split(';')[0] ?? '';
  };
  return {
    ...world,
    ...{ open, ask, hostFor, linkTo, enter },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export const typeOf = ({ text }: HostAnswer): unknown => (JSON.parse(text) as { readonly type?: unknown }).type;
