import { err, ok, okAsync, toTimestamp, type Result } from '@carrel/core/kernel';
import {
  bearerRoute,
  jsonBody,
  jsonReply,
  noBody,
  noQuery,
  sessionParam,
  type Reply,
  type Route,
} from '@carrel/server-express';
import { z } from 'zod';
import { languagesOf } from '../image-languages.js';
import { notServed, refusal } from '../refusal.js';
import { toLabels } from '../sandbox-labels.js';
import { createSandbox, findSandbox, findSession, listSandboxes } from '../sandboxes.js';
import { stateOf, toSandboxBody } from '../sandbox.js';
import { createBody, isGiven, listQuery, metadataBody, renewBody, type CreateBody } from '../wire.js';
import { doneReply } from './done-reply.js';
import type { RouteDeps } from './route-deps.js';

const params = { id: sessionParam };
const unchecked = z.unknown();

/** What does nothing but keep a sandbox there, which a workspace does by itself. */
const IDLE = new Set(['tail -f /dev/null', 'sleep infinity']);

export function lifecycleRoutes(deps: RouteDeps): readonly Route[] {
  return [createRoute(deps), list, get, patchMetadata, remove, pause, resume, renew, tellMetrics];
}

function createRoute({ clock, options }: RouteDeps): Route {
  return bearerRoute({
    method: 'POST',
    path: '/v1/sandboxes',
    summary: 'Makes a sandbox, whose workspace starts.',
    scope: 'sessions:write',
    cost: 3,
    wait: 'request',
    params: {},
    query: noQuery,
    body: jsonBody(createBody),
    responses: { 202: unchecked },
    handle: ({ basePath, body }, carrel, caller) => {
      const wanted = wantedImage(body);
      if (wanted.isErr()) return okAsync(wanted.error);
      const { entrypoint = [], env = {}, metadata = {}, timeout } = body;
      const languages = languagesOf(wanted.value, options.images);
      const facts = { image: wanted.value, entrypoint, env, metadata };
      const expiry = isGiven(timeout) ? { expiresAt: toTimestamp(clock.now() + timeout * 1_000) } : {};
      return createSandbox(carrel, caller, { facts, languages, ...expiry, storage: options.storage })
        .map((sandbox) =>
          jsonReply(202, toSandboxBody(sandbox), { Location: `${basePath}/v1/sandboxes/${sandbox.session.id}` }),
        )
        .orElse((error) => (error.type === 'language/not-found' ? ok(unknownImage(wanted.value)) : err(error)));
    },
  });
}

const list = bearerRoute({
  method: 'GET',
  path: '/v1/sandboxes',
  summary: 'The sandboxes of the caller, the newest first.',
  scope: 'sessions:read',
  cost: 2,
  wait: 'request',
  params: {},
  query: listQuery,
  body: noBody,
  responses: { 200: unchecked },
  handle: ({ query: { state, metadata = '', page, pageSize } }, carrel, caller) =>
    listSandboxes(carrel, caller, Object.fromEntries(new URLSearchParams(metadata))).map((all) => {
      const found = state === undefined ? all : all.filter((sandbox) => state.includes(stateOf(sandbox)));
      const totalItems = found.length;
      const totalPages = Math.ceil(totalItems / pageSize);
      const items = found.slice((page - 1) * pageSize, page * pageSize).map(toSandboxBody);
      return jsonReply(200, {
        items,
        pagination: { page, pageSize, totalItems, totalPages, hasNextPage: page < totalPages },
      });
    }),
});

const get = bearerRoute({
  method: 'GET',
  path: '/v1/sandboxes/:id',
  summary: 'One sandbox.',
  scope: 'sessions:read',
  cost: 1,
  wait: 'request',
  params,
  query: noQuery,
  body: noBody,
  responses: { 200: unchecked },
  handle: ({ params: { id } }, carrel, caller) =>
    findSandbox(carrel, caller, id).map((sandbox) => jsonReply(200, toSandboxBody(sandbox))),
});

const patchMetadata = bearerRoute({
  method: 'PATCH',
  path: '/v1/sandboxes/:id/metadata',
  summary: 'Changes the metadata that is named; null takes it away.',
  scope: 'sessions:write',
  cost: 2,
  wait: 'request',
  params,
  query: noQuery,
  body: jsonBody(metadataBody),
  responses: { 200: unchecked },
  handle: ({ params: { id }, body }, carrel, caller) =>
    findSession(carrel, caller, id)
      .andThen(({ session, facts }) => {
        const changed = Object.entries({ ...facts.metadata, ...body });
        const kept = changed.filter((entry): entry is [string, string] => entry[1] !== null);
        const labels = toLabels({ ...facts, metadata: Object.fromEntries(kept) });
        return labels.asyncAndThen((all) =>
          carrel.sessions.update(caller, id, { changes: { labels: all }, ifVersion: session.version }),
        );
      })
      .andThen(() => findSandbox(carrel, caller, id))
      .map((sandbox) => jsonReply(200, toSandboxBody(sandbox))),
});

const remove = bearerRoute({
  method: 'DELETE',
  path: '/v1/sandboxes/:id',
  summary: 'Deletes a sandbox, whatever it does.',
  scope: 'sessions:write',
  cost: 1,
  wait: 'work',
  params,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id } }, carrel, caller) =>
    findSession(carrel, caller, id)
      .andThen(() => carrel.sessions.remove(caller, id))
      .map(() => doneReply(204)),
});

const pause = bearerRoute({
  method: 'POST',
  path: '/v1/sandboxes/:id/pause',
  summary: 'Stops the workspace of a sandbox that runs; its files stay where they are stored.',
  scope: 'workspaces:write',
  cost: 1,
  wait: 'work',
  params,
  query: noQuery,
  body: noBody,
  responses: { 202: null },
  handle: ({ params: { id } }, carrel, caller) =>
    findSandbox(carrel, caller, id).andThen((sandbox) => {
      if (stateOf(sandbox) !== 'Running') return okAsync(wrongState('paused', stateOf(sandbox)));
      return carrel.workspaces.stop(caller, id).map(() => doneReply(202));
    }),
});

const resume = bearerRoute({
  method: 'POST',
  path: '/v1/sandboxes/:id/resume',
  summary: 'Starts the workspace of a sandbox that is paused.',
  scope: 'workspaces:write',
  cost: 2,
  wait: 'request',
  params,
  query: noQuery,
  body: noBody,
  responses: { 202: null },
  handle: ({ params: { id } }, carrel, caller) =>
    findSandbox(carrel, caller, id).andThen((sandbox) => {
      const state = stateOf(sandbox);
      if (state !== 'Paused' && state !== 'Pausing') return okAsync(wrongState('resumed', state));
      return carrel.workspaces.start(caller, id, { waitMs: 0 }).map(() => doneReply(202));
    }),
});

const renew = bearerRoute({
  method: 'POST',
  path: '/v1/sandboxes/:id/renew-expiration',
  summary: 'Sets when a sandbox expires.',
  scope: 'sessions:write',
  cost: 1,
  wait: 'request',
  params,
  query: noQuery,
  body: jsonBody(renewBody),
  responses: { 200: unchecked },
  handle: ({ params: { id }, body: changes }, carrel, caller) =>
    findSession(carrel, caller, id)
      .andThen(() => carrel.sessions.update(caller, id, { changes }))
      .map(({ expiresAt }) => jsonReply(200, { expiresAt })),
});

const tellMetrics = bearerRoute({
  method: 'POST',
  path: '/v1/metrics/events',
  summary: 'Takes what the SDK measured, and drops it.',
  scope: null,
  cost: 1,
  wait: 'request',
  params: {},
  query: noQuery,
  body: jsonBody(unchecked),
  responses: { 204: null },
  handle: () => okAsync(doneReply(204)),
});

/** The image that is asked for, or why there can be no such sandbox. */
function wantedImage(body: CreateBody): Result<string, Reply> {
  const { image, entrypoint = [] } = body;
  if (isGiven(body.snapshotId)) return err(notServed('snapshots'));
  if (image === undefined) return err(refusal(400, 'INVALID_REQUEST_BODY', 'image: expected an image'));
  if (isGiven(image.auth)) return err(notServed('images of registries that ask for a password'));
  if (entrypoint.length > 0 && !IDLE.has(entrypoint.join(' ')))
    return err(notServed("entrypoints of one's own: run the program as a command in the background"));
  if (isGiven(body.platform) && body.platform.os !== 'linux') return err(notServed('other systems than Linux'));
  if (body.secureAccess === true) return err(notServed('secured endpoints'));
  if (isGiven(body.networkPolicy)) return err(notServed('network policies of one sandbox'));
  if (isGiven(body.credentialProxy)) return err(notServed('credential proxies'));
  if ((body.volumes ?? []).length > 0) return err(notServed('volumes'));
  return ok(image.uri);
}

function unknownImage(uri: string): Reply {
  return refusal(400, 'UNKNOWN_IMAGE', `No language of this server is called like the image ${uri}.`);
}

function wrongState(done: string, state: string): Reply {
  return refusal(409, 'INVALID_STATE', `A sandbox that is ${state} cannot be ${done}.`);
}
