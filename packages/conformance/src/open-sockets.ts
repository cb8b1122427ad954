import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/**
 * Every socket that this process opens from its construction on, so that a test can break links behind the back of what is
 * tested: a subject's `cutConnections`.
 */
export class OpenSockets implements Disposable {
  private readonly sockets = new Set<Socket>();

  constructor() {
    subscribe('net.client.socket', this.add);
  }

  /** All that are open now are destroyed when this returns. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  /** Notices no more sockets; those that are open stay. */
  [Symbol.dispose](): void {
    unsubscribe('net.client.socket', this.add);
  }

  private readonly add = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  };
}
