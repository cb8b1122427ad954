import { WebSocket } from 'ws';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { ApiClient } from '../api-client.js';
import { awarenessOf, oneUpdate, read, stepOne, stepTwo } from './yjs-frames.js';

/** One document of one session. */
export interface Place {
  readonly session: string;
  readonly name: string;
}

/** A message that tells of an edit. */
interface Sent {
  readonly update: Uint8Array;
}

/** Closings that a killed server, a replaced connection or the client itself explains. */
const EXPLAINED = [1000, 1001, 1005, 1006, 1012, 1013];
const REMOTE = Symbol('remote');

/**
 * A client of a document by its WebSocket, which knows which of its edits were acknowledged. Its messages can be held up, repeated and
 * swapped on their way. It connects when it is told to, and no more by itself.
 */
export class Editor implements Disposable {
  readonly document = new Y.Doc();
  readonly awareness = new Awareness(this.document);
  /** Every edit that a server has acknowledged, in the bytes in which it was sent. */
  readonly acknowledged: Uint8Array[] = [];
  /** What no lost connection explains. */
  readonly problems: string[] = [];
  private ws: WebSocket | null = null;
  private sent: Sent[] = [];
  private settled = 0;
  private held: Uint8Array[] | null = null;
  private inbound: Uint8Array[] = [];

  constructor(private readonly place: Place) {
    this.document.on('update', (update: Uint8Array, by: unknown) => {
      if (by !== REMOTE) this.say(update);
    });
    this.awareness.on('update', (_changes: unknown, by: unknown) => {
      const update = encodeAwarenessUpdate(this.awareness, [this.document.clientID]);
      if (by !== REMOTE && this.isConnected) this.ws?.send(awarenessOf(update));
    });
  }

  get isConnected(): boolean {
    return this.ws?.readyState === WebSocket.OPEN;
  }

  /** Nothing that was sent waits for its acknowledgement. */
  get isSettled(): boolean {
    return this.isConnected && this.held === null && this.settled === this.sent.length;
  }

  /** Whether it is connected now. A server that is not there is no error. */
  async connect({ base, token = '' }: ApiClient): Promise<boolean> {
    this.cut();
    const { session, name } = this.place;
    const url = `${base.replace(/^http/, 'ws')}/ws/documents/${session}/${encodeURIComponent(name)}?acks=1`;
    const ws = new WebSocket(url, {
      headers: { Authorization: `Bearer ${token}` },
      // A server that is killed may leave its port to somebody else.
      handshakeTimeout: 10_000,
    });
    this.ws = ws;
    [this.sent, this.settled, this.inbound] = [[], 0, []];
    ws.on('message', (data: Buffer) => this.hear(ws, new Uint8Array(data)));
    ws.on('error', () => undefined);
    ws.on('unexpected-response', (_request, { statusCode = 0 }: { statusCode?: number }) => {
      if (statusCode < 500) this.problems.push(`refused with ${String(statusCode)}`);
      ws.terminate();
    });
    const closed = new Promise<void>((resolve) => {
      ws.on('close', (code, reason) => {
        if (!EXPLAINED.includes(code)) this.problems.push(`closed with ${String(code)} ${reason.toString()}`);
        resolve();
      });
    });
    await Promise.race([closed, new Promise<void>((resolve) => ws.once('open', resolve))]);
    if (!this.isConnected || this.ws !== ws) return false;
    ws.send(stepOne(Y.encodeStateVector(this.document)));
    if (this.awareness.getLocalState() !== null) this.awareness.setLocalState(this.awareness.getLocalState());
    return true;
  }

  /** What was on its way is lost. */
  cut(): void {
    this.held = null;
    this.ws?.terminate();
    this.ws = null;
  }

  /** Nothing goes in or out until it is mended, and nothing is lost. */
  part(): void {
    this.ws?.pause();
    this.held ??= [];
  }

  /** @param isSwapped whether what waited goes out in another order. */
  mend(isSwapped = false): void {
    const held = this.held ?? [];
    this.held = null;
    for (const update of isSwapped ? held.reverse() : held) this.say(update);
    this.ws?.resume();
  }

  /** Says again what it has said on this connection, from `index` on. */
  repeat(index: number, count: number): void {
    for (const { update } of this.sent.slice(index, index + count)) this.say(update);
  }

  get sentCount(): number {
    return this.sent.length;
  }

  [Symbol.dispose](): void {
    this.cut();
    this.awareness.destroy();
    this.document.destroy();
  }

  private say(update: Uint8Array): void {
    if (this.held !== null) this.held.push(update);
    else if (this.isConnected) this.send(update, oneUpdate(update));
  }

  private send(update: Uint8Array, frame: Uint8Array): void {
    this.sent.push({ update });
    this.ws?.send(frame);
  }

  private hear(ws: WebSocket, message: Uint8Array): void {
    if (this.ws !== ws) return;
    const said = read(message);
    if (said.type === 'update') this.take(said.update);
    else if (said.type === 'awareness') applyAwarenessUpdate(this.awareness, said.update, REMOTE);
    else if (said.type === 'step-one') this.answer(said.vector);
    else if (said.type === 'acknowledged') this.settle(said.upTo);
  }

  /** Those that come in one turn are taken from the last to the first, and then once more. */
  private take(update: Uint8Array): void {
    this.inbound.push(update);
    if (this.inbound.length > 1) return;
    setImmediate(() => this.takeAll());
  }

  private takeAll(): void {
    const all = this.inbound.splice(0);
    for (const update of [...all].reverse()) Y.applyUpdate(this.document, update, REMOTE);
    for (const update of all) Y.applyUpdate(this.document, update, REMOTE);
  }

  private answer(vector: Uint8Array): void {
    this.takeAll();
    const diff = Y.encodeStateAsUpdate(this.document, vector);
    this.send(diff, stepTwo(diff));
  }

  private settle(upTo: number): void {
    for (const { update } of this.sent.slice(this.settled, upTo)) this.acknowledged.push(update);
    this.settled = Math.max(this.settled, upTo);
  }
}
