import { err, ok, type Clock, type Result } from '../kernel/index.js';
import { readAwareness, writeAwareness, type AwarenessEntry } from './awareness-codec.js';
import { isBoundedJson } from './content-walk.js';
import { documentAwarenessInvalid, documentTooLarge, type DocumentError } from './document-errors.js';
import type { LiveReader } from './live-reader.js';

/** Another replica, as the owner of what it told of. */
const ELSEWHERE = Symbol('elsewhere');

interface Known extends AwarenessEntry {
  /** `null` once it is gone; its clock is kept for a while, so that nobody brings it back by an echo. */
  readonly owner: LiveReader | typeof ELSEWHERE | null;
  readonly heardMs: number;
}

/** Clients renew what they say every 15 s, and forget others after 30 s. */
const STALE_MS = 45_000;
/** For how many client ids one connection speaks at most. */
const MAX_CLIENTS_EACH = 16;
/** How many clients that are gone are remembered. */
const MAX_GONE = 1_000;
/** Clients send what they hear of others back, so that one message may hold what many say. */
const MAX_MESSAGE_BYTES = 256 * 1_024;

/** What everybody who is connected to a document says of themselves: cursors, names, colours. Never stored. */
export class AwarenessRoom {
  private readonly clients = new Map<number, Known>();

  /** @param tell gives what is new to everybody but `from`. */
  constructor(
    private readonly clock: Clock,
    private readonly tell: (update: Uint8Array, from: LiveReader | null) => void,
  ) {}

  /**
   * Takes what is new of the clients that are the reader's, and leaves out those of others: clients of `y-websocket` repeat what they
   * hear. `document/awareness-invalid` for bytes that are no awareness update, `document/too-large` past `maxBytes`.
   */
  speak(from: LiveReader, update: Uint8Array, maxBytes: number): Result<void, DocumentError> {
    if (update.length > MAX_MESSAGE_BYTES) return err(documentTooLarge('awareness', MAX_MESSAGE_BYTES));
    const entries = readAwareness(update);
    if (entries === null) return err(documentAwarenessInvalid());
    const own = entries.filter((entry) => this.isNews(entry) && this.maySpeak(from, entry));
    if (own.some(({ state }) => state !== null && !isBoundedJson(state))) return err(documentAwarenessInvalid());
    if (this.bytesWith(from, own) > maxBytes) return err(documentTooLarge('awareness', maxBytes));
    for (const entry of own) this.keep(entry, entry.state === null ? null : from);
    if (own.length > 0) this.tell(own.length === entries.length ? update : writeAwareness(own), from);
    return ok(undefined);
  }

  /** What another replica tells of its clients. */
  hear(update: Uint8Array): void {
    const entries = readAwareness(update) ?? [];
    const news = entries.filter((entry) => {
      const owner = this.clients.get(entry.client)?.owner;
      return this.isNews(entry) && (owner === undefined || owner === null || owner === ELSEWHERE);
    });
    for (const entry of news) this.keep(entry, entry.state === null ? null : ELSEWHERE);
    if (news.length > 0) this.tell(writeAwareness(news), null);
  }

  /** Takes back what the reader said. */
  leave(reader: LiveReader): void {
    const gone = [...this.clients.values()]
      .filter(({ owner }) => owner === reader)
      .map(({ client, clock }): AwarenessEntry => ({ client, clock, state: null }));
    for (const entry of gone) this.keep(entry, null);
    if (gone.length > 0) this.tell(writeAwareness(gone), reader);
  }

  /** All that is said now; `null` when nobody says anything. */
  states(): Uint8Array | null {
    const since = this.clock.now() - STALE_MS;
    const all = [...this.clients.values()].filter(
      ({ state, owner, heardMs }) => state !== null && (owner !== ELSEWHERE || heardMs >= since),
    );
    return all.length === 0 ? null : writeAwareness(all);
  }

  private isNews({ client, clock, state }: AwarenessEntry): boolean {
    const known = this.clients.get(client);
    if (known === undefined) return state !== null;
    return clock > known.clock || (clock === known.clock && state === null && known.state !== null);
  }

  private maySpeak(from: LiveReader, { client }: AwarenessEntry): boolean {
    const owner = this.clients.get(client)?.owner ?? null;
    if (owner === from) return true;
    return owner === null && this.ownedBy(from).length < MAX_CLIENTS_EACH;
  }

  private ownedBy(reader: LiveReader): readonly Known[] {
    return [...this.clients.values()].filter(({ owner }) => owner === reader);
  }

  private bytesWith(from: LiveReader, entries: readonly AwarenessEntry[]): number {
    const said = new Map(this.ownedBy(from).map(({ client, state }) => [client, state?.length ?? 0]));
    for (const { client, state } of entries) said.set(client, state?.length ?? 0);
    return [...said.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  private keep(entry: AwarenessEntry, owner: Known['owner']): void {
    this.clients.delete(entry.client);
    this.clients.set(entry.client, { ...entry, owner, heardMs: this.clock.now() });
    if (owner === null) this.trim();
  }

  private trim(): void {
    const gone = [...this.clients.values()].filter(({ state }) => state === null);
    for (const { client } of gone.slice(0, Math.max(0, gone.length - MAX_GONE))) this.clients.delete(client);
  }
}
