import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApi, expressMiddleware } from '../src/index.js';
import { HttpClient } from './http-client.js';
import { testCarrel } from './test-server.js';

let close: () => Promise<void>;
let client: HttpClient;

beforeAll(async () => {
  const carrel = await testCarrel();
  const api = createHttpApi({ carrel, options: { rootRoutes: false } });
  const app = express();
  app.use('/inside', expressMiddleware(api));
  app.use(expressMiddleware(api));
  app.get('/healthz', (_request, response) => {
    response.send("the host's own");
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  client = new HttpClient(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await carrel[Symbol.asyncDispose]();
  };
});

afterAll(() => close());

describe('inside an Express app', () => {
  it('the interface answers beneath its base path', async () => {
    const answer = await client.get('/api/v5/healthz');
    expect([answer.status, answer.json()]).toEqual([200, { status: 'alive' }]);
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  it('the interface answers beneath the path it is mounted at', async () => {
    const answer = await client.get('/inside/api/v5/languages');
    expect([answer.status, answer.json()['type']]).toEqual([401, 'auth/token-missing']);
  });

  it('the interface answers with its own 404 beneath its base path', async () => {
    expect((await client.get('/api/v5/nothing')).json()['type']).toBe('request/no-route');
  });

  it('the rest is the host’s', async () => {
    expect((await client.get('/healthz')).text).toBe("the host's own");
    expect((await client.get('/api/v5things')).headers.get('content-type')).toContain('text/html');
  });

  it('bodies are read', async () => {
    const answer = await client.post('/api/v5/auth/login', { email: 'a@b.example', password: 'wrong password' });
    expect([answer.status, answer.json()['type']]).toEqual([401, 'auth/invalid-credentials']);
  });
});
