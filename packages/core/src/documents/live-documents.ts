import { err, ok, SingleFlight, type CarrelError, type Clock, type Result } from '../kernel/index.js';
import { storeCorrupt, type StoreError } from '../store/index.js';
import type { Logger } from '../telemetry/index.js';
import { Compactor, type CompactorDeps } from './compactor.js';
import { DocumentCommitter } from './document-committer.js';
import { DocumentContent } from './document-content.js';
import { documentUnavailable, type DocumentUnavailable } from './document-errors.js';
import type { DocumentExchange } from './document-exchange.js';
import type { DocumentLog } from './document-log.js';
import type { DocumentKey } from './document.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import type { StoredDocument } from './document-records.js';
import type { DocumentMetrics } from './document-metrics.js';
import { LiveDocument } from './live-document.js';
import type { LiveObserver } from './live-observer.js';
import { loadYjs } from './load-yjs.js';

export interface LiveDocumentsDeps extends CompactorDeps {
  readonly log: DocumentLog;
  readonly exchange: DocumentExchange;
  readonly metrics: DocumentMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedDocumentOptions;
  /** Whether other processes write to the same store. */
  readonly hasReplicas: boolean;
}

/** Somebody's claim on a document in memory: it stays there until it is let go. */
export interface Hold {
  readonly live: LiveDocument;
  /** Idempotent. */
  release(): void;
}

/** Who does something besides with the documents in memory. */
export interface LiveFollower {
  /** It was asked for, something happened to it, or somebody left. */
  noticed(live: LiveDocument): void;
}

interface Slot {
  readonly live: LiveDocument;
  readonly unsubscribe: () => void;
  holds: number;
  /** What it was last measured to have. */
  bytes: number;
  cancelUnload: (() => void) | null;
  /** Whoever it was loaded for has not taken it yet. */
  isNew: boolean;
}

/** How long the end waits for what is not stored yet. */
const FLUSH_MS = 5_000;
/** Where messages tell of what others do, it is looked so many times more seldom whether one was lost. */
const SELDOM = 10;

/**
 * The documents in memory. One is loaded once however many ask for it, stays while somebody holds it or something waits for the
 * store, and goes when nobody has held it for a while, or when others need the room.
 */
export class LiveDocuments implements LiveObserver<LiveDocument> {
  /** Those that nobody used for longest come first. */
  private readonly slots = new Map<string, Slot>();
  private readonly loading = new SingleFlight<string, Result<Slot, StoreError>>();
  private readonly metrics: DocumentMetrics;
  private readonly committer: DocumentCommitter;
  private bytes = 0;
  private compactor: Compactor | null = null;
  private cancelLook: (() => void) | null = null;
  private isClosed = false;
  private follower: LiveFollower | null = null;

  constructor(private readonly deps: LiveDocumentsDeps) {
    this.metrics = deps.metrics;
    this.committer = new DocumentCommitter(deps.log);
  }

  /** Tells one from here on. */
  followedBy(follower: LiveFollower): void {
    this.follower = follower;
  }

  /** Loaded when ok. `document/unavailable` once it is ending. */
  async hold(key: DocumentKey): Promise<Result<Hold, StoreError | DocumentUnavailable>> {
    if (!this.isClosed) this.metrics.looked(this.slots.has(nameOf(key)));
    return this.holdUnasked(key);
  }

  /** In memory when ok, as one that nobody holds; it goes as others do. Nobody asked for it, so it is no lookup. */
  async warm(key: DocumentKey): Promise<Result<void, StoreError | DocumentUnavailable>> {
    const held = await this.holdUnasked(key);
    return held.map((hold) => {
      hold.release();
    });
  }

  /** Documents in memory that somebody has written to, the one used last first. */
  recent(limit: number): readonly DocumentKey[] {
    const written = [...this.slots.values()].filter(({ live }) => live.id !== null).reverse();
    return written
      .slice(0, limit)
      .map(({ live: { key } }) => ({ tenantId: key.tenantId, sessionId: key.sessionId, name: key.name }));
  }

  /** The document, where it is in memory. */
  get(key: DocumentKey): LiveDocument | null {
    return this.slots.get(nameOf(key))?.live ?? null;
  }

  /** Stores what waits as far as the store lets it, for some seconds; then everybody is told, and nothing is held any more. */
  async dispose(): Promise<void> {
    this.isClosed = true;
    this.cancelLook?.();
    await this.loading.settled();
    const flushed = Promise.all([...this.slots.values()].map(({ live }) => live.flushed()));
    let cancel: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.deps.clock.setTimer(FLUSH_MS, resolve);
    });
    await Promise.race([flushed, late]);
    cancel();
    for (const { live } of [...this.slots.values()]) live.end('shutting-down');
    await this.compactor?.close();
  }

  stored(live: LiveDocument, head: StoredDocument, updates: readonly Uint8Array[], tookMs: number): void {
    this.metrics.committed(updates.length, tookMs);
    this.deps.exchange.stored(live.key, head.id, head.clock, updates);
    this.compactor?.consider(live);
  }

  spoke(live: LiveDocument, update: Uint8Array): void {
    this.deps.exchange.spoke(live.key, update);
  }

  failed(live: LiveDocument, error: CarrelError): void {
    this.metrics.failed();
    this.deps.logger.warn(
      { error, document: live.id },
      'updates of a document not stored; they are kept and tried again',
    );
  }

  changed(live: LiveDocument): void {
    const name = nameOf(live.key);
    const slot = this.slots.get(name);
    if (slot?.live !== live) return;
    this.follower?.noticed(live);
    if (live.isOver) return this.drop(name, slot);
    this.measure(slot);
    this.compactor?.consider(live);
    this.unloadLater(name, slot);
    this.makeRoom();
  }

  private async holdUnasked(key: DocumentKey): Promise<Result<Hold, StoreError | DocumentUnavailable>> {
    const name = nameOf(key);
    if (this.isClosed) return err(documentUnavailable());
    const known = this.slots.get(name);
    if (known !== undefined) return ok(this.take(name, known));
    const loaded = await this.loading.run(name, () => this.load(name, key));
    if (loaded.isErr()) return err(loaded.error);
    if (this.isClosed) return err(documentUnavailable());
    // It may have ended, and another one have come, while whoever asked waited for its turn.
    const slot = this.slots.get(name);
    return slot === undefined ? this.holdUnasked(key) : ok(this.take(name, slot));
  }

  private async load(name: string, key: DocumentKey): Promise<Result<Slot, StoreError>> {
    const { clock, exchange, log, options } = this.deps;
    const yjs = await loadYjs();
    this.compactor ??= new Compactor(yjs, this.deps);
    let live: LiveDocument | null = null;
    let hasHeard = false;
    const unsubscribe = await exchange.listen(key, () => {
      hasHeard ||= live === null;
      return live;
    });
    const content = new DocumentContent(yjs, this.deps.clock);
    const loaded = await log.load(key);
    const read = loaded.andThen((document) => (document === null ? ok(undefined) : content.load(document)));
    if (loaded.isErr() || read.isErr()) {
      unsubscribe();
      return loaded.andThen(() => read.andThen((): Result<never, StoreError> => err(storeCorrupt())));
    }
    const parts = { log, committer: this.committer, clock, options, observer: this };
    live = new LiveDocument(key, content, loaded.value?.head ?? null, parts);
    const slot: Slot = { live, unsubscribe, holds: 0, bytes: 0, cancelUnload: null, isNew: true };
    this.slots.set(name, slot);
    if (hasHeard) live.look();
    exchange.ask(key);
    this.measure(slot);
    this.makeRoom();
    this.lookLater();
    return ok(slot);
  }

  private take(name: string, slot: Slot): Hold {
    slot.holds += 1;
    slot.isNew = false;
    slot.cancelUnload?.();
    slot.cancelUnload = null;
    // The latest used is the last.
    this.slots.delete(name);
    this.slots.set(name, slot);
    this.follower?.noticed(slot.live);
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      slot.holds -= 1;
      if (this.slots.get(name) === slot) this.unloadLater(name, slot);
    };
    return { live: slot.live, release };
  }

  private unloadLater(name: string, slot: Slot): void {
    if (!isFree(slot) || slot.cancelUnload !== null) return;
    slot.cancelUnload = this.deps.clock.setTimer(this.deps.options.unloadAfterMs, () => {
      slot.cancelUnload = null;
      if (isFree(slot)) this.drop(name, slot);
    });
  }

  private drop(name: string, slot: Slot): void {
    slot.cancelUnload?.();
    slot.unsubscribe();
    if (this.slots.get(name) !== slot) return;
    this.slots.delete(name);
    this.bytes -= slot.bytes;
    this.metrics.held(this.slots.size, this.bytes);
  }

  private measure(slot: Slot): void {
    const now = slot.live.content.byteCount;
    this.bytes += now - slot.bytes;
    slot.bytes = now;
    this.metrics.held(this.slots.size, this.bytes);
  }

  /** Lets go of what nobody holds, the one used longest ago first, until the rest is within its bytes. */
  private makeRoom(): void {
    const { maxLiveBytes } = this.deps.options;
    if (this.bytes <= maxLiveBytes) return;
    for (const [name, slot] of [...this.slots]) {
      if (this.bytes <= maxLiveBytes) return;
      if (isFree(slot)) this.drop(name, slot);
    }
  }

  /** Messages between replicas may be lost, or there is nothing to send them by. */
  private lookLater(): void {
    const { clock, exchange, hasReplicas, options } = this.deps;
    if (!hasReplicas || this.cancelLook !== null || this.isClosed || this.slots.size === 0) return;
    const everyMs = exchange.isShared ? options.lookEveryMs * SELDOM : options.lookEveryMs;
    this.cancelLook = clock.setTimer(everyMs, () => {
      void this.lookAtAll().finally(() => {
        this.cancelLook = null;
        this.lookLater();
      });
    });
  }

  private async lookAtAll(): Promise<void> {
    const lives = [...this.slots.values()].map(({ live }) => live);
    const heads = await this.deps.log.heads(lives.map(({ key }) => key));
    if (heads.isErr()) return;
    for (const [index, head] of heads.value.entries()) {
      const live = lives[index];
      if (live === undefined || live.isOver) continue;
      const isAsKnown = head === null ? live.id === null : head.id === live.id && head.clock <= live.clock;
      if (!isAsKnown) live.look();
    }
  }
}

function isFree({ live, holds, isNew }: Slot): boolean {
  return holds === 0 && !isNew && live.isIdle;
}

function nameOf({ tenantId, sessionId, name }: DocumentKey): string {
  return `${tenantId}/${sessionId}/${name}`;
}
