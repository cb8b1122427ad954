import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Rbac } from '../access/rbac.js';
import type { Tokens, User } from '../access/users.js';
import { ApiError, forbidden, internalError, unauthorized } from '../store/status.js';
import type { Answer, Call, Handled, ResourceCall } from './call.js';
import type { Calls } from './calls.js';
import { Cut, type RequestFaults } from './request-faults.js';
import { attributesOf, requestInfo, type RequestInfo } from './request-info.js';

export interface ServerParts {
  readonly rbac: Rbac;
  readonly tokens: Tokens;
  readonly faults: RequestFaults;
  readonly calls: Calls;
  readonly certificate: { readonly key: string; readonly cert: string };
  /** What answers a request that was let in. */
  readonly handle: (call: Call) => Promise<Handled>;
  /** A stream is also to be allowed as a `create`, as servers from 1.35 on have it, beside the `get` that its request is. */
  readonly streamsNeedCreate: boolean;
  /** What takes over a connection that is to be a stream. */
  readonly upgrade: (call: Omit<ResourceCall, 'response'>, socket: Duplex, head: Buffer) => Promise<void>;
}

const KEEP_ALIVE_MS = 90_000;

/** The front of the API: HTTPS on loopback, who asks, what they may, and refusals as `Status` objects. */
export class ApiServer {
  private server: Server | undefined;
  private readonly sockets = new Set<Duplex>();
  private port = 0;

  constructor(private readonly parts: ServerParts) {}

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** Listens; after a `stop`, on the same port again. */
  async start(): Promise<void> {
    const server = createServer(this.parts.certificate);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response));
    server.on(
      'upgrade',
      (request: IncomingMessage, socket: Duplex, head: Buffer) => void this.upgrade(request, socket, head),
    );
    server.on('connection', (socket: Duplex) => this.keep(socket));
    server.on('tlsClientError', () => undefined);
    server.requestTimeout = 0;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Breaks every connection and listens no longer. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    this.cutAll();
    await closed;
  }

  /** Breaks every connection there is now. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private keep(socket: Duplex): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const info = requestInfo(request.method ?? 'GET', url);
    const who = { name: '' };
    try {
      await this.parts.faults.before(info);
      const user = this.letIn(request, info);
      who.name = user.name;
      const call: Call = { info, user, query: url.searchParams, request, response };
      const answer = await this.parts.handle(call);
      this.parts.calls.add(info, who.name, answer?.code ?? 200);
      if (answer === undefined) return;
      this.parts.faults.after(info);
      write(response, answer);
    } catch (cause) {
      if (cause instanceof Cut) return void request.socket.destroy();
      const error = toApiError(cause);
      this.parts.calls.add(info, who.name, error.code);
      if (response.headersSent) return void response.destroy();
      write(response, { code: error.code, body: error.status });
    }
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.keep(socket);
    const url = new URL(request.url ?? '/', this.url);
    const info = requestInfo(request.method ?? 'GET', url);
    try {
      await this.parts.faults.before(info);
      const user = this.letIn(request, info);
      if (info.kind === 'path') throw new ApiError(400, 'BadRequest', 'no stream is here');
      const creating: RequestInfo = { ...info, verb: 'create' };
      const mayCreate = !this.parts.streamsNeedCreate || this.parts.rbac.isAllowed(user, attributesOf(creating));
      if (!mayCreate) throw refused(user, creating);
      await this.parts.upgrade({ info, user, query: url.searchParams, request }, socket, head);
      this.parts.calls.add(info, user.name, 101);
    } catch (cause) {
      if (cause instanceof Cut) return void socket.destroy();
      const error = toApiError(cause);
      this.parts.calls.add(info, '', error.code);
      const body = JSON.stringify(error.status);
      socket.end(
        `HTTP/1.1 ${error.code} ${error.reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
    }
  }

  /** @throws ApiError 401 or 403. */
  private letIn(request: IncomingMessage, info: RequestInfo): User {
    const [, token] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const user = token === undefined ? undefined : this.parts.tokens.find(token)?.user;
    if (user === undefined) throw unauthorized();
    if (!this.parts.rbac.isAllowed(user, attributesOf(info))) throw refused(user, info);
    return user;
  }
}

/** Another code than ours is wrong when it throws anything else. */
const toApiError = (cause: unknown): ApiError =>
  cause instanceof ApiError
    ? cause
    : internalError(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

function refused(user: User, info: RequestInfo): ApiError {
  if (info.kind === 'path') {
    return new ApiError(403, 'Forbidden', `forbidden: User "${user.name}" cannot ${info.verb} path "${info.path}"`);
  }
  const { verb, group, plural, namespace, name, subresource } = info;
  const full = subresource === undefined ? plural : `${plural}/${subresource}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const subject = { group, plural, ...(name === undefined ? {} : { name }) };
  return forbidden(subject, `User "${user.name}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`);
}

function write(response: ServerResponse, { code, body }: Answer): void {
  const text = JSON.stringify(body);
  const details = body['details'] as { retryAfterSeconds?: number } | undefined;
  const wait = code === 429 || code >= 500 ? details?.retryAfterSeconds : undefined;
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  if (wait !== undefined) response.setHeader('retry-after', String(wait));
  response.writeHead(code, { 'content-length': Buffer.byteLength(text) }).end(text);
}
