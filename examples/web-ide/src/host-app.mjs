import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { APP_ORIGIN, APP_PORT, PASS_TTL_MS } from './options.mjs';

const FILES = {
  '/': { file: 'page.html', type: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
};

/** The app: a page with the IDE in a frame, and the links that let its user in. Resolves when it listens. */
export async function startApp(ide) {
  const server = createServer((request, response) => {
    answer(ide, request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(APP_PORT, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(ide, request, response) {
  const { headers, method, url = '/' } = request;
  // Another name for this address is a page that wants to pass for the app.
  if (`http://${headers.host}` !== APP_ORIGIN) {
    response.writeHead(421).end();
    return;
  }
  const { pathname, searchParams } = new URL(url, APP_ORIGIN);
  if (method === 'POST' && pathname === '/links') {
    // Here an app asks who its user is. Pages of programs are of this site, so that a cookie alone does not tell whose request it is.
    if (headers.origin !== APP_ORIGIN) {
      response.writeHead(403).end();
      return;
    }
    const link = await ide.link(searchParams.get('path') ?? '/');
    const body = JSON.stringify({ url: link.url, refreshMs: PASS_TTL_MS / 2 });
    response.writeHead(201, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(body);
    return;
  }
  const found = method === 'GET' ? FILES[pathname] : undefined;
  if (found === undefined) {
    response.writeHead(404).end();
    return;
  }
  const bytes = await readFile(new URL(found.file, import.meta.url));
  response
    .writeHead(200, { 'Content-Type': found.type, 'Content-Security-Policy': "frame-ancestors 'none'" })
    .end(bytes);
}
