import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request, as the service got it. */
export interface Asked {
  /** What the user said first. */
  readonly prompt: string;
  /** What tools gave so far, the oldest first. */
  readonly results: readonly string[];
  /** Wants a tool called. */
  readonly call: (name: string, input: object) => void;
}

/** What the service says for one request, a piece at a time. Ends early when nobody listens any more. */
export type Speech = (say: (text: string) => Promise<void>, asked: Asked) => Promise<void>;

/** A service of language models on the loopback, as servers reach one: the stream of chat completions. */
export class LoopbackModel implements AsyncDisposable {
  /** How many requests came. */
  asked = 0;
  private readonly server;

  private constructor(private readonly speeches: readonly Speech[]) {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => void this.answer(response, JSON.parse(body) as Body).catch(() => response.destroy()));
    });
  }

  /** @param speeches one for each request; the last again for all that follow. */
  static async listen(...speeches: readonly Speech[]): Promise<LoopbackModel> {
    const model = new LoopbackModel(speeches);
    await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  /** What a server needs in its environment to be answered by it. */
  get environment(): Readonly<Record<string, string>> {
    const address = this.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return {
      CARREL_MODEL__PROVIDER: 'openai-compatible',
      CARREL_MODEL__NAME: 'loopback',
      CARREL_MODEL__BASE_URL: `http://127.0.0.1:${port}/v1`,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async answer(response: ServerResponse, { messages }: Body): Promise<void> {
    this.asked += 1;
    const speech = this.speeches[Math.min(this.asked, this.speeches.length) - 1];
    const write = (delta: object, finish: string | null = null) =>
      response.write(`data: ${JSON.stringify({ ...HEAD, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    response.on('error', () => undefined).writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    const say = async (text: string) => {
      if (response.destroyed) throw new Error('nobody listens');
      write({ content: text });
      await sleep(PAUSE_MS);
    };
    let calls = 0;
    const call = (name: string, input: object) => {
      const id = `call_${String(this.asked)}_${String(calls)}`;
      const of = { name, arguments: JSON.stringify(input) };
      write({ tool_calls: [{ index: calls, id, type: 'function', function: of }] });
      calls += 1;
    };
    const said = (wanted: string) =>
      messages.flatMap(({ content, role }) => (role === wanted ? [textOf(content)] : []));
    await speech?.(say, { prompt: said('user')[0] ?? '', results: said('tool'), call });
    write({}, calls > 0 ? 'tool_calls' : 'stop');
    response.end('data: [DONE]\n\n');
  }
}

/** What is used of a request. */
interface Body {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

/** Between two pieces, so that each leaves by itself. */
const PAUSE_MS = 10;
const HEAD = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'loopback' };
