import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the service says for one request, a piece at a time. */
export type Speech = (say: (text: string) => Promise<void>) => Promise<void>;

/** A service of language models on the loopback, as servers reach one: the stream of chat completions. */
export class LoopbackModel implements AsyncDisposable {
  /** How many requests came. */
  asked = 0;
  private readonly server;

  private constructor(private readonly speeches: readonly Speech[]) {
    this.server = createServer((request, response) => {
      request.resume();
      request.on('end', () => void this.answer(response));
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

  private async answer(response: ServerResponse): Promise<void> {
    this.asked += 1;
    const speech = this.speeches[Math.min(this.asked, this.speeches.length) - 1];
    const write = (delta: object, finish: string | null = null) =>
      response.write(`data: ${JSON.stringify({ ...HEAD, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    response.on('error', () => undefined).writeHead(200, { 'content-type': 'text/event-stream' });
    await speech?.(async (text) => {
      write({ content: text });
      await sleep(PAUSE_MS);
    });
    write({}, 'stop');
    response.end('data: [DONE]\n\n');
  }
}

/** Between two pieces, so that each leaves by itself. */
const PAUSE_MS = 10;
const HEAD = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'loopback' };
