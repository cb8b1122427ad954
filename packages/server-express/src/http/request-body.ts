import { err, invalidInput, ok, ResultAsync, type Aborted, type InvalidInput, type Result } from '@carrel/core/kernel';
import {
  bodyTooLarge,
  malformedRequest,
  unsupportedMediaType,
  type BodyTooLarge,
  type HttpError,
} from './http-errors.js';
import { header, type HttpRequest } from './http-request.js';
import { isNestedDeeper } from './json-depth.js';
import { BodyInterrupted, RawBody } from './raw-body.js';

const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json)\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/gi;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Whether the request brings a body, be it an empty one. */
export function hasBody({ headers }: HttpRequest): boolean {
  const length = header(headers, 'content-length');
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** The body of the request, not read yet; `request/too-large` when it says by itself that it is over `maxBytes`. */
export function rawBody(request: HttpRequest, maxBytes: number): Result<RawBody, HttpError> {
  const encoding = header(request.headers, 'content-encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return err(unsupportedMediaType('no content encoding'));
  }
  const length = declaredLength(request);
  if (length !== null && length > maxBytes) return err(bodyTooLarge(maxBytes));
  return ok(new RawBody(request.body, { maxBytes, length }));
}

/** All bytes of the body. */
export function collectBody(body: RawBody): ResultAsync<Uint8Array, BodyTooLarge | Aborted> {
  return new ResultAsync(collect(body));
}

/** What `work` makes of the body; when it could not be read to its end, that is the error, whatever `work` said. */
export function usingBody<T, E>(body: RawBody, work: ResultAsync<T, E>): ResultAsync<T, E | BodyTooLarge | Aborted> {
  return new ResultAsync(explain(body, work));
}

/** The JSON value of the body, nested no deeper than `maxDepth`; `undefined` when it is empty or there is none. Its shape is the matter of a schema. */
export async function readJson(
  request: HttpRequest,
  { maxBytes, maxDepth }: { readonly maxBytes: number; readonly maxDepth: number },
): Promise<Result<unknown, HttpError | InvalidInput | Aborted>> {
  if (!hasBody(request)) return ok(undefined);
  const isReadable = isJsonType(header(request.headers, 'content-type') ?? '');
  if (!isReadable && declaredLength(request) !== null) return err(unsupportedMediaType('application/json in UTF-8'));
  const body = rawBody(request, maxBytes);
  if (body.isErr()) return err(body.error);
  const bytes = await collect(body.value);
  if (bytes.isErr()) return err(bytes.error);
  if (bytes.value.length === 0) return ok(undefined);
  return isReadable ? parseJson(bytes.value, maxDepth) : err(unsupportedMediaType('application/json in UTF-8'));
}

/** JSON is UTF-8; a type that says otherwise of what follows would have it misread. */
function isJsonType(type: string): boolean {
  return JSON_TYPE.test(type) && [...type.matchAll(CHARSET)].every(([, charset]) => /^utf-?8$/i.test(charset ?? ''));
}

async function collect(body: RawBody): Promise<Result<Uint8Array, BodyTooLarge | Aborted>> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of body) parts.push(part);
  } catch (cause) {
    if (cause instanceof BodyInterrupted) return err(cause.error);
    throw cause;
  }
  return ok(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
}

async function explain<T, E>(body: RawBody, work: ResultAsync<T, E>): Promise<Result<T, E | BodyTooLarge | Aborted>> {
  try {
    const result = await work;
    if (result.isOk()) return ok(result.value);
    return err(body.interruption ?? result.error);
  } catch (cause) {
    if (body.interruption !== undefined) return err(body.interruption);
    throw cause;
  }
}

function parseJson(bytes: Uint8Array, maxDepth: number): Result<unknown, HttpError | InvalidInput> {
  if (isNestedDeeper(bytes, maxDepth))
    return err(invalidInput([{ path: '', message: `nested deeper than ${String(maxDepth)} levels` }]));
  try {
    return ok(JSON.parse(utf8.decode(bytes)) as unknown);
  } catch {
    return err(malformedRequest('The body is not JSON in UTF-8.'));
  }
}

function declaredLength({ headers }: HttpRequest): number | null {
  const length = header(headers, 'content-length');
  return length === undefined ? null : Number(length);
}
