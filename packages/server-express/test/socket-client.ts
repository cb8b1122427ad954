import { WebSocket, type ClientOptions } from 'ws';

export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket that the server refused by an answer of HTTP. */
export class HandshakeRefused extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(`Refused with ${String(status)}: ${body}`);
  }
}

export interface OpenSocketOptions {
  readonly token?: string | undefined;
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** More of the library's. */
  readonly client?: ClientOptions;
}

/** A raw client of one socket, which keeps what it is sent. */
export class SocketClient implements Disposable {
  readonly messages: { readonly data: Buffer; readonly isBinary: boolean }[] = [];
  readonly closed: Promise<SocketClose>;
  private wake: () => void = () => undefined;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      this.messages.push({ data, isBinary });
      this.wake();
    });
    ws.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      ws.on('close', (code: number, reason: Buffer) => {
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
  }

  /** Rejects with `HandshakeRefused` when the upgrade is. */
  static open(url: string, { token, protocols, headers, client }: OpenSocketOptions = {}): Promise<SocketClient> {
    const sent = { ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...headers };
    const ws = new WebSocket(url.replace(/^http/, 'ws'), [...(protocols ?? [])], {
      headers: sent,
      perMessageDeflate: false,
      ...client,
    });
    const opened = new SocketClient(ws);
    return new Promise((resolve, reject) => {
      ws.once('open', () => {
        resolve(opened);
      });
      ws.once('error', reject);
      ws.once('unexpected-response', (_request, response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (body += part));
        response.on('end', () => {
          reject(new HandshakeRefused(response.statusCode ?? 0, body));
        });
      });
    });
  }

  /** Resolves when `isDone`, which is asked after each message; rejects when the socket closes before, or in 30 s. */
  async until<T>(find: () => T | undefined | false): Promise<T> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = find();
      if (found !== undefined && found !== false) return found;
      if (this.ws.readyState === WebSocket.CLOSED) {
        throw new Error(`The socket closed: ${JSON.stringify(await this.closed)}`);
      }
      if (Date.now() > deadline) throw new Error(`Nothing of the kind in ${String(this.messages.length)} messages`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 250);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  get text(): string {
    return this.messages.map(({ data }) => data.toString()).join('');
  }

  [Symbol.dispose](): void {
    this.ws.terminate();
  }
}

export async function refusal(opening: Promise<SocketClient>): Promise<HandshakeRefused> {
  const opened = await opening.catch((cause: unknown) => cause);
  if (opened instanceof HandshakeRefused) return opened;
  throw new Error('The socket was not refused', { cause: opened });
}
