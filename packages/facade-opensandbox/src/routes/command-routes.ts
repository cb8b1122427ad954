import { okAsync } from '@carrel/core/kernel';
import {
  bearerRoute,
  bytesReply,
  commandParam,
  eventsReply,
  jsonBody,
  jsonReply,
  noBody,
  noQuery,
  sessionParam,
  type Reply,
  type Route,
} from '@carrel/server-express';
import { z } from 'zod';
import { commandEvents, errorOf, exitCodeOf, startedEvents } from '../command-events.js';
import { outputSoFar } from '../command-logs.js';
import { notServed, refusal } from '../refusal.js';
import { stateOf } from '../sandbox.js';
import { findSandbox, findSession } from '../sandboxes.js';
import { commandText, shellCommand } from '../shell-command.js';
import { commandBody, isGiven } from '../wire.js';
import { doneReply } from './done-reply.js';
import type { RouteDeps } from './route-deps.js';

const EXECD = '/sandboxes/:id/execd';
const params = { id: sessionParam };
const ofCommand = { id: sessionParam, cid: commandParam };
const unchecked = z.unknown();
const NO_INPUT = new Uint8Array();

export function commandRoutes(deps: RouteDeps): readonly Route[] {
  return [ping, run(deps), interrupt, status, logs(deps)];
}

const ping = bearerRoute({
  method: 'GET',
  path: `${EXECD}/ping`,
  summary: 'Whether commands can be run.',
  scope: 'sessions:read',
  cost: 1,
  wait: 'request',
  params,
  query: noQuery,
  body: noBody,
  responses: { 200: null },
  handle: ({ params: { id } }, carrel, caller) =>
    findSandbox(carrel, caller, id).map((sandbox) => {
      const state = stateOf(sandbox);
      return state === 'Running' ? doneReply() : refusal(503, 'SANDBOX_NOT_READY', `The sandbox is ${state}.`);
    }),
});

function run({ clock, options: { root } }: RouteDeps): Route {
  return bearerRoute({
    method: 'POST',
    path: `${EXECD}/command`,
    summary: 'Runs a text for a shell, and tells what it writes and how it ends; or sets it going in the background.',
    scope: 'commands:write',
    cost: 2,
    wait: 'stream',
    params,
    query: noQuery,
    body: jsonBody(commandBody, { limit: 'run' }),
    responses: { 200: null },
    handle: ({ params: { id: sessionId }, body, signal }, carrel, caller) => {
      if (isGiven(body.uid) || isGiven(body.gid)) return okAsync(notServed('commands of another user'));
      const { background, command, cwd, envs, timeout } = body;
      return findSession(carrel, caller, sessionId).andThen(({ facts }) => {
        const request = shellCommand(command, { cwd, root, timeout, env: { ...facts.env, ...envs } });
        return carrel.commands.start(caller, sessionId, { request }).andThen(({ id }) => {
          const ref = { sessionId, id };
          const closed = carrel.commands
            .writeStdin(caller, ref, { data: NO_INPUT, end: true })
            // A program that is over reads no more.
            .orElse(() => okAsync(undefined));
          if (background === true) return closed.map(() => eventsReply(asyncOf(startedEvents(id, clock))));
          const kill = () => void carrel.commands.kill(caller, ref);
          if (signal.aborted) kill();
          signal.addEventListener('abort', kill, { once: true });
          const ended = () => {
            signal.removeEventListener('abort', kill);
          };
          return closed
            .andThen(() => carrel.commands.output(caller, ref, { signal }))
            .map((events) => eventsReply(commandEvents(events, { id, clock, ended })));
        });
      });
    },
  });
}

const interrupt = bearerRoute({
  method: 'DELETE',
  path: `${EXECD}/command`,
  summary: 'Ends a command with everything that it started.',
  scope: 'commands:write',
  cost: 1,
  wait: 'request',
  params,
  query: z.object({ id: z.string() }),
  body: noBody,
  responses: { 200: null },
  handle: ({ params: { id: sessionId }, query: { id: text } }, carrel, caller) =>
    findSession(carrel, caller, sessionId)
      .andThen(() => commandParam(text))
      .andThen((id) => carrel.commands.kill(caller, { sessionId, id }))
      .map(() => doneReply()),
});

const status = bearerRoute({
  method: 'GET',
  path: `${EXECD}/command/status/:cid`,
  summary: 'Whether a command runs, and how it ended.',
  scope: 'commands:read',
  cost: 1,
  wait: 'request',
  params: ofCommand,
  query: noQuery,
  body: noBody,
  responses: { 200: unchecked },
  handle: ({ params: { id: sessionId, cid: id } }, carrel, caller) =>
    findSession(carrel, caller, sessionId)
      .andThen(() => carrel.commands.get(caller, { sessionId, id }))
      .map(({ argv, createdAt, endedAt, exit, state }) => {
        const error = exit === undefined ? null : errorOf(exit);
        return jsonReply(200, {
          ...{ id, content: commandText(argv), running: state === 'running', started_at: createdAt },
          ...(exit === undefined ? {} : { exit_code: exitCodeOf(exit) }),
          ...(endedAt === undefined ? {} : { finished_at: endedAt }),
          ...(error === null ? {} : { error: error.evalue }),
        });
      }),
});

function logs({ clock }: RouteDeps): Route {
  return bearerRoute({
    method: 'GET',
    path: `${EXECD}/command/:cid/logs`,
    summary: 'What a command wrote up to now, from a cursor on.',
    scope: 'commands:read',
    cost: 1,
    wait: 'request',
    params: ofCommand,
    query: z.object({
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number)
        .default(0),
    }),
    body: noBody,
    responses: { 200: null },
    handle: ({ params: { id: sessionId, cid: id }, query: { cursor: from }, signal }, carrel, caller) => {
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      return findSession(carrel, caller, sessionId)
        .andThen(() => carrel.commands.output(caller, { sessionId, id }, { from, signal: either }))
        .map((events) => outputSoFar(events, { from, stop, clock }))
        .map(({ text, next }) => textReply(text, { 'EXECD-COMMANDS-TAIL-CURSOR': String(next) }));
    },
  });
}

function textReply(text: string, headers: Readonly<Record<string, string>>): Reply {
  const bytes = Buffer.from(text);
  const type = { 'Content-Type': 'text/plain; charset=utf-8' };
  return bytesReply(200, { chunks: asyncOf([bytes]), length: bytes.length }, { ...type, ...headers });
}

async function* asyncOf<T>(items: Iterable<T>): AsyncGenerator<T, void, void> {
  yield* items;
}
