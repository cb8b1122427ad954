import type { Carrel } from '@carrel/core';
import type { FilePlace } from '@carrel/core/files';
import { err, ok, okAsync, type Aborted, type Caller, type Result, type ResultAsync } from '@carrel/core/kernel';
import type { FileEntry } from '@carrel/core/runtime';
import { z } from 'zod';
import { streamBody } from '../http/body-spec.js';
import { noBody } from '../http/body-spec.js';
import { parseRange, type ByteRange } from '../http/byte-range.js';
import { entityTag, matchesStrongly, matchesWeakly, parseTags } from '../http/entity-tag.js';
import {
  preconditionFailed,
  rangeNotSatisfiable,
  type BodyTooLarge,
  type PreconditionFailed,
  type RangeNotSatisfiable,
} from '../http/http-errors.js';
import type { ErrorOf } from '../http/error-of.js';
import { header, type RequestHeaders } from '../http/http-request.js';
import { sessionParam } from '../http/path-param.js';
import type { RawBody } from '../http/raw-body.js';
import { bytesReply, emptyReply, jsonReply, type Reply } from '../http/reply.js';
import { collectBody, usingBody } from '../http/request-body.js';
import { bearerRoute, type Route } from '../http/route.js';
import { entryBody, toEntryBody } from '../wire/file-body.js';
import { conditionError, writeCondition } from './file-conditions.js';

const onePath = z.object({ path: z.string() });
const params = { id: sessionParam };

/** Bodies up to this are read before they are written: one exchange with the workspace instead of a stream. */
const SMALL_BODY = 256 * 1024;

const readFile = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/files/content',
  summary: 'The bytes of a file, or one range of them.',
  scope: 'files:read',
  cost: 1,
  wait: 'work',
  params,
  query: onePath,
  body: noBody,
  responses: { 200: null, 206: null, 304: null },
  handle: ({ params: { id: sessionId }, query: { path }, headers, headersOnly, signal }, carrel, caller) => {
    const place = { sessionId, path };
    // A range is one of what `GET` answers; RFC 9110 knows none of another method.
    const conditions = headersOnly ? { ...headers, range: undefined } : headers;
    return wantedPart(carrel, caller, { place, headers: conditions }).andThen((part) => {
      if (part === 'unchanged') return unchangedReply(carrel, caller, place);
      return carrel.files
        .read(caller, place, { ...part, signal })
        .map(({ entry, data }) => contentReply(entry, data, part));
    });
  },
});

const writeFile = bearerRoute({
  method: 'PUT',
  path: '/sessions/:id/files/content',
  summary: 'Writes a file whole, and makes the directories it needs.',
  scope: 'files:write',
  cost: 1,
  wait: 'work',
  params,
  query: onePath,
  body: streamBody('file'),
  responses: { 200: entryBody, 201: entryBody },
  handle: ({ params: { id: sessionId }, query: { path }, headers, body, signal }, carrel, caller) => {
    const place = { sessionId, path };
    return writeCondition(carrel, caller, { place, headers }).andThen((condition) => {
      const { makes, ...options } = condition;
      return bytesOf(body)
        .andThen((data) => usingBody(body, carrel.files.write(caller, { ...place, data }, { ...options, signal })))
        .mapErr(conditionError(condition))
        .map((entry) => jsonReply(makes ? 201 : 200, toEntryBody(entry), { ETag: entityTag(entry.tag) }));
    });
  },
});

export const fileContentRoutes: readonly Route[] = [readFile, writeFile];

/** Which part of a file the answer holds: all of it, a range, or nothing because the client has it. */
type WantedPart = Partial<ByteRange> | 'unchanged';

type StatError = ErrorOf<Carrel['files']['stat']>;
type PartError = PreconditionFailed | RangeNotSatisfiable;

interface ReadTarget {
  readonly place: FilePlace;
  readonly headers: RequestHeaders;
}

/** What the conditions and the range of the request come to. Without any of them the file is not looked at. */
function wantedPart(
  carrel: Carrel,
  caller: Caller,
  { place, headers }: ReadTarget,
): ResultAsync<WantedPart, StatError | PartError> {
  const asks = ['if-match', 'if-none-match', 'range'].some((name) => headers[name] !== undefined);
  if (!asks) return okAsync({});
  return carrel.files.stat(caller, place).andThen((entry) => partOf(entry, headers));
}

function partOf(entry: FileEntry, headers: RequestHeaders): Result<WantedPart, PartError> {
  const match = header(headers, 'if-match');
  if (match !== undefined && !matchesStrongly(parseTags(match), entry.tag)) return err(preconditionFailed('If-Match'));
  const noneMatch = header(headers, 'if-none-match');
  if (noneMatch !== undefined && matchesWeakly(parseTags(noneMatch), entry.tag)) return ok('unchanged');
  const range = header(headers, 'range');
  const ifRange = header(headers, 'if-range');
  if (range === undefined || (ifRange !== undefined && !matchesStrongly(parseTags(ifRange), entry.tag))) return ok({});
  const part = parseRange(range, entry.size);
  return part === 'unsatisfiable' ? err(rangeNotSatisfiable(entry.size)) : ok(part ?? {});
}

function unchangedReply(carrel: Carrel, caller: Caller, place: FilePlace): ResultAsync<Reply, StatError> {
  return carrel.files.stat(caller, place).map(({ tag }) => emptyReply(304, { ETag: entityTag(tag) }));
}

function contentReply(entry: FileEntry, chunks: AsyncIterable<Uint8Array>, part: Partial<ByteRange>): Reply {
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-cache',
    ETag: entityTag(entry.tag),
    'Last-Modified': new Date(entry.modifiedAt).toUTCString(),
  };
  const { start, length } = part;
  if (start === undefined || length === undefined) return bytesReply(200, { chunks, length: entry.size }, headers);
  const range = `bytes ${String(start)}-${String(start + length - 1)}/${String(entry.size)}`;
  return bytesReply(206, { chunks, length }, { ...headers, 'Content-Range': range });
}

function bytesOf(body: RawBody): ResultAsync<Uint8Array | RawBody, BodyTooLarge | Aborted> {
  return body.length !== null && body.length <= SMALL_BODY ? collectBody(body) : okAsync(body);
}
