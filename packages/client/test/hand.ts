import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Carrel } from '@carrel/core';
import { unwrap } from '@carrel/core/kernel';
import type { ClosingServer } from './closing-server.js';
import type { CuttableProxy } from './cuttable-proxy.js';

const USER = JSON.stringify({ id: 'usr_1' });

function problem(response: ServerResponse, type: string, status: number, retryable: boolean): void {
  const body = { type, title: 'No', status, detail: 'No.', requestId: 'req_1', retryable };
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(body));
}

/** Servers that are not well, by their names: what they do with request number `hit`. */
const ILL: Readonly<Record<string, (response: ServerResponse, hit: number) => void>> = {
  busy: (response, hit) => {
    if (hit > 1) response.end(USER);
    else problem(response.setHeader('Retry-After', '1'), 'service/shutting-down', 503, true);
  },
  silent: () => undefined,
  junk: (response) => response.end('<p>hello'),
  html: (response) => response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>'),
  large: (response) => response.end(JSON.stringify('x'.repeat(2_000))),
  broken: (response, hit) => {
    if (hit > 1) {
      response.end(USER);
      return;
    }
    response.writeHead(200, { 'Content-Length': '100' }).write('{"id"');
    setImmediate(() => response.destroy());
  },
  // The request came whole, and nobody learns what became of it.
  cut: (response) => response.destroy(),
  'lost-delete': (response, hit) => {
    if (hit > 1) problem(response, 'session/not-found', 404, false);
    else {
      // A browser that hears nothing at all asks again by itself.
      response.writeHead(200, { 'Content-Length': '100' }).write('{');
      setImmediate(() => response.destroy());
    }
  },
  missing: (response) => problem(response, 'session/not-found', 404, false),
};

/** What the hand reaches. */
export interface Hands {
  readonly proxy: () => CuttableProxy;
  readonly closing: ClosingServer;
  /** The way to the strict server. */
  readonly strict: () => CuttableProxy;
  /** Ends the strict server, with another in its place. */
  readonly restart: () => Promise<void>;
}

/** What the checks have done at their server, and the servers that are not well. */
export function handOf(carrel: Carrel, { proxy, closing, strict, restart }: Hands): RequestListener {
  const hits = new Map<string, number>();
  const acts: Readonly<Record<string, (input: Readonly<Record<string, string>>) => unknown>> = {
    hits: ({ id = '' }) => hits.get(id) ?? 0,
    hold: () => strict().hold(),
    flow: () => strict().flow(),
    restart: async () => restart(),
    seen: ({ id = '' }) => closing.seen(id),
    cut: () => proxy().cut(),
    mend: () => proxy().mend(),
    sever: () => proxy().sever(),
    life: ({ bytes }) => proxy().limit(bytes === undefined ? null : Number(bytes)),
    stream: async ({ token = '', chunks = '0' }) => {
      const caller = await unwrap(carrel.identity.authenticate(token, 'test'));
      const writer = await unwrap(carrel.streams.create(caller, { purpose: 'test' }));
      void (async () => {
        for (let chunk = 0; chunk < Number(chunks); chunk += 1) {
          if ((await writer.write(`chunk ${String(chunk)}`)).isErr()) return;
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        await writer.end().unwrapOr(undefined);
      })();
      return writer.id;
    },
  };
  const act = async (name: string, request: IncomingMessage) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const done = acts[name]?.(JSON.parse(Buffer.concat(parts).toString()) as Readonly<Record<string, string>>);
    return JSON.stringify((await done) ?? null);
  };
  return (request, response) => {
    const [, kind, name = '', id = ''] = (request.url ?? '').split('/');
    if (kind === 'ill') {
      const hit = (hits.get(id) ?? 0) + 1;
      hits.set(id, hit);
      ILL[name]?.(response, hit);
      return;
    }
    if (kind !== 'hand') {
      response.writeHead(404).end();
      return;
    }
    act(name, request).then(
      (text) => response.end(text),
      (cause: unknown) => response.writeHead(500).end(String(cause)),
    );
  };
}
