import { Duplex } from 'node:stream';
import { HeaderCodec, type Headers } from './spdy-headers.js';

const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const PING = 6;
const GOAWAY = 7;
const FIN = 1;
const VERSION = 0x8003;

export interface SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  /** Its bytes in both directions; ending it ends our half. */
  readonly data: Duplex;
}

/**
 * The server's side of one connection of SPDY/3.1, as far as port-forward speaks it: streams that the client opens, data, ends and
 * pings. Windows are not kept, as the other side keeps none either.
 */
export class SpdyConnection {
  private readonly codec = new HeaderCodec();
  private readonly streams = new Map<number, Duplex>();
  private buffered = Buffer.alloc(0);
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly write: (bytes: Buffer) => void,
    private readonly opened: (stream: SpdyStream) => void,
    private readonly failed: (cause: unknown) => void,
  ) {}

  receive(bytes: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, bytes]);
    while (this.buffered.length >= 8) {
      const length = this.buffered.readUInt32BE(4) & 0xffffff;
      if (this.buffered.length < 8 + length) return;
      const frame = Buffer.from(this.buffered.subarray(0, 8 + length));
      this.buffered = this.buffered.subarray(8 + length);
      // In turn: the headers of each go on from those before.
      this.work = this.work.then(() => this.take(frame)).catch(this.failed);
    }
  }

  close(): void {
    for (const stream of this.streams.values()) stream.destroy();
    this.streams.clear();
    void this.work.finally(() => this.codec.close());
  }

  private async take(frame: Buffer): Promise<void> {
    const flags = frame[4] ?? 0;
    const payload = frame.subarray(8);
    if (((frame[0] ?? 0) & 0x80) === 0) return this.takeData(frame.readUInt32BE(0), payload, flags);
    switch (frame.readUInt16BE(2)) {
      case SYN_STREAM:
        return this.open(payload, flags);
      case RST_STREAM:
        this.streams.get(payload.readUInt32BE(0))?.destroy();
        return;
      case PING:
        return this.write(frame);
      case GOAWAY:
      default:
    }
  }

  private takeData(id: number, payload: Buffer, flags: number): void {
    const stream = this.streams.get(id);
    if (payload.length > 0) stream?.push(payload);
    if ((flags & FIN) !== 0) stream?.push(null);
  }

  private async open(payload: Buffer, flags: number): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fffffff;
    const headers = await this.codec.decode(payload.subarray(10));
    const data = this.stream(id);
    this.streams.set(id, data);
    if ((flags & FIN) !== 0) data.push(null);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(id);
    this.write(control(SYN_REPLY, Buffer.concat([head, await this.codec.encode(new Map())])));
    this.opened({ id, headers, data });
  }

  private stream(id: number): Duplex {
    const send = (bytes: Buffer, flags: number) => this.write(dataFrame(id, bytes, flags));
    return new Duplex({
      allowHalfOpen: true,
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        send(chunk, 0);
        done();
      },
      final: (done) => {
        send(Buffer.alloc(0), FIN);
        done();
      },
      destroy: (cause, done) => {
        this.streams.delete(id);
        done(cause);
      },
    });
  }
}

function control(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

function dataFrame(id: number, payload: Buffer, flags: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head.writeUInt32BE(payload.length, 4);
  head[4] = flags;
  return Buffer.concat([head, payload]);
}
