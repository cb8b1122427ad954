import { aborted, type Aborted } from '@carrel/core/kernel';
import type { ConnectionError } from '@carrel/core/runtime';
import { FrameType, type Frame } from './frame.js';
import { MalformedPayload, PayloadReader } from './payload.js';
import { toConnectionError, type ErrorSubject } from './to-connection-error.js';

/** What a stream may have on its way before its receiver grants more; by the protocol. */
export const INITIAL_CREDIT = 262_144;
/** The most content of one DATA frame, by the protocol. */
export const MAX_CONTENT = 65_536;

/** How a channel reaches its link. */
export interface ChannelPort {
  send(type: number, channel: number, payload?: Uint8Array): void;
  /** The same, of a payload that nobody changes before the agent has answered that it has it. */
  lend(type: number, channel: number, payload: Uint8Array): void;
  /** Frees the channel's number. */
  release(channel: number): void;
}

/**
 * What comes after the first OK: nothing, a stream to read, a second OK once the client's own stream is over, or streams both
 * ways.
 */
export type ChannelKind = 'single' | 'stream' | 'upload' | 'duplex';

type Answer = PayloadReader | ConnectionError;

interface WriteContent {
  readonly signal?: AbortSignal | undefined;
  readonly lasting?: boolean;
}

/** One request and all that belongs to it. */
export class Channel {
  private readonly answers: Answer[] = [];
  private readonly items: Buffer[] = [];
  private failure: ConnectionError | null = null;
  private ended = false;
  private cancelled = false;
  /** Who waits for something to change; of two streams each has its own. */
  private readonly waiting = new Set<() => void>();
  /** Of two streams each has an end of its own, before that of the request. */
  private agentEnded = false;
  private clientEnded = false;
  private sendCredit = INITIAL_CREDIT;
  private receiveCredit = INITIAL_CREDIT;
  private consumed = 0;
  private oksLeft: number;

  constructor(
    readonly id: number,
    private readonly kind: ChannelKind,
    private readonly subject: ErrorSubject,
    private readonly port: ChannelPort,
  ) {
    this.oksLeft = kind === 'upload' ? 2 : 1;
  }

  /** The next OK of the agent, or the error that ended the request. */
  answer(signal?: AbortSignal): Promise<Answer> {
    return new Promise((resolve) => {
      const look = () => {
        const known = this.answers.shift() ?? this.failure;
        if (known === null && signal?.aborted !== true) return;
        this.waiting.delete(look);
        signal?.removeEventListener('abort', look);
        resolve(known ?? this.giveUp());
      };
      this.waiting.add(look);
      signal?.addEventListener('abort', look, { once: true });
      look();
    });
  }

  /** The next piece of the agent's stream; `null` at its end, and once it was given up. */
  async next(): Promise<Buffer | ConnectionError | null> {
    await this.until(() => this.items.length > 0 || this.ended || this.cancelled || this.failure !== null);
    return this.take() ?? null;
  }

  /** What `next` would give; `undefined` while it would wait. */
  take(): Buffer | ConnectionError | null | undefined {
    const item = this.items.shift();
    if (item !== undefined) {
      this.grant(item.length);
      return item;
    }
    if (this.cancelled) return null;
    return this.ended || this.failure !== null ? this.failure : undefined;
  }

  /** Calls back at each change, until the returned function is called. */
  watch(look: () => void): () => void {
    this.waiting.add(look);
    return () => {
      this.waiting.delete(look);
    };
  }

  /** Lets the agent send that much more ahead of what is taken. */
  allowAhead(bytes: number): void {
    this.receiveCredit += bytes;
    this.grantCredit(bytes);
  }

  /**
   * Sends a piece of the client's stream as the agent has room for it; an error when the request is over.
   *
   * @param lasting nobody changes `content` before the request is over: it need not be copied.
   */
  async write(content: Uint8Array, { signal, lasting = false }: WriteContent = {}): Promise<ConnectionError | null> {
    for (let start = 0; start < content.length; start += MAX_CONTENT) {
      const piece = content.subarray(start, start + MAX_CONTENT);
      await this.until(() => this.sendCredit >= piece.length || this.cancelled || this.isOver(), signal);
      if (this.failure !== null) return this.failure;
      if (signal?.aborted === true || this.cancelled || this.ended) return this.giveUp();
      this.sendCredit -= piece.length;
      if (lasting) this.port.lend(FrameType.data, this.id, piece);
      else this.port.send(FrameType.data, this.id, piece);
    }
    return null;
  }

  endWriting(): void {
    this.clientEnded = true;
    if (this.failure === null) this.port.send(FrameType.end, this.id);
  }

  /** Why the request failed, once what came before was taken; `null` when it is over without a failure. */
  async failed(): Promise<ConnectionError | null> {
    await this.until(() => (this.failure === null ? this.ended : this.items.length === 0));
    return this.failure;
  }

  /** Gives the request up. The agent's last word frees the channel. */
  cancel(): void {
    if (this.cancelled || this.isOver()) return;
    this.cancelled = true;
    this.items.length = 0;
    this.port.send(FrameType.cancel, this.id);
    this.wake();
  }

  /** @throws MalformedPayload when the frame is not what the protocol allows now. */
  receive({ type, payload }: Frame): void {
    if (type === FrameType.ok) this.receiveOk(payload);
    else if (type === FrameType.error) this.receiveError(payload);
    else if (type === FrameType.end) this.receiveEnd();
    else if (type === FrameType.event || type === FrameType.data) this.receiveItem(payload);
    else if (type === FrameType.credit) this.receiveCreditGrant(new PayloadReader(payload).u32());
    else throw new MalformedPayload('a frame of an unknown type');
    this.wake();
  }

  /** The link is over. */
  fail(error: ConnectionError): void {
    if (this.isOver()) return;
    this.failure = error;
    if (this.kind === 'duplex') this.items.length = 0;
    this.wake();
  }

  private receiveOk(payload: Buffer): void {
    if (this.oksLeft === 0) throw new MalformedPayload('an answer that was not asked for');
    this.oksLeft -= 1;
    this.answers.push(new PayloadReader(payload));
    if (this.oksLeft === 0 && (this.kind === 'single' || this.kind === 'upload')) this.finish();
  }

  private receiveError(payload: Buffer): void {
    const reader = new PayloadReader(payload);
    this.failure = toConnectionError(reader.u16(), reader.text(), this.subject);
    this.finish();
  }

  private receiveEnd(): void {
    const mayEnd = this.kind === 'stream' || (this.agentEnded && this.clientEnded);
    if (!mayEnd && !this.cancelled) throw new MalformedPayload('the end of no stream');
    this.finish();
  }

  private receiveItem(payload: Buffer): void {
    const streams = this.kind === 'stream' || this.kind === 'duplex';
    if (!streams || this.oksLeft > 0) throw new MalformedPayload('content that was not asked for');
    if (payload.length === 0) this.receiveStreamEnd();
    else if (this.agentEnded) throw new MalformedPayload('content after its end');
    this.receiveCredit -= payload.length;
    if (this.receiveCredit < 0) throw new MalformedPayload('more content than was granted');
    if (this.cancelled) this.grant(payload.length);
    else this.items.push(payload);
  }

  /** Costs no credit, so there is one at most. */
  private receiveStreamEnd(): void {
    if (this.kind !== 'duplex' || this.agentEnded) throw new MalformedPayload('content without a byte');
    this.agentEnded = true;
  }

  private receiveCreditGrant(bytes: number): void {
    this.sendCredit += bytes;
    if ((this.kind !== 'upload' && this.kind !== 'duplex') || this.sendCredit > MAX_CREDIT)
      throw new MalformedPayload('credit past its bound');
  }

  /** Grants again what was taken, a quarter of the window at a time. */
  private grant(bytes: number): void {
    this.consumed += bytes;
    if (this.consumed < INITIAL_CREDIT / 4 || this.isOver()) return;
    this.receiveCredit += this.consumed;
    this.grantCredit(this.consumed);
    this.consumed = 0;
  }

  private grantCredit(bytes: number): void {
    const credit = Buffer.allocUnsafe(4);
    credit.writeUInt32BE(bytes);
    this.port.send(FrameType.credit, this.id, credit);
  }

  private finish(): void {
    this.ended = true;
    this.port.release(this.id);
  }

  private isOver(): boolean {
    return this.ended || this.failure !== null;
  }

  private giveUp(): Aborted {
    this.cancel();
    return aborted('call to the workspace');
  }

  private wake(): void {
    for (const go of this.waiting) go();
  }

  private async until(ready: () => boolean, signal?: AbortSignal): Promise<void> {
    while (!ready() && signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        const go = () => {
          this.waiting.delete(go);
          signal?.removeEventListener('abort', go);
          resolve();
        };
        this.waiting.add(go);
        signal?.addEventListener('abort', go, { once: true });
      });
    }
  }
}

/** The most credit one stream may hold, by the protocol. */
const MAX_CREDIT = 16 * 1024 * 1024;
