import { Duplex } from 'node:stream';
import { CarrelException } from '@carrel/core/kernel';
import type { Channel } from './channel.js';

/** The bytes to and from a program that listens in the workspace, each way as fast as its receiver takes them. */
export class PortStream extends Duplex {
  constructor(private readonly channel: Channel) {
    super({ allowHalfOpen: true });
    // Also while nobody reads or writes.
    void channel.failed().then((error) => {
      if (error !== null) this.destroy(new CarrelException(error));
    });
  }

  override _read(): void {
    void this.receiveNext();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    void this.channel.write(chunk).then((error) => {
      done(error === null ? null : new CarrelException(error));
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.channel.endWriting();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // After both ends the program may still be taking what it was sent.
    const whole = error === null && this.writableFinished && this.readableEnded;
    if (!whole) this.channel.cancel();
    done(error);
  }

  private async receiveNext(): Promise<void> {
    const item = await this.channel.next();
    if (item === null) return;
    if ('type' in item) this.destroy(new CarrelException(item));
    else this.push(item.length === 0 ? null : item);
  }
}
