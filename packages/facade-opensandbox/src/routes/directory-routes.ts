import { okAsync } from '@carrel/core/kernel';
import { bearerRoute, jsonBody, jsonReply, noBody, noQuery, sessionParam, type Route } from '@carrel/server-express';
import { z } from 'zod';
import { permissionsBody, toFileBody } from '../file-body.js';
import { refusal } from '../refusal.js';
import { several } from '../wire.js';
import { doneReply } from './done-reply.js';
import { refusedOwner, setModes } from './file-modes.js';
import { filePaths, inTurn } from './file-place.js';
import type { RouteDeps } from './route-deps.js';

const DIRECTORIES = '/sandboxes/:id/execd/directories';
const params = { id: sessionParam };

/** What a directory has when nobody says otherwise. */
const USUAL = 755;

export function directoryRoutes(deps: RouteDeps): readonly Route[] {
  return [list(deps), make(deps), remove(deps)];
}

function list({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'GET', path: `${DIRECTORIES}/list`, summary: 'What is in a directory, down to a depth.' },
    ...{ scope: 'files:read', cost: 1, wait: 'work', params, body: noBody },
    query: z.object({
      path: z.string(),
      depth: z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number)
        .default(1),
    }),
    responses: { 200: z.unknown() },
    handle: ({ params: { id: sessionId }, query: { path: asked, depth }, signal }, carrel, caller) =>
      filePaths({ carrel, caller, sessionId, root, signal }, [asked]).andThen(([path = '']) =>
        carrel.files.stat(caller, { sessionId, path }, { signal }).andThen(({ path: own, type }) => {
          if (type !== 'directory') return okAsync(refusal(400, 'INVALID_FILE', `${asked} is no directory.`));
          return carrel.files.list(caller, { sessionId, path }, { recursive: depth > 1, signal }).map((entries) => {
            const found = entries.filter((entry) => depthOf(entry.path, own) <= depth);
            const sorted = found.toSorted((one, other) => compareParts(one.path.split('/'), other.path.split('/')));
            return jsonReply(
              200,
              sorted.map((entry) => toFileBody(entry, root)),
            );
          });
        }),
      ),
  });
}

function make({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'POST', path: DIRECTORIES, summary: 'Makes directories and the ones above them.' },
    ...{ scope: 'files:write', cost: 1, wait: 'work', params, query: noQuery, body: jsonBody(permissionsBody) },
    responses: { 200: null },
    handle: ({ params: { id: sessionId }, body, signal }, carrel, caller) => {
      const refused = refusedOwner(Object.values(body));
      if (refused !== null) return okAsync(refused);
      const call = { carrel, caller, sessionId, root, signal };
      const modes = Object.values(body).map(({ mode = USUAL }) => mode);
      return filePaths(call, Object.keys(body))
        .andThen((paths) =>
          inTurn(paths, (path) => carrel.files.makeDirectory(caller, { sessionId, path }, { signal })).andThen(() =>
            setModes(
              call,
              paths.map((path, at) => [path, modes[at] ?? USUAL] as const).filter(([, mode]) => mode !== USUAL),
            ),
          ),
        )
        .map(() => doneReply());
    },
  });
}

function remove({ options: { root } }: RouteDeps): Route {
  return bearerRoute({
    ...{ method: 'DELETE', path: DIRECTORIES, summary: 'Removes directories with everything below them.' },
    ...{ scope: 'files:write', cost: 1, wait: 'work', params, body: noBody },
    query: z.object({ path: several }),
    responses: { 200: null },
    handle: ({ params: { id: sessionId }, query, signal }, carrel, caller) =>
      filePaths({ carrel, caller, sessionId, root, signal }, query.path)
        .andThen((paths) => inTurn(paths, (path) => carrel.files.remove(caller, { sessionId, path }, { signal })))
        .map(() => doneReply()),
  });
}

/** How many levels below `directory` the path is. */
function depthOf(path: string, directory: string): number {
  const levels = (text: string) => (text === '' ? 0 : text.split('/').length);
  return levels(path) - levels(directory);
}

/** What is in a directory comes behind it, before its next sibling. */
function compareParts(one: readonly string[], other: readonly string[]): number {
  for (const [at, part] of one.entries()) {
    const against = other[at];
    if (against === undefined) return 1;
    if (part !== against) return part < against ? -1 : 1;
  }
  return one.length - other.length;
}
