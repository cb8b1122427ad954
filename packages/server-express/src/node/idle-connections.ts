import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a connection must have been silent before it is closed: a request may be on its way on it. */
const QUIET_MS = 250;

interface Silence {
  readonly sinceMs: number;
  /** How much had come by then. */
  readonly bytesRead: number;
}

/**
 * The connections of a server on which nothing is asked. `closeIdleConnections` of node closes them on the spot, with the request
 * that a client is just sending; these are closed only once they were silent for a moment.
 */
export class IdleConnections {
  private readonly silent = new Map<Socket, Silence>();

  /** @param isTls whether requests come on the secure connections of the server. */
  constructor(server: Server, isTls: boolean) {
    server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.fellSilent(socket);
      socket.once('close', () => this.silent.delete(socket));
    });
    const asked = ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.silent.delete(socket);
      response.once('close', () => {
        if (!socket.destroyed) this.fellSilent(socket);
      });
    };
    server.on('request', asked).on('checkContinue', asked);
    server.on('upgrade', ({ socket }: IncomingMessage) => {
      this.silent.delete(socket);
    });
  }

  /** Closes those that have been silent for a while. What has arrived by now is read first, and is an end of the silence. */
  closeQuiet(): void {
    const before = Date.now() - QUIET_MS;
    setImmediate(() => {
      for (const [socket, { sinceMs, bytesRead }] of this.silent) {
        if (sinceMs <= before && socket.bytesRead === bytesRead) socket.destroy();
      }
    });
  }

  private fellSilent(socket: Socket): void {
    this.silent.set(socket, { sinceMs: Date.now(), bytesRead: socket.bytesRead });
  }
}
