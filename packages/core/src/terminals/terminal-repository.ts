import type { AuditEntry } from '../audit/index.js';
import type { ResultAsync, SessionId, TenantId, TerminalId, UserId } from '../kernel/index.js';
import type { TerminalSize } from '../runtime/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { TerminalLimit } from './terminal-errors.js';
import type { ResolvedTerminalOptions } from './terminal-options.js';
import type { Terminal, TerminalClosing, TerminalEnd } from './terminal.js';

export interface TerminalKey {
  readonly tenantId: TenantId;
  readonly sessionId: SessionId;
  readonly id: TerminalId;
}

export type TerminalBounds = Pick<ResolvedTerminalOptions, 'maxPerSession' | 'maxPerUser' | 'maxRecorded'>;

type WriteError = RecordError | StoreError;

/** Keeps what is known of terminals. Each method is one transaction, with its entry in the audit where it takes one. */
export interface TerminalRepository {
  /**
   * Adds the terminal as running. `terminal/limit` when the life of its workspace, or its user, has as many running ones on record
   * as may be. The oldest of the session that ended go, down to `maxRecorded`.
   */
  open(
    terminal: Omit<Terminal, 'version'>,
    bounds: TerminalBounds,
    entry: AuditEntry,
  ): ResultAsync<Terminal, TerminalLimit | WriteError>;
  get(key: TerminalKey): ResultAsync<Terminal | null, StoreError>;
  /** By its id in the tenant. */
  find(tenantId: TenantId, id: TerminalId): ResultAsync<Terminal | null, StoreError>;
  /** The newest first. */
  list(session: Omit<TerminalKey, 'id'>): ResultAsync<readonly Terminal[], StoreError>;
  /** The running ones of a user, as far as is known. */
  listRunning(tenantId: TenantId, userId: UserId): ResultAsync<readonly Terminal[], StoreError>;
  /** The running ones of all tenants that are due at that time or before, the longest due first. */
  listDue(at: string, limit: number): ResultAsync<readonly Terminal[], StoreError>;
  /** Writes the end, unless one is written already; gives the terminal as it is then. */
  end(key: TerminalKey, end: TerminalEnd, entry: AuditEntry): ResultAsync<Terminal | null, WriteError>;
  /**
   * Says that it is being ended, and when it is looked again whether it did; `null` when it is over or missing, and, with
   * `ifDueAt`, when it is not due at that time any more. The audit has it the first time.
   */
  closing(
    key: TerminalKey,
    change: {
      readonly reason: TerminalClosing;
      readonly now: string;
      readonly dueAt: string;
      readonly ifDueAt?: string;
    },
    entry: AuditEntry,
  ): ResultAsync<Terminal | null, WriteError>;
  /** Somebody is attached: it is due at `dueAt`, or never. Changes nothing of one that is being ended, or over. */
  touch(key: TerminalKey, dueAt: string | null): ResultAsync<void, WriteError>;
  resize(key: TerminalKey, size: TerminalSize, now: string): ResultAsync<void, WriteError>;
  /** Takes out one that could not be started. */
  erase(key: TerminalKey, entry: AuditEntry): ResultAsync<void, WriteError>;
}
