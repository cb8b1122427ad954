import type { WebSocketConstructor, WebSocketLike } from './client-options.js';

export const SUBPROTOCOL = 'carrel.v5';
const BEARER_PROTOCOL = 'carrel.bearer.';

/** How a socket ended. 1006 where the network or a refusal before it was open ended it. */
export interface LinkClose {
  readonly code: number;
  readonly reason: string;
  readonly wasOpen: boolean;
}

export interface LinkOptions {
  readonly url: string;
  readonly token: string;
  readonly WebSocket: WebSocketConstructor;
  /** How long it may be silent. */
  readonly silenceMs: number;
  /** What is sent to one that has been silent for a while. Without it a silent one is given up unasked. */
  readonly ping?: Uint8Array<ArrayBuffer>;
  readonly onMessage: (data: unknown) => void;
}

/**
 * One WebSocket. A silent one is asked whether it is there, and given up when it says nothing.
 *
 * @throws what the constructor of the WebSocket throws, such as for a page whose policy forbids it.
 */
export class SocketLink {
  readonly closed: Promise<LinkClose>;
  private readonly socket: WebSocketLike;
  private readonly beat: ReturnType<typeof setInterval>;
  private heardAt = Date.now();
  private isOpen = false;
  private settle: (close: LinkClose) => void = () => undefined;

  constructor({ url, token, WebSocket, silenceMs, ping, onMessage }: LinkOptions) {
    this.closed = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.socket = new WebSocket(url, [SUBPROTOCOL, BEARER_PROTOCOL + token]);
    const { socket } = this;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.isOpen = true;
      this.heardAt = Date.now();
    };
    socket.onmessage = ({ data }: { readonly data: unknown }) => {
      this.heardAt = Date.now();
      onMessage(data);
    };
    // `close` follows, and says as much.
    socket.onerror = () => undefined;
    socket.onclose = ({ code, reason }: { readonly code: number; readonly reason: string }) => {
      this.end({ code, reason, wasOpen: this.isOpen });
    };
    this.beat = setInterval(() => this.check(silenceMs, ping), silenceMs / 3);
  }

  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.socket.send(bytes);
  }

  /** Over at once: a socket whose network is gone takes its time to close. */
  close(): void {
    this.end({ code: 1006, reason: '', wasOpen: this.isOpen });
    this.socket.close(1000);
  }

  private check(silenceMs: number, ping: Uint8Array<ArrayBuffer> | undefined): void {
    const silentMs = Date.now() - this.heardAt;
    if (silentMs >= silenceMs) this.close();
    else if (ping !== undefined && this.isOpen && silentMs >= silenceMs / 3) this.send(ping);
  }

  private end(close: LinkClose): void {
    clearInterval(this.beat);
    this.socket.onmessage = null;
    this.settle(close);
  }
}
