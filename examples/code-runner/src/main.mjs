import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { execute } from './execute.mjs';
import { Runner } from './runner.mjs';

const { AHEAD = '4', DATA_DIR = './code-runner-data', PORT = '2000' } = process.env;
const { LANGUAGES = 'bash,c,javascript,python' } = process.env;
const asked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);

const runner = await Runner.open({
  dataDir: DATA_DIR,
  languages: LANGUAGES.split(','),
  ahead: Number(AHEAD),
  atOnce: 16,
});

const app = express();
app.get('/api/v2/runtimes', (_request, response) => {
  response.json(runner.runtimes.map(({ language, version, aliases }) => ({ language, version, aliases })));
});
app.post('/api/v2/execute', express.json({ limit: '4mb' }), async (request, response) => {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { status, body, retryAfterMs } = await execute(runner, request.body, gone.signal);
  if (retryAfterMs !== undefined) response.set('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
  response.status(status).json(body);
});
app.use((_request, response) => {
  response.status(404).json({ message: 'Not Found' });
});
app.use((error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  response.status(status).json({ message: status >= 500 ? 'Internal Server Error' : message });
});

const server = createServer(app);
server.listen(Number(PORT), '127.0.0.1');
await once(server, 'listening');
console.log(`programs run at http://127.0.0.1:${server.address().port}/api/v2/execute`);

await asked;
server.close();
server.closeIdleConnections();
await once(server, 'close'); // What runs is answered first.
await runner.dispose();
