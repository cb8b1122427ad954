import { err, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import type { DocumentConnection, DocumentEnd, DocumentSink, Relayed } from './document-connection.js';
import { documentClosed, documentReadOnly, type DocumentError } from './document-errors.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import type { LiveReader } from './live-reader.js';
import type { Hold } from './live-documents.js';
import type { Author } from './outbox.js';
import { charge, UpdateRate } from './update-rate.js';

export interface ConnectionDeps {
  readonly hold: Hold;
  readonly sink: DocumentSink;
  readonly canWrite: boolean;
  readonly viewersMaySpeak: boolean;
  readonly clock: Clock;
  readonly options: ResolvedDocumentOptions;
  /** Told what its sink threw. */
  readonly onThrown: (error: unknown) => void;
  /** Ended with it, however that is. */
  readonly watch: { end(): void };
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** One client of a live document, in this process. */
export class LiveConnection implements DocumentConnection, LiveReader, Author {
  private readonly updates: UpdateRate;
  /** Made when it first says something of itself. */
  private news: UpdateRate | null = null;
  private readonly onAbort: (() => void) | null;
  private isOver = false;
  private mayWrite: boolean;

  constructor(private readonly deps: ConnectionDeps) {
    const { canWrite, signal } = deps;
    this.mayWrite = canWrite;
    this.updates = rateOf(deps);
    this.onAbort = signal === undefined ? null : () => this.close();
    if (this.onAbort !== null) signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  get canWrite(): boolean {
    return this.mayWrite && !this.isOver;
  }

  get clock(): number {
    return this.deps.hold.live.clock;
  }

  push(update: Uint8Array): Result<void, DocumentError> {
    if (this.isOver) return err(documentClosed());
    const { live } = this.deps.hold;
    return charge(this.updates).andThen(() => live.submit([update], this, { from: this, isReading: !this.mayWrite }));
  }

  diff(stateVector: Uint8Array): Result<readonly Uint8Array[], DocumentError> {
    return this.isOver ? err(documentClosed()) : this.deps.hold.live.content.diff(stateVector);
  }

  stateVector(): Uint8Array {
    return this.deps.hold.live.content.encodeVector();
  }

  awareness(update: Uint8Array): Result<void, DocumentError> {
    if (this.isOver) return err(documentClosed());
    if (!this.mayWrite && !this.deps.viewersMaySpeak) return err(documentReadOnly());
    const { hold, options } = this.deps;
    this.news ??= rateOf(this.deps);
    return hold.live.awareness.speak(this, update, { maxBytes: options.maxAwarenessBytes, rate: this.news });
  }

  awarenessStates(): Uint8Array | null {
    return this.deps.hold.live.spoken?.states() ?? null;
  }

  close(): void {
    this.finish();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  update(update: Relayed): void {
    this.deliver((sink) => sink.update(update));
  }

  heard(awareness: Relayed): void {
    this.deliver((sink) => sink.awareness(awareness));
  }

  stored(clock: number, count: number): void {
    this.deliver((sink) => sink.acknowledged({ clock, count }));
  }

  /** Its client is told nothing, and keeps what is not acknowledged. */
  delayed(_error: CarrelError): void {
    return;
  }

  ended(end: DocumentEnd): void {
    if (!this.finish()) return;
    try {
      this.deps.sink.closed(end);
    } catch (error) {
      this.deps.onThrown(error);
    }
  }

  /** What the caller may do has changed, or not. */
  allow(canWrite: boolean): void {
    if (this.isOver || canWrite === this.mayWrite) return;
    this.mayWrite = canWrite;
    this.deliver((sink) => {
      sink.role(canWrite);
      return true;
    });
  }

  private deliver(take: (sink: DocumentSink) => boolean): void {
    if (this.isOver) return;
    try {
      if (!take(this.deps.sink)) this.ended({ reason: 'too-slow', clock: this.clock });
    } catch (error) {
      this.deps.onThrown(error);
      this.ended({ reason: 'sink-failed', clock: this.clock });
    }
  }

  /** Whether it was not over before. */
  private finish(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    const { hold, signal, watch } = this.deps;
    hold.live.leave(this);
    hold.release();
    watch.end();
    if (this.onAbort !== null) signal?.removeEventListener('abort', this.onAbort);
    return true;
  }
}

function rateOf({ clock, options }: ConnectionDeps): UpdateRate {
  return new UpdateRate(clock, options.maxUpdatesPerSecond, options.updateBurst);
}
