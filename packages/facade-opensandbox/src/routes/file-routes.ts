import { okAsync } from '@carrel/core/kernel';
import {
  bearerRoute,
  bytesReply,
  header,
  jsonBody,
  jsonReply,
  noBody,
  noQuery,
  parseRange,
  sessionParam,
  type Reply,
  type Route,
} from '@carrel/server-express';
import { z } from 'zod';
import { movesBody, permissionsBody, toFileBody } from '../file-body.js';
import { notServed, refusal } from '../refusal.js';
import { fits } from '../wildcard.js';
import { several } from '../wire.js';
import { doneReply } from './done-reply.js';
import { refusedOwner, setModes } from './file-modes.js';
import { filePaths, inTurn } from './file-place.js';
import type { RouteDeps } from './route-deps.js';

const FILES = '/sandboxes/:id/execd/files';
const params = { id: sessionParam };
const somePaths = z.object({ path: several });
const unchecked = z.unknown();

export function fileRoutes(deps: RouteDeps): readonly Route[] {
  return [info(deps), remove(deps), permissions(deps), move(deps), search(deps), download(deps)];
}

function info({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'GET', path: `${FILES}/info`, summary: 'What is known of some files.' },
    ...{ scope: 'files:read', cost: 1, wait: 'work', params, query: somePaths, body: noBody },
    responses: { 200: unchecked },
    handle: ({ params: { id: sessionId }, query: { path: asked }, signal }, carrel, caller) =>
      filePaths({ carrel, caller, sessionId, root, signal }, asked)
        .andThen((paths) => inTurn(paths, (path) => carrel.files.stat(caller, { sessionId, path }, { signal })))
        .map((entries) =>
          jsonReply(200, Object.fromEntries(entries.map((entry, at) => [asked[at], toFileBody(entry, root)]))),
        ),
  });
}

function remove({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'DELETE', path: FILES, summary: 'Removes files.' },
    ...{ scope: 'files:write', cost: 1, wait: 'work', params, query: somePaths, body: noBody },
    responses: { 200: null },
    handle: ({ params: { id: sessionId }, query, signal }, carrel, caller) => {
      const call = { carrel, caller, sessionId, root, signal };
      return filePaths(call, query.path).andThen((paths) =>
        inTurn(paths, (path) => carrel.files.stat(caller, { sessionId, path }, { signal })).andThen((entries) => {
          const folder = entries.find(({ type }) => type === 'directory');
          if (folder !== undefined) return okAsync(refusal(400, 'INVALID_FILE', `${folder.path} is a directory.`));
          return inTurn(paths, (path) => carrel.files.remove(caller, { sessionId, path }, { signal })).map(() =>
            doneReply(),
          );
        }),
      );
    },
  });
}

function permissions({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'POST', path: `${FILES}/permissions`, summary: 'Sets the modes of some files.' },
    ...{ scope: 'commands:write', cost: 2, wait: 'work', params, query: noQuery, body: jsonBody(permissionsBody) },
    responses: { 200: null },
    handle: ({ params: { id: sessionId }, body, signal }, carrel, caller) => {
      const refused = refusedOwner(Object.values(body));
      if (refused !== null) return okAsync(refused);
      const call = { carrel, caller, sessionId, root, signal };
      return filePaths(call, Object.keys(body)).andThen((paths) => {
        const modes = Object.values(body).map(({ mode }) => mode);
        return setModes(
          call,
          paths.flatMap((path, at) => pairOf(path, modes[at])),
        ).map(() => doneReply());
      });
    },
  });
}

function move({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'POST', path: `${FILES}/mv`, summary: 'Gives files other paths; replaces nothing.' },
    ...{ scope: 'files:write', cost: 1, wait: 'work', params, query: noQuery, body: jsonBody(movesBody) },
    responses: { 200: null },
    handle: ({ params: { id: sessionId }, body, signal }, carrel, caller) =>
      filePaths(
        { carrel, caller, sessionId, root, signal },
        body.flatMap(({ src, dest }) => [src, dest]),
      )
        .andThen((paths) =>
          inTurn(
            body.map((_, at) => ({ path: paths[2 * at] ?? '', to: paths[2 * at + 1] ?? '' })),
            (way) => carrel.files.move(caller, { sessionId, ...way }, { signal }),
          ),
        )
        .map(() => doneReply()),
  });
}

function search({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'GET', path: `${FILES}/search`, summary: 'The files below a directory whose names fit a pattern.' },
    ...{ scope: 'files:read', cost: 2, wait: 'work', params, body: noBody },
    query: z.object({ path: z.string(), pattern: z.string().min(1).max(1_024).default('**') }),
    responses: { 200: unchecked },
    handle: ({ params: { id: sessionId }, query: { path: asked, pattern }, signal }, carrel, caller) =>
      filePaths({ carrel, caller, sessionId, root, signal }, [asked]).andThen(([path = '']) =>
        carrel.files.list(caller, { sessionId, path }, { recursive: true, signal }).map((entries) => {
          const found = entries.filter((entry) => {
            const below = path === '' ? entry.path : entry.path.slice(path.replace(/\/$/, '').length + 1);
            const name = below.slice(below.lastIndexOf('/') + 1);
            return entry.type !== 'directory' && fits(pattern, pattern.includes('/') ? below : name);
          });
          return jsonReply(
            200,
            found.map((entry) => toFileBody(entry, root)),
          );
        }),
      ),
  });
}

function download({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'GET', path: `${FILES}/download`, summary: 'The bytes of a file, or one range of them.' },
    ...{ scope: 'files:read', cost: 1, wait: 'work', params, body: noBody },
    query: z.object({ path: z.string(), offset: z.string().optional(), limit: z.string().optional() }),
    responses: { 200: null, 206: null },
    handle: ({ params: { id: sessionId }, query, headers, signal }, carrel, caller) => {
      if (query.offset !== undefined || query.limit !== undefined) return okAsync(notServed('files by lines'));
      return filePaths({ carrel, caller, sessionId, root, signal }, [query.path]).andThen(([path = '']) => {
        const place = { sessionId, path };
        return carrel.files.stat(caller, place, { signal }).andThen(({ size }) => {
          const part = parseRange(header(headers, 'range') ?? '', size);
          if (part === 'unsatisfiable') return okAsync(outsideRange(size));
          const asked = part ?? { start: 0, length: size };
          return carrel.files.read(caller, place, { ...part, signal }).map(({ entry, data }) => {
            const last = String(asked.start + asked.length - 1);
            const range = { 'Content-Range': `bytes ${String(asked.start)}-${last}/${String(size)}` };
            const length = part === null ? entry.size : part.length;
            return bytesReply(
              part === null ? 200 : 206,
              { chunks: data, length },
              { ...TYPE, ...(part === null ? {} : range) },
            );
          });
        });
      });
    },
  });
}

const TYPE = {
  'Content-Type': 'application/octet-stream',
  'Accept-Ranges': 'bytes',
  'Content-Disposition': 'attachment',
};

function outsideRange(size: number): Reply {
  const reply = refusal(416, 'RANGE_NOT_SATISFIABLE', `The file has ${String(size)} bytes.`);
  return { ...reply, headers: { 'Content-Range': `bytes */${String(size)}` } };
}

function pairOf(path: string, mode: number | undefined): readonly (readonly [string, number])[] {
  return mode === undefined ? [] : [[path, mode]];
}
