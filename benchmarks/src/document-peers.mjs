/** The servers that the document benchmark compares with, by their name in `argv[2]`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveStats } from './document-stats.mjs';

const starts = { 'y-websocket': startPlain, hocuspocus: startHocuspocus };
const { server, durability, end = () => undefined } = await starts[process.argv[2]]();
server.listen(0, '127.0.0.1', () => {
  serveStats(end);
  process.send({ port: server.address().port, durability });
});

async function startPlain() {
  const { setupWSConnection } = await import('@y/websocket-server/utils');
  const { WebSocketServer } = await import('ws');
  const server = createServer();
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', setupWSConnection);
  return { server, durability: 'nothing is kept' };
}

/** With whole documents in SQLite, as its own extension for that keeps them. */
async function startHocuspocus() {
  const { Hocuspocus } = await import('@hocuspocus/server');
  const { WebSocketServer } = await import('ws');
  const { default: Database } = await import('better-sqlite3');
  const { applyUpdate, encodeStateAsUpdate } = await import('yjs');
  const directory = mkdtempSync(join(tmpdir(), 'hocuspocus-'));
  const database = new Database(join(directory, 'documents.db'));
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE documents (name TEXT PRIMARY KEY, data BLOB NOT NULL)');
  const read = database.prepare('SELECT data FROM documents WHERE name = ?');
  const write = database.prepare('INSERT OR REPLACE INTO documents (name, data) VALUES (?, ?)');
  const hocuspocus = new Hocuspocus({
    quiet: true,
    async onLoadDocument({ documentName, document }) {
      const row = read.get(documentName);
      if (row !== undefined) applyUpdate(document, row.data);
      return document;
    },
    async onStoreDocument({ documentName, document }) {
      write.run(documentName, Buffer.from(encodeStateAsUpdate(document)));
    },
  });
  const server = createServer();
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, request) => {
    hocuspocus.handleConnection(socket, request);
  });
  const end = () => {
    database.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { server, end, durability: 'whole documents are in SQLite 2 to 10 s after they changed' };
}
