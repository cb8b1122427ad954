import { z } from 'zod';
import { jsonBody, noBody } from '../http/body-spec.js';
import { sessionParam } from '../http/path-param.js';
import { jsonReply } from '../http/reply.js';
import { noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import { pageOf } from '../wire/page.js';
import {
  detectionsBody,
  installBody,
  installResultBody,
  startedInstallBody,
  toDetectionBody,
  toInstallRequest,
  toInstallResultBody,
  toStartedInstallBody,
} from '../wire/project-body.js';

const params = { id: sessionParam };

const detectProjects = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/projects',
  summary: 'What the projects of the workspace are built with, told by their files, best first.',
  scope: 'files:read',
  cost: 2,
  wait: 'work',
  params,
  query: z.object({ ...pageQuery, path: z.string().default('') }),
  body: noBody,
  responses: { 200: detectionsBody },
  handle: ({ params: { id }, query: { path, ...page }, signal }, carrel, caller) =>
    carrel.projects
      .detect(caller, id, { path, signal })
      .andThen(({ detections, truncated }) =>
        pageOf(detections, page, {
          scope: ['projects', id, path],
          keyOf: (one) => `${one.id} ${one.directory}`,
          cursors: carrel.cursors,
        }).map(({ items, nextCursor }) => ({ items: items.map(toDetectionBody), nextCursor, truncated })),
      )
      .map((body) => jsonReply(200, body)),
});

const installPackages = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/projects/install',
  summary: 'Installs what a project asks for, or adds packages to it, to the end or in the background.',
  scope: 'commands:write',
  cost: 5,
  wait: 'work',
  params,
  query: noQuery,
  body: jsonBody(installBody, { optional: true }),
  responses: { 200: installResultBody, 201: startedInstallBody },
  handle: ({ basePath, params: { id: session }, body, signal }, carrel, caller) => {
    const request = toInstallRequest(body);
    if (body.background !== true) {
      return carrel.projects
        .install(caller, session, { request, signal })
        .map((result) => jsonReply(200, toInstallResultBody(result)));
    }
    return carrel.projects.startInstall(caller, session, { request }).map((started) =>
      jsonReply(201, toStartedInstallBody(started), {
        Location: `${basePath}/sessions/${session}/commands/${started.commandId}`,
      }),
    );
  },
});

export const projectRoutes: readonly Route[] = [detectProjects, installPackages];
