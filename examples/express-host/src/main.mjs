import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel, unwrap } from '@carrel/core';
import { createHttpApi, expressMiddleware, mountSockets } from '@carrel/server-express';
import { sqliteStore } from '@carrel/store-sqlite';
import express from 'express';
import { createAccounts } from './accounts.mjs';
import { createTokens } from './tokens.mjs';

const { DATA_DIR = './express-host-data', PORT = '8080' } = process.env;
const asked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);

const accounts = await createAccounts({ ada: 'analytical engine', ben: 'difference engine' });
const tokens = createTokens();
const carrel = await createCarrel({
  store: sqliteStore({ path: `${DATA_DIR}/carrel.db` }),
  runtime: localRuntime({ baseDir: `${DATA_DIR}/workspaces` }),
  verifier: tokens.verifier,
  // The app has the users: nobody gets one of Carrel's own.
  identity: { registration: 'closed' },
});
const api = createHttpApi({ carrel, options: { rootRoutes: false } });

const app = express();
app.use(expressMiddleware(api)); // Before any body parser: it answers beneath /api/v5, and passes the rest on.
app.use(accounts.routes);

// What the app's pages call Carrel with. The cookie says who asks, and goes to no other site's page.
app.post('/carrel-token', accounts.onlyUsers, async (_request, response) => {
  response.set('Cache-Control', 'no-store').json(await tokens.issue(response.locals.user));
});

// A route of the app's own that uses Carrel's services, as the user who asks.
app.get('/projects', accounts.onlyUsers, async (_request, response) => {
  const { accessToken } = await tokens.issue(response.locals.user);
  const caller = await unwrap(carrel.identity.authenticate(accessToken, randomUUID()));
  const { items } = await unwrap(carrel.sessions.list(caller, { limit: 50 }));
  response.json(items.map(({ id, name, languages }) => ({ id, name, languages })));
});

app.use((error, _request, response, next) => {
  if (response.headersSent) return next(error);
  // What a body parser refuses is its sender's matter; of everything else the caller learns no more than that it went wrong.
  const { status = 500 } = error;
  if (status >= 500) console.error(error);
  response.sendStatus(status);
});

const server = createServer(app);
const sockets = mountSockets(server, api);
server.listen(Number(PORT), '127.0.0.1');
await once(server, 'listening');
console.log(`the app is at http://127.0.0.1:${server.address().port}`);

await asked;
api.drain.begin(); // No new work; streams and sockets are told to come again.
await sockets.drain();
server.close();
server.closeIdleConnections();
await carrel.dispose();
