import type { IncomingMessage, ServerResponse } from 'node:http';
import { loadYaml } from '@kubernetes/client-node';
import type { User } from '../access/users.js';
import { isFields, type Fields } from '../store/objects.js';
import { badRequest, tooLarge, unsupportedMediaType } from '../store/status.js';
import { decodedProtobuf, PROTOBUF } from './protobuf.js';
import type { RequestInfo, ResourceRequest } from './request-info.js';

/** One request that was let in. */
export interface Call<Info extends RequestInfo = RequestInfo> {
  readonly info: Info;
  readonly user: User;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export type ResourceCall = Call<ResourceRequest>;

export interface Answer {
  readonly code: number;
  readonly body: Fields;
}

/** An answer, or undefined where the handler writes the response itself. */
export type Handled = Answer | undefined;

export const ok = (body: Fields): Answer => ({ code: 200, body });

const BODY_LIMIT = 3 * 1024 * 1024;

/** @throws ApiError 413 for one beyond 3 MiB. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw tooLarge(BODY_LIMIT);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const mediaType = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';

/** @throws ApiError 400 for what is no JSON, YAML or protobuf, 413, 415 for another media type. */
export async function parsedBody(request: IncomingMessage): Promise<unknown> {
  const type = mediaType(request);
  const body = await readBody(request);
  if (body.length === 0) return undefined;
  if (type === PROTOBUF) return decodedProtobuf(body);
  const text = body.toString('utf8');
  try {
    if (type.endsWith('yaml')) return loadYaml<unknown>(text);
    if (type.endsWith('json')) return JSON.parse(text) as unknown;
  } catch (cause) {
    throw badRequest(`the object provided is unrecognized: ${String(cause)}`);
  }
  throw unsupportedMediaType(type);
}

/** @throws ApiError as `parsedBody`, and 400 for what is no object. */
export async function objectBody(request: IncomingMessage): Promise<Fields> {
  const body = await parsedBody(request);
  if (!isFields(body)) throw badRequest('the body of the request is no object');
  return body;
}

export const isDryRun = ({ query }: Call): boolean => query.get('dryRun') === 'All';
