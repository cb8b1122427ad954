import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent as TlsAgent, request, type Agent } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { ResultAsync } from '@carrel/core/kernel';
import type { LogFields, Logger } from '@carrel/core/telemetry';
import { describe, expect, it } from 'vitest';
import { noQuery, socketRoute, TlsFiles, type Socket, type SocketEnd, type TlsOptions } from '../src/index.js';
import { Certificates } from './certificates.js';
import { eventually } from './eventually.js';
import { SocketClient } from './socket-client.js';
import { testServer, type TestServer } from './test-server.js';

const echo = socketRoute({
  ...{ path: '/ws/echo', summary: 'Says it back.', scope: 'echo:use', description: '', params: {}, query: noQuery },
  serve: (_request, socket) => ResultAsync.fromSafePromise(answerAll(socket)),
});

async function answerAll(socket: Socket): Promise<SocketEnd> {
  for await (const message of socket.messages) if (message.kind === 'text') socket.send(message.text);
  return { code: 1000, reason: '' };
}

class Lines implements Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: LogFields }[] = [];
  debug = (fields: LogFields, message: string) => void this.lines.push({ level: 'debug', message, fields });
  info = (fields: LogFields, message: string) => void this.lines.push({ level: 'info', message, fields });
  warn = (fields: LogFields, message: string) => void this.lines.push({ level: 'warn', message, fields });
  error = (fields: LogFields, message: string) => void this.lines.push({ level: 'error', message, fields });
  child = () => this;

  count(level: string): number {
    return this.lines.filter((line) => line.level === level).length;
  }
}

interface Secure extends AsyncDisposable {
  readonly certificates: Certificates;
  readonly server: TestServer;
  readonly files: TlsFiles;
  readonly log: Lines;
}

async function secureServer(more: Partial<TlsOptions> = {}): Promise<Secure> {
  const certificates = new Certificates();
  certificates.install(certificates.make('first'));
  const log = new Lines();
  const { certFile, keyFile } = certificates;
  const files = TlsFiles.open({ certFile, keyFile, pollMs: 50, logger: log, ...more })._unsafeUnwrap();
  const http = { strictTransportMs: 86_400_000 };
  const server = await testServer({ http, sockets: [echo], server: { tls: files, drainMs: 5_000 } });
  return {
    ...{ certificates, server, files, log },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      files[Symbol.dispose]();
      certificates[Symbol.dispose]();
    },
  };
}

/** Whose certificate a new handshake gets. */
function served(port: number, more: object = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...more }, () => {
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      resolve(String(subject.CN));
    });
    socket.once('error', reject);
  });
}

function get(port: number, agent: Agent): Promise<{ readonly status: number; readonly strict: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, agent, path: '/healthz', host: '127.0.0.1' }, (answer) => {
      answer.resume().once('end', () => {
        resolve({ status: answer.statusCode ?? 0, strict: answer.headers['strict-transport-security'] });
      });
    });
    asked.once('error', reject).end();
  });
}

describe('a server with a certificate in files', () => {
  it('serves a new one from the next handshake on, while open connections go on', async () => {
    await using secure = await secureServer();
    const { certificates, server } = secure;
    const agent = new TlsAgent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
    expect(await get(server.port, agent)).toEqual({ status: 200, strict: 'max-age=86400' });
    const [socket] = Object.values(agent.freeSockets).flat();
    const before = socket as TLSSocket | undefined;
    expect(before?.getPeerCertificate().subject.CN).toBe('first');
    certificates.install(certificates.make('second'));
    await eventually(async () => (await served(server.port)) === 'second');
    expect((await get(server.port, agent)).status).toBe(200);
    expect(Object.values(agent.freeSockets).flat()).toEqual([before]);
    agent.destroy();
  });

  it('serves WebSockets, which live on over a change', async () => {
    await using secure = await secureServer();
    const { certificates, server } = secure;
    const credentials = { email: 'ada@example.com', password: 'correct horse battery' };
    const { tokens } = (await server.carrel.identity.register(credentials, { requestId: 'r' }))._unsafeUnwrap();
    const url = `wss://127.0.0.1:${String(server.port)}/api/v5/ws/echo`;
    const options = { token: tokens.accessToken, client: { rejectUnauthorized: false } };
    await expect(SocketClient.open(url, { ...options, token: 'x' })).rejects.toMatchObject({ status: 401 });
    using socket = await SocketClient.open(url, options);
    certificates.install(certificates.make('second'));
    await eventually(async () => (await served(server.port)) === 'second');
    socket.ws.send('still here');
    await eventually(() => socket.messages.some(({ data }) => data.toString() === 'still here'));
  });

  it('answers a request that offers another protocol', async () => {
    await using secure = await secureServer();
    const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AA' };
    const status = await new Promise((resolve, reject) => {
      const port = secure.server.port;
      request({ host: '127.0.0.1', port, path: '/healthz', headers, rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('finds one behind a link to a directory, as Kubernetes changes secrets', async () => {
    using certificates = new Certificates();
    const put = (name: string) => {
      const { cert, key } = certificates.make(name);
      const directory = join(certificates.path, `..${name}`);
      mkdirSync(directory);
      cpSync(cert, join(directory, 'tls.crt'));
      cpSync(key, join(directory, 'tls.key'));
      symlinkSync(directory, join(certificates.path, '..data.new'));
      renameSync(join(certificates.path, '..data.new'), join(certificates.path, '..data'));
    };
    put('one');
    symlinkSync(join('..data', 'tls.crt'), certificates.certFile);
    symlinkSync(join('..data', 'tls.key'), certificates.keyFile);
    const { certFile, keyFile } = certificates;
    // Nothing but the watch can tell within the time of the test.
    using files = TlsFiles.open({ certFile, keyFile, pollMs: 2_000_000 })._unsafeUnwrap();
    expect(files.pair.subject).toBe('CN=one');
    put('two');
    await eventually(() => files.pair.subject === 'CN=two');
  });

  it('goes on with the old one when the new one is broken, and says so once', async () => {
    await using secure = await secureServer();
    const { certificates, files, log, server } = secure;
    certificates.spoil('-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n');
    await eventually(() => log.count('error') === 1);
    expect(log.lines.at(-1)?.message).toContain('the old one is still served');
    for (let count = 0; count < 5; count += 1) expect(files.reload().isErr()).toBe(true);
    expect([await served(server.port), log.count('error')]).toEqual(['first', 1]);
    const [one, other] = [certificates.make('one'), certificates.make('other')];
    certificates.install({ cert: one.cert, key: other.key });
    await eventually(() => log.count('error') === 2);
    certificates.install({ cert: join(certificates.path, 'missing'), key: one.key });
    await eventually(() => log.lines.some(({ fields }) => String(fields['reason']).includes('ENOENT')));
    expect(await served(server.port)).toBe('first');
    certificates.install(one);
    await eventually(async () => (await served(server.port)) === 'one');
    expect(JSON.stringify(log.lines)).not.toContain('PRIVATE');
  });

  it('serves files of other names once it is told of them', async () => {
    await using secure = await secureServer({ pollMs: 2_000_000 });
    const { certificates, files, server } = secure;
    const { cert, key } = certificates.make('elsewhere');
    expect(files.reload({ certFile: cert, keyFile: key })._unsafeUnwrap()).toBe('new');
    expect(files.reload({ certFile: cert, keyFile: key })._unsafeUnwrap()).toBe('same');
    expect(await served(server.port)).toBe('elsewhere');
  });

  it('takes no older version of TLS than it is told', async () => {
    await using secure = await secureServer({ minVersion: 'TLSv1.3' });
    await expect(served(secure.server.port, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
    expect(await served(secure.server.port)).toBe('first');
  });

  it('does not start with files that hold no pair', () => {
    using certificates = new Certificates();
    const { cert, key } = certificates.make('x');
    const notes = join(certificates.path, 'notes');
    writeFileSync(notes, 'secret notes');
    for (const [certFile, keyFile] of [
      [key, cert],
      [cert, notes],
      [notes, key],
      [cert, join(certificates.path, 'none')],
    ] as const) {
      const { type, message } = TlsFiles.open({ certFile, keyFile })._unsafeUnwrapErr();
      expect(type).toBe('server/tls-invalid');
      expect(message).not.toContain('secret notes');
    }
  });
});
