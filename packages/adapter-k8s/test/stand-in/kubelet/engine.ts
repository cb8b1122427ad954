import { request, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Fields } from '../store/objects.js';

/** What the engine refused, with its status. */
export class EngineError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const SOCKET = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace('unix://', '');
const API = '/v1.41';

interface Asking {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
}

/** The answer as a stream. @throws EngineError for any status of refusal. */
export function engineStream(path: string, { method = 'GET', body }: Asking = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const asking = request({ socketPath: SOCKET, path: `${API}${path}`, method, headers, agent: false });
    asking.once('error', reject);
    asking.once('response', (response) => {
      if ((response.statusCode ?? 500) < 400) return resolve(response);
      textOf(response).then((message) => reject(refusal(response, message)), reject);
    });
    asking.end(text);
  });
}

/** The answer as JSON, or undefined where there is none. */
export async function engine<T = Fields>(path: string, asking: Asking = {}): Promise<T> {
  const text = await textOf(await engineStream(path, asking));
  return (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined) as T;
}

/** A connection that is a stream from here on, in both directions. */
export function engineUpgrade(path: string, body: unknown): Promise<{ stream: Duplex; head: Buffer }> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      connection: 'Upgrade',
      upgrade: 'tcp',
    };
    const asking = request({ socketPath: SOCKET, path: `${API}${path}`, method: 'POST', headers, agent: false });
    asking.once('error', reject);
    asking.once('upgrade', (_response, stream, head) => resolve({ stream, head }));
    asking.once('response', (response) => {
      textOf(response).then((message) => reject(refusal(response, message)), reject);
    });
    asking.end(text);
  });
}

async function textOf(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function refusal({ statusCode = 500 }: IncomingMessage, text: string): EngineError {
  const [, message = text] = /"message":"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return new EngineError(statusCode, message.replaceAll('\\"', '"').replaceAll('\\n', '\n'));
}
