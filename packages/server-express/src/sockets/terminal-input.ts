import type { TerminalAttachment, TerminalFailure } from '@carrel/core/terminals';
import { endOf, FAILED, NORMAL } from './close-code.js';
import type { Socket, SocketEnd } from './socket.js';
import { controlFrame, readTerminalMessage, type TerminalRequest } from './terminal-frames.js';

/** The most that is handed over at once. */
const PIECE_BYTES = 64 * 1_024;
/** How much the terminal may have to take before more is read from the client. */
const WINDOW_BYTES = 256 * 1_024;
/** How often a client is told again that its input is refused. */
const WARN_MS = 1_000;

/** What a client says, on its way to the terminal: in order, and no faster than the terminal takes it. */
export class TerminalInput {
  private untaken = 0;
  private lastTaken: Promise<void> = Promise.resolve();
  private warnedAt = -Infinity;
  private fault: SocketEnd | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly attachment: TerminalAttachment,
  ) {}

  /** Does what the client asks until it goes, or asks for what there is not. */
  async take(): Promise<SocketEnd> {
    for await (const message of this.socket.messages) {
      const request = readTerminalMessage(message);
      if (request.isErr()) return request.error;
      const answered = this.answer(request.value);
      // What is typed is taken at once, and waits for nothing.
      if (answered !== null) await answered;
      if (this.fault !== null) return this.fault;
    }
    return { code: NORMAL, reason: 'left' };
  }

  /** Resolves when the next request may be answered; `null` where that is at once. */
  private answer(request: TerminalRequest): Promise<void> | null {
    switch (request.type) {
      case 'input':
        return this.write(request.data);
      case 'resize': {
        const { cols, rows } = request;
        return this.attachment.resize({ cols, rows }).match(done, this.refuse);
      }
      case 'signal':
        return this.attachment.signal(request.signal).match(done, this.refuse);
      case 'ping':
        return this.pong(request);
      default:
        return request satisfies never;
    }
  }

  private async pong(request: TerminalRequest): Promise<void> {
    // A client that does not read what it asks for waits for it.
    if (!this.socket.send(controlFrame({ ...request, type: 'pong' }))) await this.socket.drained();
  }

  private write(data: Uint8Array): Promise<void> | null {
    if (data.byteLength > PIECE_BYTES) return this.writePieces(data);
    this.begin(data);
    return this.untaken > WINDOW_BYTES ? this.lastTaken : null;
  }

  private async writePieces(data: Uint8Array): Promise<void> {
    for (let start = 0; start < data.byteLength && this.fault === null; start += PIECE_BYTES) {
      this.begin(data.subarray(start, start + PIECE_BYTES));
      if (this.untaken > WINDOW_BYTES) await this.lastTaken;
    }
  }

  private begin(piece: Uint8Array): void {
    this.untaken += piece.byteLength;
    this.lastTaken = this.hand(piece);
  }

  /** Never rejects: nobody may be waiting for it. */
  private async hand(piece: Uint8Array): Promise<void> {
    try {
      await this.attachment.write(piece).match(done, this.refuse);
    } catch {
      this.fault = { code: FAILED, reason: 'service/failed' };
    }
    this.untaken -= piece.byteLength;
  }

  /** What may not be done is said once in a while; what cannot be done any more ends the socket, unless its output says how. */
  private readonly refuse = (error: TerminalFailure): void => {
    switch (error.type) {
      case 'terminal/not-running':
      case 'connection/lost':
      case 'workspace/replaced':
      case 'workspace/not-running':
        return;
      case 'terminal/read-only':
      case 'terminal/input-limit':
      case 'terminal/input-refused':
      case 'request/invalid':
      case 'session/forbidden':
        this.warn(error);
        return;
      default:
        this.fault = endOf(error);
    }
  };

  private warn({ type, message }: TerminalFailure): void {
    const now = performance.now();
    if (now - this.warnedAt < WARN_MS) return;
    this.warnedAt = now;
    this.socket.send(controlFrame({ type: 'warning', reason: type, message }));
  }
}

function done(): void {
  // It is done.
}
