import { pause } from './call-scope.js';
import {
  awarenessFrame,
  queryFrame,
  readDocumentFrame,
  stepOneFrame,
  stepTwoFrame,
  updateFrame,
  type DocumentFrame,
} from './document-frames.js';
import { clientAborted, detached, protocolFault, timedOut, type ClientError } from './errors.js';
import { path, type Http } from './http.js';
import { openLink } from './open-link.js';
import { Reconnects } from './reconnects.js';
import { err, ok, ResultAsync, type Outcome, type Result } from './result.js';
import { judgeClose, socketVerdict, type Closed, type SocketVerdict } from './socket-closing.js';
import type { SocketLink } from './socket-link.js';
import { UnstoredEdits } from './unstored-edits.js';
import type { CallOptions } from './client-options.js';

/** A document of Yjs that is kept the same as the server's, whatever holds it. */
export interface DocumentPeer {
  stateVector(): Uint8Array;
  /** What a document with this state vector lacks. */
  diff(vector: Uint8Array): Uint8Array;
  /** An edit that the server tells of. */
  apply(update: Uint8Array): void;
  /** Who is there, as awareness updates. Without it nobody is told. */
  readonly awareness?: {
    /** What others are told anew of this client; `null` for nothing. */
    own(): Uint8Array | null;
    apply(update: Uint8Array): void;
    /** Nobody is known to be there any more. */
    forget(): void;
  };
  /** The connection is over, for good. */
  end?(): void;
}

/** What happens to the connection of a document. */
export type DocumentEvent =
  | { readonly type: 'connected' }
  /** It is connected again by itself; edits go on meanwhile. */
  | { readonly type: 'disconnected'; readonly error: ClientError }
  /** All is here that the server had when it was connected. */
  | { readonly type: 'synced' }
  /** An edit was refused: it stays here, and is sent again when the user may write. */
  | { readonly type: 'denied' }
  /** Every edit that was made here is durable on the server. */
  | { readonly type: 'stored'; readonly clock: number }
  /** It is over. */
  | { readonly type: 'failed'; readonly error: ClientError };

/** Names one document of one session. */
export interface DocumentPlace {
  readonly sessionId: string;
  readonly name: string;
}

export interface OpenDocumentOptions {
  /** Told what happens. */
  readonly onEvent?: ((event: DocumentEvent) => void) | undefined;
  /** Ends it quietly. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps a document the same as the server's until it is closed, over as many connections as it needs, each with a token that is
 * good. What was edited while there was none is sent with the next one.
 */
export class DocumentConnection {
  private readonly controller = new AbortController();
  private readonly unstored = new UnstoredEdits();
  private readonly waiting = new Set<() => void>();
  private link: SocketLink | null = null;
  /** Whether the server has said something on the connection that is open. */
  private isReady = false;
  private isSyncedNow = false;
  /** What the server had when it asked last; `null` on a connection on which it did not. */
  private vector: Uint8Array | null = null;
  /** Whether edits were left unsent for want of room. */
  private isBehind = false;
  private fault: ClientError | null = null;
  private over: ClientError | null = null;

  constructor(
    private readonly http: Http,
    private readonly place: DocumentPlace,
    private readonly peer: DocumentPeer,
    private readonly options: OpenDocumentOptions,
  ) {
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
    if (options.signal?.aborted === true) this.close();
    else void this.keep();
  }

  /** Whether it was closed or failed. */
  get isOver(): boolean {
    return this.over !== null;
  }

  get isConnected(): boolean {
    return this.isReady;
  }

  /** Whether all is here that the server had when the connection that is open was made. */
  get isSynced(): boolean {
    return this.isSyncedNow;
  }

  /** How many edits the server has not said to be durable. */
  get unstoredEdits(): number {
    return this.unstored.count;
  }

  /** Ok when it is synced. An error when it is over before, or not in time. */
  synced(call: CallOptions = {}): Outcome<void> {
    return this.when(() => this.isSyncedNow, call);
  }

  /** Ok when every edit that was made here is durable on the server. An error when it is over before, or not in time. */
  stored(call: CallOptions = {}): Outcome<void> {
    return this.when(() => this.isSyncedNow && this.unstored.isSettled, call);
  }

  /** An edit was made here. */
  push(update: Uint8Array): void {
    if (this.over !== null) return;
    // What a network does not take stays in the document, and is sent together when it does.
    if (this.isReady && !this.isRoomy()) this.isBehind = true;
    const isSent = this.isReady && !this.isBehind;
    this.unstored.add(isSent);
    if (isSent) this.send(updateFrame(update));
  }

  /** Something about who is here changed. */
  pushAwareness(update: Uint8Array): void {
    if (this.isReady && this.isRoomy()) this.send(awarenessFrame(update));
  }

  /** Ends it and leaves the document as it is. Idempotent. */
  close(): void {
    this.end(detached());
  }

  private readonly onAbort = (): void => this.end(clientAborted());

  /** Connects, and again, until it is over. Never rejects. */
  private async keep(): Promise<void> {
    const { signal } = this.controller;
    const reconnects = new Reconnects(this.http.options.retry);
    while (!signal.aborted) {
      reconnects.begin();
      const closed = await this.connection();
      if (signal.aborted) return;
      const lived = { isReady: this.isReady, hasBrought: this.isSyncedNow };
      this.leave();
      const verdict: SocketVerdict =
        this.fault === null
          ? await judgeClose(this.http, closed, { signal, verdictOf: socketVerdict })
          : { kind: 'failed', error: this.fault };
      if (signal.aborted) return;
      const delayMs = reconnects.delayAfter(verdict, lived);
      if (delayMs === null) return this.fail(verdict.error);
      if (lived.isReady) this.tell({ type: 'disconnected', error: verdict.error });
      await pause(delayMs, signal);
    }
  }

  /** One connection from its beginning to its end. */
  private async connection(): Promise<Closed> {
    const { sessionId, name } = this.place;
    const opened = await openLink(this.http, `${path`/ws/documents/${sessionId}/${name}`}?acks=1`, {
      signal: this.controller.signal,
      ping: queryFrame(),
      onMessage: (data) => this.take(readDocumentFrame(data)),
    });
    if (opened.isErr()) return { close: opened.error, token: '' };
    const { link, token } = opened.value;
    this.link = link;
    if (this.controller.signal.aborted) link.close();
    return { close: await link.closed, token };
  }

  private leave(): void {
    this.link = null;
    this.isSyncedNow = false;
    this.vector = null;
    this.isBehind = false;
    this.unstored.restart();
    if (!this.isReady) return;
    this.isReady = false;
    this.peer.awareness?.forget();
  }

  private take(frame: DocumentFrame | null): void {
    if (frame === null) return this.break('A message of a document that is none.');
    if (!this.isReady) this.begin();
    switch (frame.type) {
      case 'step-one':
        return this.bring(frame.vector);
      case 'update':
        this.peer.apply(frame.update);
        if (frame.isLast) this.sync();
        return;
      case 'awareness':
        return this.peer.awareness?.apply(frame.update);
      case 'denied':
        return this.tell({ type: 'denied' });
      case 'acknowledged':
        return this.settle(frame);
      default:
        frame satisfies never;
    }
  }

  private begin(): void {
    this.isReady = true;
    this.tell({ type: 'connected' });
    this.send(stepOneFrame(this.peer.stateVector()));
    const own = this.peer.awareness?.own() ?? null;
    if (own !== null) this.send(awarenessFrame(own));
  }

  private sync(): void {
    if (this.isSyncedNow) return;
    this.isSyncedNow = true;
    this.tell({ type: 'synced' });
  }

  private settle({ clock, upTo }: { readonly clock: number; readonly upTo: number }): void {
    const wasSettled = this.unstored.isSettled;
    this.unstored.settle(upTo);
    if (!wasSettled && this.unstored.isSettled) this.tell({ type: 'stored', clock });
    if (this.isBehind && this.vector !== null && this.isRoomy()) this.bring(this.vector);
  }

  /** Sends all that a server with this state vector lacks. */
  private bring(vector: Uint8Array): void {
    this.vector = vector;
    this.isBehind = false;
    this.unstored.bringAll();
    this.send(stepTwoFrame(this.peer.diff(vector)));
  }

  private isRoomy(): boolean {
    return (this.link?.bufferedAmount ?? 0) <= this.http.options.maxInputBytes;
  }

  private send(bytes: Uint8Array<ArrayBuffer>): void {
    this.link?.send(bytes);
  }

  private break(detail: string): void {
    this.fault = protocolFault(detail);
    this.link?.close();
  }

  private tell(event: DocumentEvent): void {
    this.wake();
    this.options.onEvent?.(event);
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }

  private when(isSo: () => boolean, { signal, requestTimeoutMs }: CallOptions): Outcome<void> {
    const timeoutMs = requestTimeoutMs ?? this.http.options.requestTimeoutMs;
    return new ResultAsync(
      new Promise<Result<void, ClientError>>((resolve) => {
        const settle = (result: Result<void, ClientError>) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          this.waiting.delete(look);
          resolve(result);
        };
        const look = () => {
          if (this.over !== null) settle(err(this.over));
          else if (isSo()) settle(ok());
        };
        const onAbort = () => settle(err(clientAborted()));
        const timer = setTimeout(() => settle(err(timedOut(timeoutMs))), timeoutMs);
        this.waiting.add(look);
        if (signal?.aborted === true) onAbort();
        else signal?.addEventListener('abort', onAbort, { once: true });
        look();
      }),
    );
  }

  private fail(error: ClientError): void {
    if (this.over !== null) return;
    this.end(error);
    this.options.onEvent?.({ type: 'failed', error });
  }

  private end(error: ClientError): void {
    if (this.over !== null) return;
    this.over = error;
    this.controller.abort();
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.link?.close();
    this.leave();
    this.peer.end?.();
    this.wake();
  }
}
