import type { Duplex } from 'node:stream';
import { connectionLimit, connectionLost, connectionProtocol, type ConnectionError } from '@carrel/core/runtime';
import { Channel, type ChannelKind, type ChannelPort } from './channel.js';
import { encodeFrame, frameHeader, FrameParser, FrameType, type Frame } from './frame.js';
import { MalformedPayload } from './payload.js';
import type { ErrorSubject } from './to-connection-error.js';

/** How long a quiet link is trusted, and how long its peer may take to show that it is there. */
export interface KeepAlive {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** The most requests under way on one link, by the protocol. */
const MAX_CHANNELS = 4_096;

/** One stream of bytes to an agent, after its hello: many channels on it, and a watch over its health. */
export class Link {
  readonly closed: Promise<void>;
  private readonly parser = new FrameParser();
  private readonly channels = new Map<number, Channel>();
  private nextChannel = 1;
  private corked = false;
  private failure: ConnectionError | null = null;
  private lastHeard = Date.now();
  private readonly keepAlive: NodeJS.Timeout;
  private announceClosed: () => void = () => undefined;
  /** How its channels reach it. */
  private readonly port: ChannelPort = {
    send: (type, channel, payload) => {
      this.send(type, channel, payload);
    },
    lend: (type, channel, payload) => {
      this.lend(type, channel, payload);
    },
    release: (channel) => {
      this.channels.delete(channel);
    },
  };

  constructor(
    private readonly duplex: Duplex,
    { intervalMs, timeoutMs }: KeepAlive,
  ) {
    this.closed = new Promise((resolve) => {
      this.announceClosed = resolve;
    });
    duplex.on('data', (chunk: Buffer) => {
      this.read(chunk);
    });
    duplex.on('error', (error) => {
      this.fail(connectionLost(error));
    });
    duplex.on('end', () => {
      this.fail(connectionLost());
    });
    duplex.on('close', () => {
      this.fail(connectionLost());
    });
    this.keepAlive = setInterval(() => {
      this.checkHealth(intervalMs + timeoutMs);
    }, intervalMs);
    this.keepAlive.unref();
  }

  /** Begins a request; its answers and streams come through the channel. An error when the link takes no more. */
  open(type: number, payload: Uint8Array | undefined, what: Request): Channel | ConnectionError {
    if (this.failure !== null) return this.failure;
    if (this.channels.size >= MAX_CHANNELS) return connectionLimit('too many requests on one link');
    const id = this.freeNumber();
    const channel = new Channel(id, what.kind, what.subject, this.port);
    this.channels.set(id, channel);
    this.send(type, id, payload);
    return channel;
  }

  /** Bytes that came with the hello's answer. */
  read(chunk: Buffer): void {
    if (this.failure !== null) return;
    this.lastHeard = Date.now();
    try {
      const frames = this.parser.push(chunk);
      if (frames === null) throw new MalformedPayload('a frame of an impossible length');
      for (const frame of frames) this.handle(frame);
    } catch (error) {
      if (!(error instanceof MalformedPayload)) throw error;
      this.breach(error.message);
    }
  }

  /** Ends the link because its peer broke the protocol; the error says how. */
  breach(detail: string): ConnectionError {
    const error = connectionProtocol(detail);
    this.fail(error);
    return error;
  }

  close(): void {
    this.fail(connectionLost());
  }

  private handle(frame: Frame): void {
    if (frame.channel === 0) {
      if (frame.type === FrameType.ping && frame.payload.length <= 64) this.send(FrameType.pong, 0, frame.payload);
      else if (frame.type !== FrameType.pong) throw new MalformedPayload('an unknown frame for the link');
      return;
    }
    const channel = this.channels.get(frame.channel);
    if (channel === undefined) throw new MalformedPayload('a frame on a free channel');
    channel.receive(frame);
  }

  /** The first frame of a tick leaves at once, so that a key waits for nothing; all that follow it leave in one write. */
  private send(type: number, channel: number, payload?: Uint8Array): void {
    if (this.failure !== null) return;
    this.duplex.write(encodeFrame(type, channel, payload));
    this.gatherMore();
  }

  /** The same, without a copy of the payload. */
  private lend(type: number, channel: number, payload: Uint8Array): void {
    if (this.failure !== null) return;
    this.duplex.cork();
    this.duplex.write(frameHeader(type, channel, payload.length));
    this.duplex.write(payload);
    this.duplex.uncork();
    this.gatherMore();
  }

  private gatherMore(): void {
    if (this.corked) return;
    this.corked = true;
    this.duplex.cork();
    process.nextTick(this.uncork);
  }

  private readonly uncork = (): void => {
    this.corked = false;
    this.duplex.uncork();
  };

  private checkHealth(silenceMs: number): void {
    if (Date.now() - this.lastHeard >= silenceMs) this.fail(connectionLost());
    else this.send(FrameType.ping, 0);
  }

  private freeNumber(): number {
    while (this.channels.has(this.nextChannel)) this.advance();
    const id = this.nextChannel;
    this.advance();
    return id;
  }

  private advance(): void {
    this.nextChannel = this.nextChannel === 0xffff_ffff ? 1 : this.nextChannel + 1;
  }

  private fail(error: ConnectionError): void {
    if (this.failure !== null) return;
    this.failure = error;
    clearInterval(this.keepAlive);
    for (const channel of this.channels.values()) channel.fail(error);
    this.channels.clear();
    this.duplex.destroy();
    this.announceClosed();
  }
}

export interface Request {
  readonly kind: ChannelKind;
  readonly subject: ErrorSubject;
}
