import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ApiFailure, apiStatusOf } from './api-failure.js';
import { methodOf, pathOf, type KubeCall } from './kube-resource.js';
import type { Access } from './kube-access.js';

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface KubeRequest {
  readonly call: KubeCall;
  readonly query?: Query;
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

/** The largest answer: that of a page of a list, with objects near the largest that a cluster keeps. */
const MAX_ANSWER = 64 * 1024 * 1024;
const MAX_REFUSAL = 64 * 1024;

/** The answer, of which the headers are here and the status is a good one. @throws ApiFailure for any other status. */
export async function sendRequest(access: Access, wanted: KubeRequest): Promise<IncomingMessage> {
  const answer = await send(access, wanted);
  const code = answer.statusCode ?? 0;
  if (code >= 200 && code < 300) return answer;
  const text = await textOf(answer, MAX_REFUSAL).catch(() => '');
  const retryAfter = answer.headers['retry-after'];
  throw new ApiFailure(wanted.call, apiStatusOf(code, text, retryAfter));
}

/** All of the answer, which is JSON. */
export async function readJson(answer: IncomingMessage): Promise<unknown> {
  const text = await textOf(answer, MAX_ANSWER);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** The address of a call. A server may be below a path of its own, as behind a gateway. */
export function addressOf(server: URL, call: KubeCall, query: Query = {}): URL {
  const url = new URL(server);
  url.pathname = `${server.pathname.replace(/\/$/, '')}${pathOf(call)}`;
  for (const [name, value] of Object.entries(query)) {
    for (const each of typeof value === 'string' ? [value] : (value ?? [])) url.searchParams.append(name, each);
  }
  return url;
}

function send({ server, options }: Access, wanted: KubeRequest): Promise<IncomingMessage> {
  const { call, query, body, contentType = 'application/json', signal } = wanted;
  const url = addressOf(server, call, query);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(options.headers as Readonly<Record<string, string>> | undefined),
    accept: 'application/json',
    ...(text === undefined ? {} : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(text)) }),
  };
  const open = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const request = open(url, { ...options, method: methodOf(call), headers, signal });
    request.once('response', resolve);
    // It stays: a connection may also break after its answer began.
    request.on('error', (error) => {
      reject(signal.aborted && signal.reason instanceof Error ? signal.reason : error);
    });
    request.end(text);
  });
}

async function textOf(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      answer.destroy();
      throw new Error('The answer of the API server is too large.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
