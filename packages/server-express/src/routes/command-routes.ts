import type { CommandEvent } from '@carrel/core/workspaces';
import { z } from 'zod';
import { jsonBody, noBody, streamBody } from '../http/body-spec.js';
import { commandParam, sessionParam } from '../http/path-param.js';
import { emptyReply, eventsReply, jsonReply } from '../http/reply.js';
import { collectBody } from '../http/request-body.js';
import { count, flag, noQuery, pageQuery } from '../http/request-query.js';
import { bearerRoute, type Route } from '../http/route.js';
import type { ServerSentEvent } from '../http/server-sent-event.js';
import {
  codeResultBody,
  commandBody,
  resultBody,
  runCodeBody,
  runCommandBody,
  signalBody,
  startedBody,
  toCommand,
  toCommandBody,
  toResultBody,
} from '../wire/command-body.js';
import { pageBody, pageOf } from '../wire/page.js';
import { languageIssue } from './language-issues.js';
import { nextOffset } from './resume-from.js';
import { failedEvent, serverEvents } from './server-events.js';

const inSession = { id: sessionParam };
const ofCommand = { id: sessionParam, cid: commandParam };

const runCommand = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/commands',
  summary: 'Runs a program to its end, or sets it going in the background.',
  scope: 'commands:write',
  cost: 2,
  wait: 'work',
  params: inSession,
  query: noQuery,
  body: jsonBody(runCommandBody, { limit: 'run' }),
  responses: { 200: resultBody, 201: startedBody },
  handle: ({ basePath, params: { id: session }, body, signal }, carrel, caller) => {
    const request = toCommand(body);
    if (body.background !== true) {
      return carrel.commands
        .run(caller, session, { request, signal })
        .map((result) => jsonReply(200, toResultBody(result)));
    }
    return carrel.commands
      .start(caller, session, { request })
      .map(({ id, state }) =>
        jsonReply(201, { id, state }, { Location: `${basePath}/sessions/${session}/commands/${id}` }),
      );
  },
});

const listCommands = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/commands',
  summary: 'The commands of the session that are on record, the newest first.',
  scope: 'commands:read',
  cost: 1,
  wait: 'request',
  params: inSession,
  query: z.object(pageQuery),
  body: noBody,
  responses: { 200: pageBody(commandBody) },
  handle: ({ params, query }, carrel, caller) =>
    carrel.commands
      .list(caller, params.id)
      .andThen((all) =>
        pageOf(all, query, { scope: ['commands', params.id], keyOf: ({ id }) => id, cursors: carrel.cursors }),
      )
      .map(({ items, nextCursor }) => jsonReply(200, { items: items.map(toCommandBody), nextCursor })),
});

const getCommand = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/commands/:cid',
  summary: 'One command as it is now.',
  scope: 'commands:read',
  cost: 1,
  wait: 'request',
  params: ofCommand,
  query: noQuery,
  body: noBody,
  responses: { 200: commandBody },
  handle: ({ params: { id: sessionId, cid: id } }, carrel, caller) =>
    carrel.commands.get(caller, { sessionId, id }).map((command) => jsonReply(200, toCommandBody(command))),
});

const followOutput = bearerRoute({
  method: 'GET',
  path: '/sessions/:id/commands/:cid/output',
  summary: 'The output of a command from an offset on, what is there and what follows.',
  scope: 'commands:read',
  cost: 1,
  wait: 'stream',
  params: ofCommand,
  query: z.object({ from: count.exactOptional() }),
  body: noBody,
  responses: { 200: null },
  handle: ({ params: { id: sessionId, cid: id }, query, headers, requestId, signal }, carrel, caller) =>
    nextOffset(headers, query.from)
      .asyncAndThen((from) => carrel.commands.output(caller, { sessionId, id }, { from, signal }))
      .map((events) => eventsReply(serverEvents(events, (event) => toEvent(event, requestId), requestId))),
});

const writeInput = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/commands/:cid/stdin',
  summary: "Gives bytes to a command's standard input, and with `end` closes it.",
  scope: 'commands:write',
  cost: 1,
  wait: 'work',
  params: ofCommand,
  query: z.object({ end: flag.exactOptional() }),
  body: streamBody('stdin'),
  responses: { 204: null },
  handle: ({ params: { id: sessionId, cid: id }, query, body }, carrel, caller) =>
    collectBody(body)
      .andThen((data) => carrel.commands.writeStdin(caller, { sessionId, id }, { data, ...query }))
      .map(() => emptyReply()),
});

const sendSignal = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/commands/:cid/signal',
  summary: 'Sends a signal to a command.',
  scope: 'commands:write',
  cost: 1,
  wait: 'request',
  params: ofCommand,
  query: noQuery,
  body: jsonBody(signalBody),
  responses: { 204: null },
  handle: ({ params: { id: sessionId, cid: id }, body }, carrel, caller) =>
    carrel.commands.signal(caller, { sessionId, id }, body.signal).map(() => emptyReply()),
});

const killCommand = bearerRoute({
  method: 'DELETE',
  path: '/sessions/:id/commands/:cid',
  summary: 'Ends the whole process tree of a command.',
  scope: 'commands:write',
  cost: 1,
  wait: 'request',
  params: ofCommand,
  query: noQuery,
  body: noBody,
  responses: { 204: null },
  handle: ({ params: { id: sessionId, cid: id } }, carrel, caller) =>
    carrel.commands.kill(caller, { sessionId, id }).map(() => emptyReply()),
});

const runCode = bearerRoute({
  method: 'POST',
  path: '/sessions/:id/run',
  summary: 'Builds and runs a program that is given as files.',
  scope: 'commands:write',
  cost: 2,
  wait: 'work',
  params: inSession,
  query: noQuery,
  body: jsonBody(runCodeBody, { limit: 'run' }),
  responses: { 200: codeResultBody },
  handle: ({ params, body, signal }, carrel, caller) =>
    carrel.runner
      .run(caller, params.id, { request: body, signal })
      .mapErr(languageIssue({ language: body.language }))
      .map((result) => jsonReply(200, result)),
});

export const commandRoutes: readonly Route[] = [
  runCommand,
  listCommands,
  getCommand,
  followOutput,
  writeInput,
  sendSignal,
  killCommand,
  runCode,
];

/** The id is the offset behind the event, so that a reader that comes again goes on with the next byte. */
function toEvent(event: CommandEvent, requestId: string): ServerSentEvent {
  switch (event.type) {
    case 'output': {
      const { offset, channel, data } = event;
      return { event: 'output', id: offset + data.byteLength, data: { offset, channel, data: toBase64(data) } };
    }
    case 'gap':
      return { event: 'gap', id: event.to, data: { from: event.from, to: event.to } };
    case 'exit': {
      const { exit, end, truncated } = event;
      const data = { exitCode: exit.code, signal: exit.signal, reason: exit.reason, truncated, offset: end };
      return { event: 'exit', id: end, data };
    }
    case 'failed':
      return failedEvent(event.error, requestId);
    default:
      return event satisfies never;
  }
}

function toBase64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
