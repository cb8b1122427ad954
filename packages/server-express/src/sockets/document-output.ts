import type { DocumentEnd, Relayed } from '@carrel/core/documents';
import type { Ticking } from '@carrel/core/kernel';
import { AwarenessBacklog, NO_AWARENESS } from './awareness-backlog.js';
import { atClock, endOfType, FAILED, SERVICE_RESTART, TRY_AGAIN_LATER } from './close-code.js';
import type { DocumentFrames } from './document-frames.js';
import type { Socket, SocketEnd } from './socket.js';

/** How much of what others do waits for a client that reads slowly, beside what its connection holds, before it is closed. */
const MAX_WAITING_BYTES = 4 * 1_024 * 1_024;
/** What a frame that waits counts for, beside its bytes. */
const FRAME_BYTES = 100;
interface Waiting {
  readonly frame: Uint8Array;
  /** What it counts for. */
  readonly bytes: number;
  /** Whether it is ready for the wire. */
  readonly isFramed: boolean;
}

/** What others do in a document, on its way to one client: edits in their order, and of awareness what is newest. */
export class DocumentOutput implements Ticking {
  /** How the socket ends, whatever ends it. */
  readonly ended: Promise<SocketEnd>;
  private end: (end: SocketEnd) => void = ignore;
  private reject: (thrown: unknown) => void = ignore;
  private isFull = false;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private isQuiet = true;
  /** Made when it is first needed, as almost never. */
  private backlog: AwarenessBacklog | null = null;
  private roomy: (() => void)[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly frames: DocumentFrames,
    /** Knows the clock of the document, as far as it is stored. */
    private readonly document: { readonly clock: number },
  ) {
    this.ended = new Promise((resolve, reject) => {
      this.end = resolve;
      this.reject = reject;
    });
  }

  /** Sends something once in a while: clients of y-protocols give a connection up that brought nothing for 30 s, pings or not. */
  begin(): void {
    this.socket.remind(this);
  }

  tick(): void {
    if (this.isQuiet && !this.isFull) this.send(this.frames.awareness(NO_AWARENESS));
    this.isQuiet = true;
  }

  /** Ends the socket, unless it has ended. */
  finish(end: SocketEnd): void {
    this.end(end);
  }

  /** Ends the socket by what should not have been thrown. */
  fail(thrown: unknown): void {
    this.reject(thrown);
  }

  /** Whether more may come; so does the next one. */
  update(update: Relayed): boolean {
    return this.relay(this.frames.relayedUpdate(update));
  }

  awareness(states: Relayed): boolean {
    if (!this.isFull) return this.relay(this.frames.relayedAwareness(states));
    this.backlog ??= new AwarenessBacklog();
    this.backlog.add(states.bytes);
    return true;
  }

  closed(end: DocumentEnd): void {
    this.end(endOfDocument(end));
  }

  /** Sends one frame that the client asked for, behind those that wait. */
  send(frame: Uint8Array): void {
    this.put({ frame, bytes: 0, isFramed: false });
  }

  sendAll(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.send(frame);
  }

  /** Resolves when the client has read enough to be sent what it asks for; `null` where that is at once. */
  room(): Promise<void> | null {
    if (!this.isFull) return null;
    return new Promise((resolve) => {
      this.roomy.push(resolve);
    });
  }

  close(): void {
    this.waiting = [];
    for (const resolve of this.roomy.splice(0)) resolve();
  }

  /** `false` when too much waits. */
  private relay(frame: Uint8Array): boolean {
    // Where it need not wait, nothing is made for it.
    if (!this.isFull) this.sendNow(frame, true);
    else this.put({ frame, bytes: frame.byteLength + FRAME_BYTES, isFramed: true });
    return this.waitingBytes <= MAX_WAITING_BYTES;
  }

  private put(waiting: Waiting): void {
    if (!this.isFull) return this.sendNow(waiting.frame, waiting.isFramed);
    this.waiting.push(waiting);
    this.waitingBytes += waiting.bytes;
  }

  private sendNow(frame: Uint8Array, isFramed: boolean): void {
    this.isQuiet = false;
    const hasRoom = isFramed ? this.socket.sendFramed(frame) : this.socket.send(frame);
    if (!hasRoom) void this.drain();
  }

  /** Never rejects. */
  private async drain(): Promise<void> {
    this.isFull = true;
    do {
      const drained = await this.socket.drained();
      if (drained === 'stalled') this.end(tooSlow(this.document.clock));
      if (drained !== 'room') return this.close();
    } while (!this.sendWaiting());
    this.isFull = false;
    for (const resolve of this.roomy.splice(0)) resolve();
  }

  /** Whether all that waited went out and there is room for more. */
  private sendWaiting(): boolean {
    let hasRoom = true;
    let sent = 0;
    for (; hasRoom && sent < this.waiting.length; sent += 1) {
      const next = this.waiting[sent];
      if (next === undefined) break;
      this.waitingBytes -= next.bytes;
      hasRoom = next.isFramed ? this.socket.sendFramed(next.frame) : this.socket.send(next.frame);
    }
    this.waiting.splice(0, sent);
    if (!hasRoom || this.backlog === null || this.backlog.isEmpty) return hasRoom;
    return this.socket.send(this.frames.awareness(this.backlog.take()));
  }
}

function ignore(): void {
  return;
}

function endOfDocument({ reason, clock, error }: DocumentEnd): SocketEnd {
  switch (reason) {
    case 'access-lost':
      return { code: 4403, reason: 'session/forbidden' };
    case 'too-slow':
      return tooSlow(clock);
    case 'sink-failed':
      return { code: FAILED, reason: 'service/failed' };
    case 'removed':
      return { code: 4404, reason: 'document/not-found' };
    case 'failed':
      return endOfType(error?.type ?? 'service/failed');
    case 'shutting-down':
      return { code: SERVICE_RESTART, reason: `service/shutting-down ${atClock(clock)}` };
    default:
      return reason satisfies never;
  }
}

function tooSlow(clock: number): SocketEnd {
  return { code: TRY_AGAIN_LATER, reason: `too slow ${atClock(clock)}` };
}
