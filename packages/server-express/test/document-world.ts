import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { documentBytes } from '../src/sockets/document-bytes.js';
import { eventually } from './eventually.js';
import { SocketClient } from './socket-client.js';
import { testServer, type TestServer, type TestServerOptions } from './test-server.js';
import { tokenOf } from './socket-world.js';
import type { Someone } from './world.js';

const open: AsyncDisposable[] = [];
const providers: WebsocketProvider[] = [];
const clients: SocketClient[] = [];

export async function startDocuments(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await testServer(options);
  open.push(server);
  return server;
}

/** A document that somebody edits by the provider of npm, as it is. */
export interface Editor {
  readonly document: Y.Doc;
  readonly text: Y.Text;
  readonly provider: WebsocketProvider;
}

export interface EditorOptions {
  readonly name?: string;
  readonly params?: Record<string, string>;
  readonly document?: Y.Doc;
}

/** Not synced yet. */
export function edit(
  server: TestServer,
  { client: { token } }: Someone,
  session: string,
  { name = 'notes', params = {}, document = new Y.Doc() }: EditorOptions = {},
): Editor {
  const provider = new WebsocketProvider(
    `${server.client.base.replace(/^http/, 'ws')}/ws/documents/${session}`,
    encodeURIComponent(name),
    document,
    {
      params,
      protocols: ['carrel.v5', ...(token === undefined ? [] : [`carrel.bearer.${token}`])],
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      maxBackoffTime: 200,
    },
  );
  providers.push(provider);
  return { document, text: document.getText('content'), provider };
}

/** The same, with all that there was. */
export async function editing(
  server: TestServer,
  someone: Someone,
  session: string,
  options: EditorOptions = {},
): Promise<Editor> {
  const editor = edit(server, someone, session, options);
  await eventually(() => editor.provider.synced);
  return editor;
}

export const ofName = (session: string, name = 'notes'): string =>
  `/ws/documents/${session}/${encodeURIComponent(name)}`;

/** A raw socket of a document. */
export async function rawSocket(server: TestServer, someone: Someone, path: string): Promise<SocketClient> {
  const client = await SocketClient.open(server.client.base + path, { token: tokenOf(someone) });
  clients.push(client);
  return client;
}

/** The message of an edit that inserts `words` into an empty document. */
export function inserting(words: string): Uint8Array {
  const document = new Y.Doc();
  document.getText('content').insert(0, words);
  return documentBytes([0, 2, Y.encodeStateAsUpdate(document)]);
}

/** What a file calls after each of its tests. */
export async function endDocuments(): Promise<void> {
  for (const provider of providers.splice(0)) {
    provider.destroy();
    provider.doc.destroy();
  }
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
}
