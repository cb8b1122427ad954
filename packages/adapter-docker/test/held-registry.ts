import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Held {
  readonly reply: IncomingMessage;
  readonly answer: ServerResponse;
}

/** A registry that does as another one, but keeps the contents of images back until it is let go. */
export class HeldRegistry implements AsyncDisposable {
  private readonly held = new Set<Held>();
  private isLetGo = false;

  private constructor(
    private readonly server: Server,
    private readonly behind: string,
  ) {
    server.on('request', (question, answer) => {
      this.ask(question, answer);
    });
  }

  static async before(behind: string): Promise<HeldRegistry> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HeldRegistry(server, behind);
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many answers are kept back. */
  get waiting(): number {
    return this.held.size;
  }

  letGo(): void {
    this.isLetGo = true;
    for (const { reply, answer } of this.held) reply.pipe(answer);
    this.held.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private ask(question: IncomingMessage, answer: ServerResponse): void {
    const { method, headers, url = '/' } = question;
    const onward = request(`http://${this.behind}${url}`, { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      answer.flushHeaders();
      if (this.isLetGo || !url.includes('/blobs/')) reply.pipe(answer);
      else this.hold({ reply, answer });
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    question.pipe(onward);
  }

  private hold(held: Held): void {
    this.held.add(held);
    held.answer.on('close', () => this.held.delete(held));
  }
}
