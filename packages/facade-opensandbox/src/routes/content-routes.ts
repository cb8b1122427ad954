import { err, errAsync, ok, okAsync, ResultAsync, type Result } from '@carrel/core/kernel';
import { fileTooLarge } from '@carrel/core/runtime';
import {
  bearerRoute,
  header,
  jsonBody,
  jsonReply,
  sessionParam,
  streamBody,
  noQuery,
  usingBody,
  type ApiError,
  type Reply,
  type Route,
} from '@carrel/server-express';
import { z } from 'zod';
import { modeBits, replacementsBody, uploadMetadata } from '../file-body.js';
import { boundaryOf, formParts, MalformedForm } from '../multipart.js';
import { refusal } from '../refusal.js';
import { doneReply } from './done-reply.js';
import { refusedOwner } from './file-modes.js';
import { filePaths, inTurn, type FileCall } from './file-place.js';
import type { RouteDeps } from './route-deps.js';

const FILES = '/sandboxes/:id/execd/files';
const params = { id: sessionParam };

/** The most bytes of what is said of one file. */
const MAX_METADATA = 65_536;
/** The most bytes of a file whose text is replaced. */
const MAX_TEXT = 16 * 1_048_576;

export function contentRoutes(deps: RouteDeps): readonly Route[] {
  return [upload(deps), replace(deps)];
}

function upload({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'POST', path: `${FILES}/upload`, summary: 'Writes files, each behind a part that says where.' },
    ...{ scope: 'files:write', cost: 2, wait: 'work', params, query: noQuery },
    body: streamBody('file', 'multipart/form-data'),
    responses: { 200: null },
    handle: ({ params: { id: sessionId }, body, headers, signal }, carrel, caller) => {
      const boundary = boundaryOf(header(headers, 'content-type') ?? '');
      if (boundary === null) return okAsync(badForm('The body is no form of several parts.'));
      const call = { carrel, caller, sessionId, root, signal };
      // Who may not write is told so before anything is read.
      return filePaths(call, []).andThen(() =>
        usingBody(body, new ResultAsync(written(call, formParts(body, boundary)))),
      );
    },
  });
}

/** Writes the files of a form as they come. */
async function written(call: FileCall, parts: ReturnType<typeof formParts>): Promise<Result<Reply, ApiError>> {
  let metadata: z.infer<typeof uploadMetadata> | null = null;
  try {
    for await (const { name, bytes } of parts) {
      if (name === 'metadata') {
        const read = await readMetadata(bytes);
        if (read.isErr()) return ok(read.error);
        metadata = read.value;
        continue;
      }
      if (name !== 'file' || metadata === null) return ok(badForm('Expected a part metadata before each part file.'));
      const saved = await save(call, metadata, bytes);
      if (saved.isErr()) return err(saved.error);
      metadata = null;
    }
  } catch (cause) {
    if (cause instanceof MalformedForm) return ok(badForm(cause.message));
    throw cause;
  }
  return ok(doneReply());
}

function save(
  call: FileCall,
  { path: asked, mode }: z.infer<typeof uploadMetadata>,
  data: AsyncIterable<Uint8Array>,
): ResultAsync<unknown, ApiError> {
  const { carrel, caller, sessionId, signal } = call;
  const options = mode === undefined ? { signal } : { signal, mode: modeBits(mode) };
  return filePaths(call, [asked]).andThen(([path = '']) =>
    carrel.files.write(caller, { sessionId, path, data }, options),
  );
}

async function readMetadata(bytes: AsyncIterable<Uint8Array>): Promise<Result<z.infer<typeof uploadMetadata>, Reply>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > MAX_METADATA) return err(badForm('The metadata of a file is too large.'));
    parts.push(part);
  }
  const read = uploadMetadata.safeParse(jsonOf(Buffer.concat(parts).toString('utf8')));
  if (!read.success) return err(badForm(z.prettifyError(read.error)));
  const refused = refusedOwner([read.data]);
  return refused === null ? ok(read.data) : err(refused);
}

function replace({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'POST', path: `${FILES}/replace`, summary: 'Replaces a text in some files, wherever it is.' },
    ...{ scope: 'files:write', cost: 2, wait: 'work', params },
    query: z.object({ verbose: z.enum(['true', 'false']).default('false') }),
    body: jsonBody(replacementsBody, { limit: 'run' }),
    responses: { 200: z.unknown() },
    handle: ({ params: { id: sessionId }, query: { verbose }, body, signal }, carrel, caller) => {
      const call = { carrel, caller, sessionId, root, signal };
      const wanted = Object.entries(body);
      return filePaths(
        call,
        wanted.map(([path]) => path),
      )
        .andThen((paths) =>
          inTurn(wanted, ([asked, change]) => {
            const path = paths[wanted.findIndex(([other]) => other === asked)] ?? '';
            return replaced(call, path, change).map((replacedCount) => [asked, { replacedCount }] as const);
          }),
        )
        .map((counts) => (verbose === 'true' ? jsonReply(200, Object.fromEntries(counts)) : doneReply()));
    },
  });
}

/** How often the text was there. What somebody else writes meanwhile stays: `file/changed`. */
function replaced(
  { carrel, caller, sessionId, signal }: FileCall,
  path: string,
  change: { readonly old: string; readonly new: string },
): ResultAsync<number, ApiError> {
  const place = { sessionId, path };
  return carrel.files.read(caller, place, { signal, length: MAX_TEXT }).andThen(({ entry, data }) =>
    new ResultAsync(bytesOf(data)).andThen((text): ResultAsync<number, ApiError> => {
      if (entry.size > MAX_TEXT) return errAsync(fileTooLarge(path));
      // One character for each byte, so that what is no UTF-8 stays as it is.
      const parts = text.toString('latin1').split(latin(change.old));
      if (parts.length === 1) return okAsync(0);
      const bytes = Buffer.from(parts.join(latin(change.new)), 'latin1');
      return carrel.files
        .write(caller, { ...place, data: bytes }, { signal, expectTag: entry.tag })
        .map(() => parts.length - 1);
    }),
  );
}

function latin(text: string): string {
  return Buffer.from(text).toString('latin1');
}

async function bytesOf(data: AsyncIterable<Uint8Array>): Promise<Result<Buffer, never>> {
  const parts: Uint8Array[] = [];
  for await (const part of data) parts.push(part);
  return ok(Buffer.concat(parts));
}

function badForm(message: string): Reply {
  return refusal(400, 'INVALID_FILE_METADATA', message);
}

/** `undefined` for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
