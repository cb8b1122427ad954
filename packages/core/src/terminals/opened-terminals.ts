import type { AuditEntry, AuditService } from '../audit/index.js';
import { err, ok, type Result } from '../kernel/index.js';
import type { EntityRecord, EntityTable, RecordError, StoreError, Transaction } from '../store/index.js';
import { endedEntry } from './terminal-entries.js';
import { terminalLimit, type TerminalLimit } from './terminal-errors.js';
import { terminals, toStored, toTerminal, type StoredTerminal } from './terminal-records.js';
import type { TerminalBounds } from './terminal-repository.js';
import { endedAs, type Terminal } from './terminal.js';

export interface Opening {
  readonly terminal: Omit<Terminal, 'version'>;
  readonly bounds: TerminalBounds;
  readonly entry: AuditEntry;
}

type WriteError = RecordError | StoreError;

/** More than the bounds leave of one session, by far. */
const MAX_SCANNED = 2_000;

/** Adds terminals to their session and to those of their user, where there is room; what is too old on record goes. */
export class OpenedTerminals {
  constructor(
    private readonly table: EntityTable<StoredTerminal>,
    private readonly audit: Pick<AuditService, 'append'>,
    private readonly tx: Transaction,
  ) {}

  async open({ terminal, bounds, entry }: Opening): Promise<Result<Terminal, TerminalLimit | WriteError>> {
    const { tenantId, sessionId } = terminal;
    const found = await this.tx.scan(terminals, { prefix: [tenantId, sessionId], limit: MAX_SCANNED });
    if (found.isErr()) return err(found.error);
    const known = found.value.items.map(({ value, version }) => toTerminal({ ...value, version }));
    const older = known.filter(({ state, incarnation }) => state === 'running' && incarnation < terminal.incarnation);
    const room = await this.checkRoom(terminal, known, bounds);
    if (room.isErr()) return err(room.error);
    const tidied = await this.tidy(older, terminal.createdAt);
    if (tidied.isErr()) return err(tidied.error);
    const ended = known.filter(({ state }) => state === 'exited');
    const trimmed = await this.trim(ended.slice(0, Math.max(0, known.length - bounds.maxRecorded)));
    if (trimmed.isErr()) return err(trimmed.error);
    return this.table
      .insert(this.tx, toStored(terminal))
      .andThen((opened) => this.audit.append(this.tx, entry).map(() => toTerminal(opened)));
  }

  private async checkRoom(
    { tenantId, sessionId, openedBy, incarnation }: Opening['terminal'],
    known: readonly Terminal[],
    { maxPerSession, maxPerUser }: TerminalBounds,
  ): Promise<Result<void, TerminalLimit | StoreError>> {
    const alive = known.filter((other) => other.state === 'running' && other.incarnation === incarnation);
    if (alive.length >= maxPerSession) return err(terminalLimit('session', maxPerSession));
    const options = { index: 'byUser', prefix: [tenantId, openedBy], limit: maxPerUser + MAX_SCANNED };
    const own = await this.tx.scan(terminals, options);
    if (own.isErr()) return err(own.error);
    const isOver = (other: EntityRecord<StoredTerminal>) =>
      other.sessionId === sessionId && other.incarnation < incarnation;
    const count = own.value.items.filter(({ value }) => !isOver(value)).length;
    return count >= maxPerUser ? err(terminalLimit('user', maxPerUser)) : ok(undefined);
  }

  /** Those of lives that are over ended with them. */
  private async tidy(older: readonly Terminal[], now: string): Promise<Result<void, WriteError>> {
    const exit = { code: null, signal: null, reason: 'lost' } as const;
    for (const terminal of older) {
      const end = { exit, endedAt: now, outputEnd: 0 };
      const written = await this.table
        .update(this.tx, toStored(endedAs(terminal, end)))
        .andThen(() => this.audit.append(this.tx, endedEntry(terminal, end)));
      if (written.isErr()) return err(written.error);
    }
    return ok(undefined);
  }

  private async trim(surplus: readonly Terminal[]): Promise<Result<void, WriteError>> {
    for (const { tenantId, sessionId, id } of surplus) {
      const removed = await this.table.erase(this.tx, [tenantId, sessionId, id]);
      if (removed.isErr()) return err(removed.error);
    }
    return ok(undefined);
  }
}
