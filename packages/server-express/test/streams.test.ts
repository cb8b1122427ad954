import { connect } from 'node:net';
import { CarrelException, okAsync } from '@carrel/core/kernel';
import { connectionLost } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesReply, eventsReply, noBody, noQuery, publicRoute, textParam } from '../src/index.js';
import type { ServerSentEvent } from '../src/index.js';
import { serverEvents } from '../src/routes/server-events.js';
import { readBlocks, readUntil } from './event-reader.js';
import { eventually } from './eventually.js';
import { testServer, type TestServer } from './test-server.js';

const facts = { summary: 'x', cost: 1, params: {}, query: noQuery, body: noBody, responses: {} } as const;
const produced = { endless: 0, bytes: 0 };
const ended: string[] = [];

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });

async function* three(): AsyncGenerator<ServerSentEvent, void, void> {
  for (const id of [1, 2, 3])
    yield await Promise.resolve({ event: 'number', id, data: { text: `a\n\n${String(id)}` } });
}

async function* quiet(name: string, signal: AbortSignal): AsyncGenerator<ServerSentEvent, void, void> {
  try {
    yield { event: 'hello', data: {} };
    await untilAborted(signal);
  } finally {
    ended.push(name);
  }
}

async function* endless(signal: AbortSignal): AsyncGenerator<ServerSentEvent, void, void> {
  while (!signal.aborted) {
    produced.endless += 1;
    yield await Promise.resolve({ event: 'much', id: produced.endless, data: { text: 'x'.repeat(10_000) } });
  }
}

async function* failing(cause: unknown): AsyncGenerator<ServerSentEvent, void, void> {
  yield await Promise.resolve({ event: 'hello', data: {} });
  throw cause;
}

async function* chunks(count: number): AsyncGenerator<Uint8Array, void, void> {
  for (let index = 0; index < count; index += 1) {
    produced.bytes += 1;
    yield await Promise.resolve(Buffer.alloc(100_000, index));
  }
}

const routes = [
  publicRoute({ ...facts, wait: 'stream', method: 'GET', path: '/three', handle: () => okAsync(eventsReply(three())) }),
  publicRoute({
    ...facts,
    wait: 'stream',
    method: 'GET',
    path: '/quiet/:name',
    params: { name: textParam },
    handle: ({ params, signal }) => okAsync(eventsReply(quiet(params.name, signal))),
  }),
  publicRoute({
    ...facts,
    wait: 'stream',
    method: 'GET',
    path: '/endless',
    handle: ({ signal }) => okAsync(eventsReply(endless(signal))),
  }),
  publicRoute({
    ...facts,
    wait: 'stream',
    method: 'GET',
    path: '/known-failure',
    handle: ({ requestId }) =>
      okAsync(eventsReply(serverEvents(failing(new CarrelException(connectionLost())), (event) => event, requestId))),
  }),
  publicRoute({
    ...facts,
    wait: 'stream',
    method: 'GET',
    path: '/unknown-failure',
    handle: ({ requestId }) =>
      okAsync(eventsReply(serverEvents(failing(new Error('secret')), (event) => event, requestId))),
  }),
  publicRoute({
    ...facts,
    wait: 'work',
    method: 'GET',
    path: '/bytes/:length',
    params: { length: textParam },
    handle: ({ params }) => {
      const length = params.length === 'unknown' ? null : Number(params.length);
      return okAsync(bytesReply(200, { chunks: chunks(30), length }, {}));
    },
  }),
  publicRoute({
    ...facts,
    wait: 'work',
    method: 'GET',
    path: '/many-bytes',
    handle: () => okAsync(bytesReply(200, { chunks: chunks(10_000), length: null }, {})),
  }),
];

let server: TestServer;
/** Serves nobody but clients that read nothing, so that its connections are theirs. */
let patient: TestServer;

beforeAll(async () => {
  server = await testServer({ alone: true, routes, server: { heartbeatMs: 30 } });
  patient = await testServer({ alone: true, routes, server: { stallTimeoutMs: 400 } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await patient[Symbol.asyncDispose]();
});

/** Asks for a path and reads nothing of the answer. */
function stuckClient(path: string) {
  const socket = connect(patient.port, '127.0.0.1');
  socket.write(`GET ${patient.api.options.basePath}${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  socket.pause();
  socket.on('error', () => undefined);
  return socket;
}

describe('an event stream', () => {
  it('gives its events in order, then ends', async () => {
    const response = await server.client.open('GET', '/three');
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toContain('no-cache');
    const events = await readUntil(response, () => false);
    expect(events).toEqual([1, 2, 3].map((id) => ({ event: 'number', id, data: { text: `a\n\n${String(id)}` } })));
  });

  it('shows that it is alive while it is silent', async () => {
    const leaving = new AbortController();
    const response = await server.client.open('GET', '/quiet/alive', { signal: leaving.signal });
    const blocks: string[] = [];
    for await (const block of readBlocks(response)) if (blocks.push(block) === 3) break;
    expect(blocks.slice(1)).toEqual([': keep-alive', ': keep-alive']);
    leaving.abort();
  });

  it('ends its source when the client goes', async () => {
    const leaving = new AbortController();
    await server.client.open('GET', '/quiet/left', { signal: leaving.signal });
    leaving.abort();
    await eventually(() => ended.includes('left'));
  });

  it('asks its source for nothing while the client reads nothing, and cuts it off in the end', async () => {
    const socket = stuckClient('/endless');
    let before = -1;
    await eventually(async () => {
      const settled = produced.endless > 0 && produced.endless === before;
      before = produced.endless;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return settled;
    });
    expect(produced.endless).toBeLessThan(2_000);
    await eventually(() => patient.server.connections === 0);
    socket.destroy();
  });

  it('that fails in a known way says so as its last event', async () => {
    const response = await server.client.open('GET', '/known-failure');
    const events = await readUntil(response, () => false);
    expect(events.map(({ event }) => event)).toEqual(['hello', 'failed']);
    expect(events[1]?.data).toMatchObject({ type: 'connection/lost', status: 503, retryable: true });
  });

  it('that fails in an unknown way breaks off', async () => {
    const response = await server.client.open('GET', '/unknown-failure');
    await expect(response.text()).rejects.toThrow();
  });

  it('answers HEAD without its events', async () => {
    const answer = await server.client.call('HEAD', '/quiet/head');
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});

describe('an answer of bytes', () => {
  it.each(['3000000', 'unknown'])('of the length %s comes whole', async (length) => {
    const answer = await server.client.open('GET', `/bytes/${length}`);
    expect((await answer.arrayBuffer()).byteLength).toBe(3_000_000);
  });

  it.each(['3000001', '2999999'])('that turns out not to have the length %s breaks off', async (length) => {
    const answer = await server.client.open('GET', `/bytes/${length}`);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });

  it('is not read ahead of the client', async () => {
    produced.bytes = 0;
    const socket = stuckClient('/many-bytes');
    await eventually(() => patient.server.connections === 0);
    expect(produced.bytes).toBeLessThan(200);
    socket.destroy();
  });
});
