import { delay, err, ok, type CarrelError, type Clock, type DocumentId, type Result } from '../kernel/index.js';
import type { StoreError } from '../store/index.js';
import { AwarenessRoom } from './awareness-room.js';
import { AwarenessRounds, type AwarenessRelay } from './awareness-rounds.js';
import type { DocumentCloseReason, DocumentEnd, Relayed } from './document-connection.js';
import type { DocumentContent, Proposal } from './document-content.js';
import {
  documentClosed,
  documentNotFound,
  documentReadOnly,
  documentTooLarge,
  documentUnavailable,
  type DocumentError,
} from './document-errors.js';
import type { DocumentCommitter } from './document-committer.js';
import type { Appended, AppendError, DocumentLog } from './document-log.js';
import type { DocumentKey } from './document.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import type { StoredDocument } from './document-records.js';
import type { LiveObserver, StoredElsewhere, Submitting } from './live-observer.js';
import type { LiveReader } from './live-reader.js';
import { ownBytes } from './own-bytes.js';
import { Outbox, type Author, type Waiting } from './outbox.js';
import { RelayedBytes } from './relayed-bytes.js';
import { settleBatch } from './settle-batch.js';
import type { LogEntry } from './update-records.js';

export interface LiveDocumentDeps {
  readonly log: Pick<DocumentLog, 'load' | 'head' | 'entriesSince'>;
  readonly committer: DocumentCommitter;
  readonly clock: Clock;
  readonly options: ResolvedDocumentOptions;
  readonly observer: LiveObserver<LiveDocument>;
}

const MAX_BATCH = 1_000;
const MAX_BATCH_BYTES = 2 * 1024 * 1024;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * One document in memory: who is connected, what it holds, and what is on its way to the log.
 *
 * An update that was checked goes to everybody else at once, and into the outbox. One writer at a time puts what is there into the
 * log, in one transaction with what other documents have, and tells the authors. Where another replica was first it takes what that did, and tries again. Where the
 * store fails it keeps everything, tells nobody, and tries again.
 */
export class LiveDocument {
  /** Made when somebody first says something of themselves. */
  private room: AwarenessRoom | null = null;
  private readonly readers = new Set<LiveReader>();
  private readonly outbox = new Outbox();
  /** Ends what waits; made where something does. */
  private ending: AbortController | null = null;
  private hasEnded = false;
  /** The record as this process wrote it last, while `head` is that. */
  private written: StoredDocument | null = null;
  private writing: Promise<void> | null = null;
  private mustLook = false;
  private pauseMs = 0;

  constructor(
    readonly key: DocumentKey,
    readonly content: DocumentContent,
    /** Its record, as far as it is known here; `null` while nobody wrote to it. */
    public head: StoredDocument | null,
    private readonly deps: LiveDocumentDeps,
  ) {}

  get awareness(): AwarenessRoom {
    this.room ??= new AwarenessRoom(this.deps.clock, new AwarenessRounds((relayed) => this.hearAll(relayed)));
    return this.room;
  }

  /** `null` while nobody said anything of themselves. */
  get spoken(): AwarenessRoom | null {
    return this.room;
  }

  get id(): DocumentId | null {
    return this.head?.id ?? null;
  }

  /** The clock of the latest update that is known to be stored. */
  get clock(): number {
    return this.head?.clock ?? 0;
  }

  get isOver(): boolean {
    return this.hasEnded;
  }

  /** Nobody is connected, and nothing waits for the store. */
  get isIdle(): boolean {
    return this.readers.size === 0 && this.outbox.length === 0 && this.writing === null;
  }

  get readerCount(): number {
    return this.readers.size;
  }

  join(reader: LiveReader): void {
    this.readers.add(reader);
  }

  leave(reader: LiveReader): void {
    if (!this.readers.delete(reader)) return;
    this.room?.leave(reader);
    this.deps.observer.changed(this);
  }

  /**
   * Takes all of the updates or none: they are known, and others have them, when ok. `from` gets nothing of it; `author` is told
   * when they are stored. Who only reads may send what is known already: clients of Yjs answer with all that they know to be deleted.
   */
  submit(
    updates: readonly Uint8Array[],
    author: Author,
    { from = null, isReading = false, maxUpdateBytes = this.deps.options.maxUpdateBytes }: Submitting = {},
  ): Result<void, DocumentError> {
    if (this.isOver) return err(documentClosed());
    if (updates.some(({ length }) => length > maxUpdateBytes)) return err(documentTooLarge('update', maxUpdateBytes));
    const proposed = this.content.propose(updates.map(ownBytes));
    if (proposed.isErr()) {
      const isNew = proposed.error.type === 'document/update-ahead';
      return err(isReading && isNew ? documentReadOnly() : proposed.error);
    }
    if (isReading && !this.content.has(proposed.value)) return err(documentReadOnly());
    const room = this.checkRoom(proposed.value);
    if (room.isErr()) return err(room.error);
    for (const each of proposed.value) {
      const proposal = isReading ? { ...each, isNothing: true } : each;
      this.outbox.add({ proposal, author });
      if (proposal.isNothing) continue;
      this.content.hold(proposal);
      this.relay(new RelayedBytes(proposal.bytes), from, 'update');
    }
    this.write();
    return ok(undefined);
  }

  /** Another replica says what it stored. */
  hear({ id, first, last, updates }: StoredElsewhere): void {
    if (this.isOver || last <= this.clock) return;
    const isNext = this.head !== null && id === this.head.id && first === this.clock + 1;
    if (!isNext || updates === null || this.writing !== null) return this.look();
    const taken = this.takeAll(updates.map((bytes, index) => ({ clock: first + index, bytes })));
    if (taken.isErr()) this.fail(taken.error);
  }

  /** Asks the store whether others did something. */
  look(): void {
    this.mustLook = true;
    this.write();
  }

  /** It has come as far as `clock` when ok and nobody removed it, if anybody stored so much. The store's error otherwise. */
  async reached(clock: number): Promise<Result<void, StoreError>> {
    if (clock <= this.clock || this.isOver) return ok(undefined);
    const found = await this.deps.log.head(this.key);
    if (found.isErr()) return err(found.error);
    if (found.value !== null && found.value.clock > this.clock) {
      this.look();
      await this.flushed();
    }
    return ok(undefined);
  }

  /** Resolves when nothing waits for the store, or when it is over. */
  async flushed(): Promise<void> {
    while (this.writing !== null && !this.isOver) await this.writing;
  }

  /** Everybody is told, and what is not stored yet never is by this process. */
  end(reason: DocumentCloseReason, error?: CarrelError): void {
    if (this.isOver) return;
    this.hasEnded = true;
    this.ending?.abort();
    const end: DocumentEnd = {
      ...{ reason, clock: this.clock },
      ...(error === undefined ? {} : { error: { type: error.type, message: error.message } }),
    };
    const why = error ?? (reason === 'removed' ? documentNotFound() : documentUnavailable());
    for (const { author } of this.outbox.clear()) author.delayed(why);
    for (const reader of [...this.readers]) reader.ended(end);
    this.readers.clear();
    this.deps.observer.changed(this);
  }

  /** `state` is what it was at `clock`; `head` says what is in the store. */
  compacted(head: StoredDocument, clock: number, state: Uint8Array): void {
    if (this.head?.id !== head.id || this.isOver) return;
    // Others may have written on.
    this.head = { ...head, clock: this.clock };
    this.content.compacted(clock, state);
    this.deps.observer.changed(this);
  }

  private checkRoom(proposals: readonly Proposal[]): Result<void, DocumentError> {
    const { maxDocumentBytes, maxUnacknowledgedBytes } = this.deps.options;
    const bytes = proposals.reduce((sum, proposal) => (proposal.isNothing ? sum : sum + proposal.bytes.length), 0);
    if (bytes === 0) return ok(undefined);
    // The first may be as large as an update may.
    const isFull = this.content.waitingBytes > 0 && this.content.waitingBytes + bytes > maxUnacknowledgedBytes;
    if (isFull) return err(documentUnavailable());
    // What only deletes makes room.
    const grows = proposals.some(({ checked }) => checked.hasNew);
    const isTooLarge = grows && this.content.byteCount + bytes > maxDocumentBytes;
    return isTooLarge ? err(documentTooLarge('document', maxDocumentBytes)) : ok(undefined);
  }

  private relay(relayed: Relayed, from: unknown, kind: 'update' | 'heard'): void {
    // Who is too slow leaves on the way.
    for (const reader of this.readers) if (reader !== from) reader[kind](relayed);
  }

  private hearAll({ update, own, from }: AwarenessRelay): void {
    this.relay(new RelayedBytes(update), from, 'heard');
    if (own !== null) this.deps.observer.spoke(this, own);
  }

  private write(): void {
    if (this.isOver) return;
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null;
      // Something came after the last look into the outbox.
      if (this.outbox.length > 0 || this.mustLook) this.write();
      else this.deps.observer.changed(this);
    });
  }

  private async writeAll(): Promise<void> {
    const { committer, options } = this.deps;
    while (!this.isOver && (this.outbox.length > 0 || this.mustLook)) {
      if (options.commitDelayMs > 0) await this.wait(options.commitDelayMs);
      // What comes in the same turn is written together, that of other documents too.
      await committer.nextTurn();
      const failure = await this.writeOnce();
      if (failure === null) this.pauseMs = 0;
      else await this.pause(failure);
    }
  }

  /** Tells who waits, and waits longer each time. */
  private async pause(failure: CarrelError): Promise<void> {
    if (this.isOver) return;
    this.deps.observer.failed(this, failure);
    for (const author of this.outbox.authors) author.delayed(failure);
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
    await this.wait(this.pauseMs);
  }

  /** So long, or until it ends. */
  private async wait(ms: number): Promise<void> {
    if (this.isOver) return;
    this.ending ??= new AbortController();
    await delay(this.deps.clock, ms, this.ending.signal);
  }

  /** One transaction, or one look; `null`, or why it has to be tried again. */
  private async writeOnce(): Promise<CarrelError | null> {
    if (this.isOver) return null;
    const batch = this.outbox.batch(MAX_BATCH, MAX_BATCH_BYTES);
    const wanted = batch.filter(({ proposal }) => !proposal.isNothing);
    if (wanted.length === 0 && batch.length > 0) {
      this.acknowledge(batch, this.clock);
      return null;
    }
    if (batch.length === 0) return this.catchUp();
    const { clock, committer } = this.deps;
    const { key, id } = this;
    const updates = wanted.map(({ proposal }) => proposal.bytes);
    const began = clock.now();
    const head = this.head === this.written ? this.written : null;
    const appended = await committer.append({ key, id, clock: this.clock, updates, head });
    if (this.isOver) return null;
    if (appended.isErr()) return this.refused(appended.error);
    if (appended.value.type !== 'appended') return this.others(appended.value);
    const stored = appended.value.head;
    this.head = this.written = stored;
    this.mustLook = false;
    this.acknowledge(batch, stored.clock - updates.length);
    this.deps.observer.stored(this, stored, updates, clock.now() - began);
    return null;
  }

  /** The batch is in the log, the first of it after `clock`. */
  private acknowledge(batch: readonly Waiting[], clock: number): void {
    this.outbox.drop(batch.length);
    settleBatch(batch, clock, this.content);
  }

  private refused(error: AppendError): CarrelError | null {
    // There is no room for this document; trying again makes none.
    if (error.type !== 'document/limit') return error;
    this.fail(error);
    return null;
  }

  private async others(appended: Exclude<Appended, { readonly type: 'appended' }>): Promise<CarrelError | null> {
    if (appended.type === 'gone') this.end('removed');
    else if (appended.type === 'far-behind') return this.reload();
    else {
      this.head ??= { ...appended.head, clock: 0 };
      const taken = this.takeAll(appended.entries);
      if (taken.isErr()) this.fail(taken.error);
      else if (this.clock === appended.head.clock) this.head = appended.head;
    }
    return null;
  }

  private async catchUp(): Promise<CarrelError | null> {
    this.mustLook = false;
    const { log } = this.deps;
    const found = await log.head(this.key);
    if (found.isErr()) return this.lookAgain(found.error);
    const head = found.value;
    if (head === null || (this.id !== null && head.id !== this.id)) {
      if (this.id !== null) this.end('removed');
      return null;
    }
    if (head.clock <= this.clock) return null;
    if (head.trimmedTo > this.clock) return this.reload();
    const entries = await log.entriesSince(head, this.clock);
    if (entries.isErr()) return this.lookAgain(entries.error);
    if (this.isOver) return null;
    this.head ??= { ...head, clock: 0 };
    const taken = this.takeAll(entries.value);
    if (taken.isErr()) this.fail(taken.error);
    else this.mustLook ||= this.clock < head.clock;
    return null;
  }

  private lookAgain(error: CarrelError): CarrelError {
    this.mustLook = true;
    return error;
  }

  /** Too far behind to be told one by one. Everybody gets the whole, of which they take what they lack. */
  private async reload(): Promise<CarrelError | null> {
    const loaded = await this.deps.log.load(this.key);
    if (loaded.isErr()) return this.lookAgain(loaded.error);
    if (this.isOver) return null;
    if (loaded.value === null || (this.id !== null && loaded.value.head.id !== this.id)) {
      this.end('removed');
      return null;
    }
    const taken = this.content.load(loaded.value);
    if (taken.isErr()) {
      this.fail(taken.error);
      return null;
    }
    this.head = loaded.value.head;
    for (const bytes of this.content.whole()) this.relay(new RelayedBytes(bytes), null, 'update');
    return null;
  }

  private takeAll(entries: readonly LogEntry[]): Result<void, CarrelError> {
    const taken = this.takeEach(entries);
    this.deps.observer.changed(this);
    return taken;
  }

  private takeEach(entries: readonly LogEntry[]): Result<void, CarrelError> {
    for (const entry of entries) {
      if (entry.clock !== this.clock + 1 || this.head === null) continue;
      this.head = { ...this.head, clock: entry.clock };
      if (this.isOwn(entry)) continue;
      const taken = this.content.take(entry);
      if (taken.isErr()) return err(taken.error);
      this.relay(new RelayedBytes(entry.bytes), null, 'update');
    }
    return ok(undefined);
  }

  /** It was stored by a write whose outcome nobody could tell, and is acknowledged by being there. */
  private isOwn({ clock, bytes }: LogEntry): boolean {
    let count = 0;
    for (const { proposal } of this.outbox.batch(MAX_BATCH, MAX_BATCH_BYTES)) {
      count += 1;
      if (proposal.isNothing) continue;
      if (!isSame(proposal.bytes, bytes)) return false;
      this.acknowledge(this.outbox.batch(count, Infinity).slice(0, count), clock - 1);
      return true;
    }
    return false;
  }

  private fail(error: CarrelError): void {
    this.end('failed', error);
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
