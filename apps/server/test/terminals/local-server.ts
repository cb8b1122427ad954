import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel } from '@carrel/core';
import { unwrap, type SessionId } from '@carrel/core/kernel';
import { createHttpApi, HttpServer, type SocketOptions } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';
import { AttachedTerminal } from './attached-terminal.js';

export interface LocalServerOptions {
  readonly sockets?: SocketOptions;
  /** Answers what the interface does not. */
  readonly otherwise?: RequestListener;
}

/** A server over SQLite and programs of this machine, with somebody logged in who has a running workspace. */
export interface LocalServer extends AsyncDisposable {
  readonly port: number;
  readonly token: string;
  /** A session whose workspace runs. */
  start(): Promise<string>;
  /** Opens a terminal; gives its id. */
  open(session: string, argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  attach(terminal: string, since?: number): Promise<AttachedTerminal>;
}

export async function localServer({ sockets = {}, otherwise }: LocalServerOptions = {}): Promise<LocalServer> {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-terminals-'));
  const carrel = await createCarrel({
    store: sqliteStore({ path: join(directory, 'carrel.db') }),
    runtime: localRuntime({ baseDir: join(directory, 'workspaces') }),
  });
  const server = new HttpServer(createHttpApi({ carrel, options: { sockets, rateLimit: { pointsPerUser: 0 } } }), {
    drainMs: 2_000,
    ...(otherwise === undefined ? {} : { otherwise }),
  });
  const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
  const login = { email: 'ada@example.com', password: 'correct horse' };
  const { tokens } = await unwrap(carrel.identity.register(login, { requestId: 'test' }));
  const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'test'));
  const sessions: SessionId[] = [];
  const attached: AttachedTerminal[] = [];
  const token = tokens.accessToken;
  const post = async (path: string, body: object) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const url = `http://127.0.0.1:${String(port)}/api/v5${path}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const json = (await answer.json()) as { readonly id?: string };
    if (json.id === undefined) throw new Error(JSON.stringify(json));
    return json.id;
  };
  return {
    port,
    token,
    start: async () => {
      const { id } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'] }));
      await unwrap(carrel.workspaces.open(caller, id));
      sessions.push(id);
      return id;
    },
    open: (session, argv, env = {}) => post(`/sessions/${session}/terminals`, { argv, env, cols: 80, rows: 24 }),
    attach: async (terminal, since) => {
      const query = since === undefined ? '' : `?since=${String(since)}`;
      const url = `ws://127.0.0.1:${String(port)}/api/v5/ws/terminals/${terminal}${query}`;
      const one = await AttachedTerminal.open(url, token);
      attached.push(one);
      return one;
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of attached) one.socket.terminate();
      for (const id of sessions) await unwrap(carrel.sessions.remove(caller, id));
      await server.drain();
      await carrel.dispose();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
