/** The steps by hand in Express 5, with bodies checked by zod. */
import express from 'express';
import { z } from 'zod';
import { answerHeaders, bytesHeaders, logRequest, problemOf } from './hand-wire.mjs';

const messageBody = z.strictObject({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.string().max(262_144),
  replyTo: z.string().optional(),
});
const settingBody = z.strictObject({ value: z.json() });
const commandBody = z.strictObject({
  argv: z.array(z.string()).min(1).max(1_000),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  timeoutMs: z.int().min(1).max(86_400_000).optional(),
});
const pageQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) });
const pathQuery = z.object({ path: z.string() });

export function expressApp(steps, base) {
  const app = express().disable('x-powered-by').disable('etag');
  const json = express.json({ limit: '1mb' });
  const raw = express.raw({ type: 'application/octet-stream', limit: '256mb' });
  const routes = express.Router();
  app.use(logged);
  app.use(base, routes);
  routes.use(async (request, response, next) => {
    response.locals.caller = await steps.admit(request.headers, request.socket.remoteAddress);
    next();
  });
  const on = (method, path, parser, work) =>
    routes[method](path, ...parser, async (request, response) =>
      send(response, await work(response.locals.caller, request)),
    );
  const path = (request) => pathQuery.parse(request.query).path;
  on('get', '/users/me', [], (caller) => steps.me(caller));
  on('get', '/sessions', [], (caller) => steps.sessions(caller));
  on('get', '/sessions/:id', [], (caller, { params }) => steps.session(caller, params.id));
  on('get', '/conversations/:id/messages', [], (caller, { params, query }) =>
    steps.messages(caller, params.id, pageQuery.parse(query).limit),
  );
  on('post', '/conversations/:id/messages', [json], (caller, { params, body }) =>
    steps.addMessage(caller, params.id, messageBody.parse(body)),
  );
  on('put', '/settings/:category/:key', [json], (caller, { params: { category, key }, body }) =>
    steps.putSetting(caller, category, key, settingBody.parse(body).value),
  );
  on('post', '/sessions/:id/commands', [json], (caller, { params, body }) =>
    steps.run(caller, params.id, commandBody.parse(body)),
  );
  on('get', '/sessions/:id/files', [], (caller, request) => steps.list(caller, request.params.id, path(request)));
  on('get', '/sessions/:id/files/stat', [], (caller, request) => steps.stat(caller, request.params.id, path(request)));
  on('get', '/sessions/:id/files/content', [], (caller, request) =>
    steps.read(caller, request.params.id, path(request)),
  );
  on('put', '/sessions/:id/files/content', [raw], (caller, request) =>
    steps.write(caller, request.params.id, path(request), request.body),
  );
  // eslint-disable-next-line no-unused-vars -- four parameters are how Express knows what answers errors
  app.use((error, _request, response, _next) => {
    const { status, body } = problemOf(error instanceof z.ZodError ? { status: 400, message: 'request/invalid' } : error);
    response.status(status).type('application/problem+json').send(JSON.stringify(body));
  }); // prettier-ignore
  return app;
}

function logged(request, response, next) {
  const startedAt = performance.now();
  response.once('finish', () => logRequest(request, response, response.locals.caller, startedAt));
  next();
}

function send(response, { status, json, bytes, etag }) {
  const { caller } = response.locals;
  response.status(status).set(answerHeaders(caller, etag));
  if (bytes === undefined) response.json(json);
  else response.set(bytesHeaders()).send(bytes);
}
