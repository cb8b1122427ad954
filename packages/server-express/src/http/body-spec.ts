import { err, parseInput, type Result } from '@carrel/core/kernel';
import { z } from 'zod';
import type { ApiError } from './api-error.js';
import type { Exchange } from './exchange.js';
import type { BodyLimits } from './http-options.js';
import type { RawBody } from './raw-body.js';
import { hasBody, rawBody, readJson } from './request-body.js';

/** What a route takes as its body. */
export type BodySpec<B> = NoBody<B> | JsonBody<B> | StreamBody<B>;

interface NoBody<B> {
  readonly kind: 'none';
  readonly value: B;
}

interface JsonBody<B> {
  readonly kind: 'json';
  readonly schema: z.ZodType<B>;
  readonly limit: keyof BodyLimits;
  /** What stands for a request without a body, where that is allowed. */
  readonly whenEmpty?: unknown;
}

interface StreamBody<B> {
  readonly kind: 'raw';
  readonly mediaType: string;
  readonly limit: keyof BodyLimits;
  readonly toBody: (body: RawBody) => B;
}

/** The route takes no body: none, an empty one, or an empty object. The body of a `GET` means nothing and is not read. */
export const noBody: BodySpec<undefined> = { kind: 'none', value: undefined };

/** JSON that fits `schema`. With `optional`, no body stands for an empty object. */
export function jsonBody<B>(
  schema: z.ZodType<B>,
  { limit = 'json', optional = false }: { readonly limit?: keyof BodyLimits; readonly optional?: boolean } = {},
): BodySpec<B> {
  return { kind: 'json', schema, limit, ...(optional ? { whenEmpty: {} } : {}) };
}

/** Bytes of any type, as they come. */
export function streamBody(limit: keyof BodyLimits, mediaType = 'application/octet-stream'): BodySpec<RawBody> {
  return { kind: 'raw', mediaType, limit, toBody: (body) => body };
}

const nothing = z.strictObject({});

/** Whether the request brings what `readBody` has to look at. */
export function mustRead<B>(spec: BodySpec<B>, { request }: Exchange): boolean {
  if (spec.kind !== 'none') return true;
  return request.method !== 'GET' && request.method !== 'HEAD' && hasBody(request);
}

export async function readBody<B>(
  spec: BodySpec<B>,
  { request, bodyLimits, maxJsonDepth: maxDepth }: Exchange,
): Promise<Result<B, ApiError>> {
  if (spec.kind === 'none') {
    const sent = await readJson(request, { maxBytes: bodyLimits.json, maxDepth });
    return sent.andThen((json) => parseInput(nothing, json === undefined ? {} : json).map(() => spec.value));
  }
  const maxBytes = bodyLimits[spec.limit];
  if (spec.kind === 'raw') return rawBody(request, maxBytes).map(spec.toBody);
  const json = await readJson(request, { maxBytes, maxDepth });
  if (json.isErr()) return err(json.error);
  return parseInput(spec.schema, json.value === undefined ? spec.whenEmpty : json.value);
}
