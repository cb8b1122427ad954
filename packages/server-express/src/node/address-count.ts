import type { Socket } from 'node:net';
import { addressGroup } from '@carrel/core/rate-limit';

/** How many connections each address has open. */
export class AddressCount {
  private readonly open = new Map<string, number>();

  constructor(private readonly max: number) {}

  /** Counts a connection until it closes; `false` when that would be too many. */
  enter(socket: Socket): boolean {
    const address = addressGroup(socket.remoteAddress ?? '');
    const open = this.open.get(address) ?? 0;
    if (open >= this.max) return false;
    this.open.set(address, open + 1);
    socket.once('close', () => {
      const left = (this.open.get(address) ?? 1) - 1;
      if (left === 0) this.open.delete(address);
      else this.open.set(address, left);
    });
    return true;
  }
}
