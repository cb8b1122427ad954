/** The same steps on node's own server: routes by comparing segments, bodies checked by hand. */
import { answerHeaders, bytesHeaders, logRequest, problemOf } from './hand-wire.mjs';
import { Refusal } from './hand-steps.mjs';

const MAX_BODY_BYTES = 268_435_456;

export function httpListener(steps, base) {
  return async (request, response) => {
    const startedAt = performance.now();
    const seen = { caller: undefined };
    response.once('finish', () => logRequest(request, response, seen.caller, startedAt));
    try {
      seen.caller = await steps.admit(request.headers, request.socket.remoteAddress);
      send(response, seen.caller, await route(steps, seen.caller, request, base));
    } catch (error) {
      const { status, body } = problemOf(error);
      response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(body));
    }
  };
}

async function route(steps, caller, request, base) {
  const { method } = request;
  const url = new URL(request.url, 'http://localhost');
  if (!url.pathname.startsWith(`${base}/`)) throw new Refusal(404, 'request/no-route');
  const [first, id, third, fourth] = url.pathname.slice(base.length + 1).split('/');
  const query = url.searchParams;
  if (first === 'users' && id === 'me' && method === 'GET') return steps.me(caller);
  if (first === 'settings' && method === 'PUT') {
    const { value } = await jsonOf(request);
    if (value === undefined) throw new Refusal(400, 'request/invalid');
    return steps.putSetting(caller, id, third, value);
  }
  if (first === 'conversations' && third === 'messages') {
    if (method === 'GET') return steps.messages(caller, id, limitOf(query));
    if (method === 'POST') return steps.addMessage(caller, id, checkedMessage(await jsonOf(request)));
  }
  if (first !== 'sessions') throw new Refusal(404, 'request/no-route');
  if (method === 'GET' && id === undefined) return steps.sessions(caller);
  if (method === 'GET' && third === undefined) return steps.session(caller, id);
  if (method === 'POST' && third === 'commands') return steps.run(caller, id, checkedCommand(await jsonOf(request)));
  if (third !== 'files') throw new Refusal(404, 'request/no-route');
  return files(steps, caller, { request, id, what: `${method} ${fourth ?? ''}`, path: pathOf(query) });
}

async function files(steps, caller, { request, id, what, path }) {
  switch (what) {
    case 'GET ':
      return steps.list(caller, id, path);
    case 'GET stat':
      return steps.stat(caller, id, path);
    case 'GET content':
      return steps.read(caller, id, path);
    case 'PUT content':
      return steps.write(caller, id, path, await bodyOf(request));
    default:
      throw new Refusal(404, 'request/no-route');
  }
}

function pathOf(query) {
  const path = query.get('path');
  if (path === null) throw new Refusal(400, 'request/invalid');
  return path;
}

function limitOf(query) {
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new Refusal(400, 'request/invalid');
  return limit;
}

function checkedMessage({ role, content }) {
  if (!['user', 'assistant', 'system'].includes(role) || typeof content !== 'string' || content.length > 262_144)
    throw new Refusal(400, 'request/invalid');
  return { role, content };
}

function checkedCommand({ argv, timeoutMs }) {
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every((word) => typeof word === 'string'))
    throw new Refusal(400, 'request/invalid');
  return { argv, timeoutMs };
}

async function jsonOf(request) {
  try {
    return JSON.parse(await bodyOf(request));
  } catch {
    throw new Refusal(400, 'request/malformed');
  }
}

async function bodyOf(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MAX_BODY_BYTES) throw new Refusal(413, 'request/too-large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function send(response, caller, { status, json, bytes, etag }) {
  const body = bytes ?? Buffer.from(JSON.stringify(json));
  const type = bytes === undefined ? { 'Content-Type': 'application/json; charset=utf-8' } : bytesHeaders();
  response.writeHead(status, { ...answerHeaders(caller, etag), ...type, 'Content-Length': body.length });
  response.end(body);
}
