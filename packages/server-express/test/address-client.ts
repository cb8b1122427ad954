import { request } from 'node:http';
import type { TestServer } from './test-server.js';

export interface AddressAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls from another address of this machine, such as `127.0.0.2`, on a connection of its own. */
export function callFrom(
  localAddress: string,
  { port, client: { base } }: TestServer,
  { method = 'GET', path, json, token }: CallFrom,
): Promise<AddressAnswer> {
  const body = json === undefined ? '' : JSON.stringify(json);
  const headers = {
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
  };
  const pathname = new URL(base + path).pathname;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, localAddress, method, path: pathname, headers, agent: false });
    asked.on('error', reject);
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        const parsed = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
        resolve({ status: response.statusCode, headers: response.headers, body: parsed });
      });
    });
    asked.end(body);
  });
}

export interface CallFrom {
  readonly method?: string;
  /** Beneath the base path. */
  readonly path: string;
  readonly json?: unknown;
  readonly token?: string | undefined;
}
