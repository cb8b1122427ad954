import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelTurn, ScriptStep } from '@carrel/core/memory';

/** How one interface says things on the wire. */
export interface WireFormat {
  /** What begins an answer. */
  begin(): readonly string[];
  say(step: ScriptStep): readonly string[];
  /** The body of an error with this status. */
  refuse(type: string): { readonly status: number; readonly body: object; readonly headers?: Record<string, string> };
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

export interface LoopbackModel extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** How many answers are under way. */
  readonly open: number;
  prepare(turn: ModelTurn): void;
  /** Answers with these bytes as they are, cut into pieces of so many, in place of a turn. */
  prepareRaw(text: string, pieceBytes: number): void;
}

/** A server on the loopback that speaks like a service of language models. */
export async function loopbackModel(format: WireFormat): Promise<LoopbackModel> {
  const received: Received[] = [];
  let turn: ModelTurn = [];
  let raw: { readonly text: string; readonly pieceBytes: number } | undefined;
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.on('close', () => (open -= 1));
    void readAll(request).then(async (text) => {
      const body = JSON.parse(text) as Received['body'];
      received.push({ path: request.url ?? '', headers: request.headers, body });
      if (raw === undefined) await answer(response, turn, format);
      else await pieces(response, raw);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    get open() {
      return open;
    },
    prepare: (next) => {
      turn = next;
    },
    prepareRaw: (text, pieceBytes) => {
      raw = { text, pieceBytes };
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(response: ServerResponse, turn: ModelTurn, format: WireFormat): Promise<void> {
  const [first] = turn;
  if (first?.type === 'failed') {
    const { status, body, headers = {} } = format.refuse(first.error.type);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const line of format.begin()) response.write(line);
  const hasEnd = turn.some(({ type }) => type === 'finish' || type === 'failed' || type === 'hang');
  for (const step of hasEnd ? turn : [...turn, { type: 'finish', reason: 'stop' } as const]) {
    if (step.type === 'hang') return;
    if (step.type === 'wait') await sleep(step.ms);
    else if (step.type === 'failed') {
      // What was written has to leave before the connection breaks.
      await sleep(20);
      response.destroy();
      return;
    } else for (const line of format.say(step)) response.write(line);
  }
  response.end();
}

async function pieces(response: ServerResponse, { text, pieceBytes }: { text: string; pieceBytes: number }) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    response.write(bytes.subarray(at, at + pieceBytes));
    await sleep(0);
  }
  response.end();
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
